"""Bad input gets a sentence that says what is wrong and what to do; nothing is lost.

First what a clerk may drop into the inbox, then what a program may send over the bus
with the unit's own credential.
"""

import base64
import contextlib
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from pydantic import JsonValue

from lianqing_shared.bus.admin import JetStreamError, administrator, ask, part
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import (
    ListQuarantine,
    Outcome,
    Receipt,
    ReportsReceipted,
)
from lianqing_shared.errors import TryAgainError
from lianqing_shared.security.authority import Authority
from lianqing_shared.security.grants import API
from lianqing_shared.security.signing import verify
from lianqing_shared.testing.installation import Installation, until
from lianqing_shared.testing.people import People, connected
from lianqing_shared.testing.reports import a_report
from lianqing_shared.testing.waiting import eventually
from tests.e2e import files


def _formula() -> bytes:
    """Return a good list in which a program has put a formula and no result."""
    book = openpyxl.load_workbook(io.BytesIO(files.problems(files.a_problem("公式-1"))))
    book.worksheets[0].cell(5, 8).value = "=SUM(A1:A2)"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bomb() -> bytes:
    """Return a workbook of some kilobytes that unpacks to 300 MB."""
    good = io.BytesIO(files.problems(files.a_problem("炸弹-1")))
    out = io.BytesIO()
    with (
        zipfile.ZipFile(good) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        with new.open("xl/media/image1.bmp", "w") as big:
            for _ in range(300):
                big.write(bytes(1024 * 1024))
    return out.getvalue()


def _empty() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


GOOD = files.problems(files.a_problem("好-1"))
DROPPED: dict[str, tuple[bytes, str]] = {
    "损坏.xlsx": (GOOD[: len(GOOD) // 2], "打不开"),
    "列不对财务检查.csv": ("姓名,电话\n甲某,1\n".encode(), "缺少列"),
    "空表.xlsx": (_empty(), "没有数据"),
    "空文件.csv": (b"", "文件是空的"),
    "公式问题清单.xlsx": (_formula(), "没有保存计算结果"),
    "压缩炸弹.xlsx": (_bomb(), "异常巨大"),
    "未来日期问题清单.xlsx": (
        files.problems(files.a_problem("未来-1", 问题发生时间="2031-01-01")),
        "晚于今天",
    ),
    "长格问题清单.xlsx": (
        files.problems(files.a_problem("长-1", 问题描述="长" * 40_000)),
        "文字过长",
    ),
    "日期颠倒问题清单.xlsx": (
        files.problems(
            files.a_problem("颠倒-1", 问题发生时间="2026-09-28", 检查日期="2026-03-02")
        ),
        "发生日期晚于填报日期",
    ),
    "乱码问题清单.csv": (bytes(range(128, 256)) * 20, "编码无法识别"),
    "扫描件.pdf": (b"%PDF-1.4", "不是表格"),
}
"""Name to content and a word of the sentence that its list of unused rows must hold."""


def test_each_bad_file_has_a_chinese_sentence_in_the_list_of_what_was_not_used(
    installation: Installation,
) -> None:
    unit = installation.unit("finance")
    dropped = [
        installation.drop("finance", name, content)
        for name, (content, _) in DROPPED.items()
    ]

    installation.wait_read(*dropped)

    for name, (content, word) in DROPPED.items():
        listed = unit / "unused" / f"{name}-未采用.csv"
        until(listed.is_file, f"{name} is listed")
        text = listed.read_text(encoding="utf-8-sig")
        assert text.startswith("工作表,行号,原因,怎么办"), name
        assert word in text, f"{name}: {text}"
        assert "Traceback" not in text
        assert _kept(unit, name) == content, f"{name} is kept as it came"


def test_the_same_list_twice_is_sent_once_and_a_changed_row_is_told(
    installation: Installation,
) -> None:
    changed = files.problems(files.a_problem("好-1", 问题描述="改过的描述"))
    installation.wait_read(installation.drop("finance", "问题清单.xlsx", GOOD))
    until(lambda: _submitted(installation) == 2, "the good and the refused row are in")

    again = installation.drop("finance", "问题清单（再次）.xlsx", GOOD)
    other = installation.drop("finance", "问题清单（改动）.xlsx", changed)
    installation.wait_read(again, other)

    unused = installation.unit("finance") / "unused"
    listed = unused / "问题清单（改动）.xlsx-未采用.csv"
    until(listed.is_file, "the changed row is listed")
    assert "已经报送" in listed.read_text(encoding="utf-8-sig")
    assert not (unused / "问题清单（再次）.xlsx-未采用.csv").exists()
    assert _submitted(installation) == 2


async def test_what_a_unit_sends_straight_to_the_bus_is_receipted_or_refused(
    installation: Installation,
) -> None:
    good = a_report(1, submission_id="straight-1")
    unknown_field = good.model_dump(mode="json") | {
        "submission_id": "straight-2",
        "colour": "red",
    }
    future = good.model_copy(
        update={"submission_id": "straight-3", "occurred_on": date(2031, 1, 1)}
    )
    changed = good.model_copy(update={"title": Personal("改过的标题")})
    bodies = {
        "good": good.model_dump_json().encode(),
        "the same again": good.model_dump_json().encode(),
        "the same id, other words": changed.model_dump_json().encode(),
        "a date to come": future.model_dump_json().encode(),
        "an unknown field": json.dumps(unknown_field).encode(),
        "no JSON": b"not json at all",
        "broken UTF-8": b'{"submission_id": "\xff\xfe"}',
        "nested to no end": b"[" * 5_000,
        "nothing": b"",
    }

    async with _as_unit(installation, "court") as stream:
        for body in bodies.values():
            await stream.publish(t.SUBMIT_REPORT.base, body)
    found = await eventually(
        lambda: _receipts_for(installation, "court", wanted=len(bodies)),
        "every message has its receipt",
    )

    outcomes = Counter(one.outcome for one in found)
    assert outcomes == {
        Outcome.ACCEPTED: 2,  # the good one, and again the same receipt for its copy
        Outcome.REJECTED: 2,
        Outcome.QUARANTINED: 5,
    }
    sent = {hashlib.sha256(body).hexdigest() for body in bodies.values()}
    assert {one.body_sha256 for one in found} == sent
    for one in found:
        assert one.outcome is Outcome.ACCEPTED or _is_chinese(one.reason or "")


async def test_an_oversize_message_is_stopped_at_the_door(
    installation: Installation,
) -> None:
    before = _submitted(installation)

    async with _as_unit(installation, "police") as stream:
        with pytest.raises((NatsError, TimeoutError)):
            await stream.publish(t.SUBMIT_REPORT.base, b"x" * 300_000)

    assert _submitted(installation) == before


async def test_a_unit_that_the_centre_does_not_know_is_not_let_in(
    installation: Installation, tmp_path: Path
) -> None:
    Authority(tmp_path).issue_unit("court")

    stranger = tmp_path / "creds" / "unit-court.creds"
    with pytest.raises(TryAgainError):
        async with administrator(installation.bus_url(), stranger, name="unit-court"):
            pass


async def test_what_could_not_be_read_waits_for_the_centre_under_a_reason(
    people: People,
) -> None:
    page = await people.ask("analyst", ListQuarantine())

    assert page.total == 5
    for item in page.items:
        assert item.unit == "court"
        assert _is_chinese(item.reason)


def test_the_books_agree_and_no_screen_shows_a_traceback(
    installation: Installation,
) -> None:
    verdict = installation.told("verify")

    assert verdict["ok"] is True
    # Two rows of files; eight messages of which one was the same again under its id.
    assert (verdict["accepted"], verdict["rejected"]) == (2, 2)
    assert verdict["quarantined"] == 5
    logs = installation.logs()
    assert not [name for name, text in logs.items() if "Traceback" in text]


def _kept(unit: Path, name: str) -> bytes | None:
    places = (unit / "inbox" / room / name for room in ("done", "refused"))
    return next((path.read_bytes() for path in places if path.is_file()), None)


def _submitted(installation: Installation) -> int:
    """Return how many submissions intake has decided on."""
    page = installation.told("report", "list", login="analyst")
    total = page["total"]
    assert isinstance(total, int)
    return total


def _is_chinese(sentence: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in sentence)


@contextlib.asynccontextmanager
async def _as_unit(
    installation: Installation, code: str
) -> AsyncIterator[JetStreamContext]:
    creds = installation.data / "creds"
    async with connected(installation.bus_url(), creds, name=f"unit-{code}") as client:
        yield client.jetstream(prefix=API, timeout=2)


async def _receipts_for(
    installation: Installation, unit: str, *, wanted: int
) -> list[Receipt] | None:
    """Return a unit's signed receipts, once there are so many."""
    subject = t.REPORTS_RECEIPTED.to(unit)
    creds = installation.data / "creds" / "provision.creds"
    key = (installation.data / "keys" / "intake.pub").read_text().strip()
    found: list[Receipt] = []
    after = 1
    async with administrator(installation.bus_url(), creds) as client:
        while True:
            wish: dict[str, JsonValue] = {"seq": after, "next_by_subj": subject}
            try:
                told = await ask(client, "$JS.API.STREAM.MSG.GET.LETTERS", wish)
            except JetStreamError:
                return found if len(found) >= wanted else None
            message = part(told, "message")
            body = base64.b64decode(str(message["data"]))
            event = ReportsReceipted.model_validate_json(body)
            assert verify(key, event.signed_bytes(), event.signature)
            found += event.receipts
            after = int(str(message["seq"])) + 1
