"""The command `lianqing-adapter`: run, check, status, nil, doctor, new.

Results go to stdout, all else to stderr; exit 0 = good, 1 = something to mend, 2 = the
command or its settings are wrong.
"""

import argparse
import asyncio
import dataclasses
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from pydantic import ValidationError

from lianqing_sdk.adapter import find_adapters, load_adapter
from lianqing_sdk.alarms import NOTE
from lianqing_sdk.doctor import examine
from lianqing_sdk.dryrun import as_text, dry_run
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.nil import offer_nil
from lianqing_sdk.runner import build, run
from lianqing_sdk.scaffold import scaffold
from lianqing_sdk.settings import load_settings
from lianqing_sdk.spool import Counts, Spool
from lianqing_shared.clock import SystemClock
from lianqing_shared.errors import LianqingError
from lianqing_shared.log import configure_logging

log = structlog.get_logger(__name__)

GOOD, BAD, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; return the exit code."""
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except LianqingError as err:
        sys.stderr.write(f"{err}\n")
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lianqing-adapter",
        description="成员单位适配器：读取单位文件并报送防控中心。",
    )
    parser.add_argument("--log-level", default="INFO", help="日志级别（默认 INFO）")
    commands = parser.add_subparsers(required=True, metavar="命令")

    one = commands.add_parser("run", help="监视单位目录并报送")
    one.add_argument("--unit-folder", type=Path, required=True, help="单位目录")
    one.add_argument("--once", action="store_true", help="处理完现有文件后退出")
    one.set_defaults(command=_run)

    one = commands.add_parser("check", help="试读一个文件，不报送")
    one.add_argument("file", type=Path, help="要试读的文件")
    one.add_argument("--adapter", required=True, help="适配器名称，如 finance")
    _output(one, command=_check)

    one = commands.add_parser("status", help="查看报送情况")
    one.add_argument("--unit-folder", type=Path, required=True, help="单位目录")
    _output(one, command=_status)

    one = commands.add_parser("nil", help="没有情况可报时，提交零报告")
    one.add_argument("--unit-folder", type=Path, required=True, help="单位目录")
    one.add_argument("--period", help="报送周期，如 2026-11；默认最早未报的一期")
    one.set_defaults(command=_nil)

    one = commands.add_parser("doctor", help="体检：检查设置、凭证、网络和暂存")
    one.add_argument("--unit-folder", type=Path, required=True, help="单位目录")
    _output(one, command=_doctor)

    one = commands.add_parser("list", help="列出已安装的适配器")
    _output(one, command=_list)

    one = commands.add_parser("new", help="生成一个新的适配器项目")
    one.add_argument("name", help="名称：小写字母、数字，如 forestry")
    one.add_argument("--into", type=Path, default=Path(), help="放到哪个目录")
    one.set_defaults(command=_new)
    return parser


def _output(
    parser: argparse.ArgumentParser, *, command: Callable[[argparse.Namespace], int]
) -> None:
    parser.add_argument("--output", choices=("text", "json"), default="text")
    parser.set_defaults(command=command)


def _run(given: argparse.Namespace) -> int:
    configure_logging(given.log_level)  # the only command that logs
    settings = load_settings(given.unit_folder)
    adapter = load_adapter(settings.file.adapter)
    parts = build(settings, adapter, clock=SystemClock.from_environment())

    async def until_told() -> Counts:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        return await run(parts, stop=stop, once=given.once)

    try:
        counts = asyncio.run(until_told())
    except ExceptionGroup as group:
        ours = group.subgroup(LianqingError)
        raise (ours.exceptions[0] if ours else group) from group
    return GOOD if counts.is_idle or not given.once else BAD


def _check(given: argparse.Namespace) -> int:
    adapter = load_adapter(given.adapter)
    clock = SystemClock.from_environment()
    result = dry_run(adapter, given.file, unit=adapter.code, clock=clock)
    _print(given, result.as_json(), as_text(result))
    return GOOD if result.is_good else BAD


def _status(given: argparse.Namespace) -> int:
    settings = load_settings(given.unit_folder)
    clock = SystemClock.from_environment()
    spool = Spool(settings.spool, clock=clock)
    try:
        ledger = Ledger(spool, clock=clock)
        counts, alarm = spool.counts(), ledger.noted(NOTE) or None
        files = ledger.files()
    finally:
        spool.close()
    told = {
        "unit": settings.code,
        "alarm": alarm,
        "idle": counts.is_idle,
        **dataclasses.asdict(counts),
        "files": len(files),
        "unused": sum(file.unused for file in files),
    }
    lines = [f"{name}：{value}" for name, value in told.items()]
    _print(given, told, "\n".join(lines))
    return BAD if alarm else GOOD


def _nil(given: argparse.Namespace) -> int:
    settings = load_settings(given.unit_folder)
    clock = SystemClock.from_environment()
    spool = Spool(settings.spool, clock=clock)
    try:
        told = offer_nil(spool, period=given.period, clock=clock)
    except ValidationError:
        sys.stderr.write(
            f"报送周期“{given.period}”不可用：请写成 2026-11、2026-W47 或 "
            "2026-11-20。\n"
        )
        return WRONG
    finally:
        spool.close()
    sys.stdout.write(f"{told}\n")
    return GOOD


def _doctor(given: argparse.Namespace) -> int:
    findings = examine(given.unit_folder, clock=SystemClock.from_environment())
    is_good = all(finding.is_good for finding in findings)
    told = {"ok": is_good, "findings": [dataclasses.asdict(one) for one in findings]}
    lines = [
        f"{'正常' if one.is_good else '有问题'}  {one.what}：{one.sentence}"
        for one in findings
    ]
    _print(given, told, "\n".join(lines))
    return GOOD if is_good else BAD


def _list(given: argparse.Namespace) -> int:
    found = find_adapters()
    told = {
        code: {"name": one.name, "datasets": [each.title for each in one.datasets]}
        for code, one in found.items()
    }
    lines = [f"{code}  {one.name}" for code, one in found.items()]
    _print(given, told, "\n".join(lines) or "没有安装适配器。")
    return GOOD


def _new(given: argparse.Namespace) -> int:
    made = scaffold(given.name, given.into)
    sys.stdout.write(f"已生成 {made}。下一步见其中的 README.md。\n")
    return GOOD


def _print(given: argparse.Namespace, told: object, text: str) -> None:
    if given.output == "json":
        text = json.dumps(told, ensure_ascii=False, indent=2)
    sys.stdout.write(f"{text}\n")
