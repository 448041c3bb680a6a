"""Measure how a unit's list gets into its spool: read, mapped, checked, on the disk.

Each format is read by a fresh process with the product's own watcher and spool
(`synchronous=FULL`), so that its peak memory is its own. Budget: 100,000 rows in less
than 60 s and 300 MB (architecture section 9).
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from lianqing.bench.figures import ImportFigures, ImportOfOneFile
from lianqing_sdk.adapter import load_adapter
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.settings import UnitFile, UnitSettings
from lianqing_sdk.spool import Spool
from lianqing_sdk.watch import Inbox
from lianqing_shared.clock import SystemClock
from lianqing_shared.log import configure_logging

_HEADER = (
    "序号", "问题编号", "被检查单位", "责任人", "职务", "问题类别", "问题描述", "金额",
    "问题发生时间", "检查日期", "造成后果", "危害程度", "备注",
)  # fmt: skip
_UNITS = ("柳河村", "东柳村", "西沟村", "镇农业服务中心", "镇民政办", "镇便民服务中心")
_PROBLEMS = (
    ("财务账目混乱", "多笔支出未入账，白条抵库，往来款长期挂账"),
    ("违规发放津补贴", "超标准发放值班补助，未经批准"),
    ("专项资金滞留", "到账后超过六十日未拨付到户"),
    ("推诿扯皮", "群众办事多次往返，未一次性告知"),
)
_DAY = date(2026, 1, 1)
_KEY = bytes(range(32))
_PATIENCE_S = 1_800
_KB, _MB = 1024, 1024 * 1024


def measure(rows: int) -> ImportFigures:
    """Write a list of `rows` rows in each format and take it in."""
    writers: Mapping[str, Callable[[Path, int], None]] = {
        "xlsx": _write_xlsx,
        "csv": _write_csv,
    }
    found = []
    for form, write in writers.items():
        with tempfile.TemporaryDirectory(prefix="lianqing-import-") as folder:
            path = Path(folder) / "inbox" / f"财务检查问题清单.{form}"
            path.parent.mkdir()
            write(path, rows)
            found.append(_measured(Path(folder)))
    return ImportFigures(rows=rows, files=tuple(found))


def take(folder: Path) -> ImportOfOneFile:
    """Take the one file of a unit's inbox into the spool; measure this process."""
    settings = UnitSettings(
        folder,
        UnitFile(code="finance", adapter="finance", digest_key=Path("digest.key")),
    )
    (path,) = settings.inbox.iterdir()
    size, clock = path.stat().st_size, SystemClock()
    spool = Spool(settings.spool, clock=clock)
    inbox = Inbox(
        settings,
        load_adapter("finance"),
        spool,
        Ledger(spool, clock=clock),
        clock=clock,
        digest_key=_KEY,
    )
    begin, used = time.perf_counter(), time.process_time()
    inbox.take(path)
    seconds, cpu_s = time.perf_counter() - begin, time.process_time() - used
    spooled = spool.counts().unsent
    spool.close()
    return ImportOfOneFile(
        form=path.suffix.removeprefix("."),
        file_mb=round(size / _MB, 1),
        spooled=spooled,
        seconds=round(seconds, 2),
        cpu_s=round(cpu_s, 2),
        rows_per_s=round(spooled / seconds, 1),
        peak_rss_mb=round(_peak_rss_kb() / _KB, 1),
        checker_peak_rss_mb=round(_children_rss_kb() / _KB, 1),
    )


def _measured(folder: Path) -> ImportOfOneFile:
    child = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE_S,
        check=True,
    )
    return ImportOfOneFile.model_validate(json.loads(child.stdout))


def _peak_rss_kb() -> float:
    """Return this process's own peak; `ru_maxrss` begins with that of its parent."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return found / _KB if sys.platform == "darwin" else found
    return float(text.partition("VmHWM:")[2].split()[0])


def _children_rss_kb() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return found / _KB if sys.platform == "darwin" else found


def _rows(count: int) -> Iterator[tuple[str | int | float, ...]]:
    yield ("柳园镇2026年财务检查问题清单",)
    yield ("", "", "", "", "", "", "单位：元")
    yield _HEADER
    for number in range(1, count + 1):
        category, content = _PROBLEMS[number % len(_PROBLEMS)]
        found_on = _DAY + timedelta(days=number % 300)
        yield (
            number,
            f"CW-2026-{number:06}",
            _UNITS[number % len(_UNITS)],
            "甲某" if number % 3 else "",
            "会计" if number % 3 else "",
            category,
            f"{content}（第{number}项）",
            round(number % 5_000 * 1.25, 2),
            f"{found_on.year}.{found_on.month}.{found_on.day}",
            found_on.strftime("%Y%m%d"),
            "群众有反映" if number % 2 else "",
            "较轻" if number % 5 else "较重",
            "",
        )


def _write_xlsx(path: Path, rows: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    for values in _rows(rows):
        sheet.append(values)
    book.save(path)


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(_rows(rows))


if __name__ == "__main__":
    configure_logging("INFO")
    sys.stdout.write(take(Path(sys.argv[1])).model_dump_json())
