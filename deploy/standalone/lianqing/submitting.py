"""Submit one report the way a unit does: into its spool first, then wait.

The spool is the promise: once `offer` has returned, the report survives a power cut and
is sent by the unit's adapter, now or when it next runs.
"""

import time

from pydantic import BaseModel

from lianqing.errors import CommandError
from lianqing.launcher.folder import DataFolder
from lianqing.text import say
from lianqing_sdk.importing import content_digest
from lianqing_sdk.settings import UnitSettings, load_settings
from lianqing_sdk.spool import Entry, Offered, Spool
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.reports import Outcome, SubmitReport

_EVERY_S = 0.1


class Submitted(BaseModel):
    """What became of a submission; `outcome` is None while the receipt is awaited."""

    unit: str
    submission_id: str
    outcome: Outcome | None = None
    report_no: str | None = None
    reason: str | None = None


def submit_and_wait(
    folder: DataFolder, unit: str, *, report: SubmitReport, wait_s: float, clock: Clock
) -> Submitted:
    """Put a report into a unit's spool and wait for its receipt."""
    spool = Spool(_settings(folder, unit).spool, clock=clock)
    try:
        _offer(spool, report)
        end = time.monotonic() + wait_s
        while True:
            found = _look(spool, unit, report.submission_id)
            if found.outcome is not None or time.monotonic() >= end:
                return found
            time.sleep(_EVERY_S)
    finally:
        spool.close()


def _settings(folder: DataFolder, unit: str) -> UnitSettings:
    known = {path.name: path for path in folder.unit_folders()}
    if unit not in known:
        names = "、".join(known) or "—"
        raise CommandError(
            say(
                f"这里没有单位 {unit} 的目录。可用的有：{names}；"
                f"新单位请先 `lianqing unit add {unit}`。",
                f"There is no folder of unit {unit!r} here. Known: {names}; "
                f"add a new one with `lianqing unit add {unit}`.",
            )
        )
    return load_settings(known[unit], environment={})


def _offer(spool: Spool, report: SubmitReport) -> None:
    entry = Entry(message=report, content_sha256=content_digest(report))
    match spool.offer([entry])[0]:
        case Offered.TAKEN | Offered.KNOWN:
            return
        case Offered.CHANGED:
            raise CommandError(
                say(
                    f"编号 {report.submission_id} 已用不同的内容报送过，不能改写。"
                    "请换一个 submission_id，或去掉它由程序生成。",
                    f"{report.submission_id} was submitted with other content. Choose "
                    "another submission_id, or leave it out.",
                )
            )
        case Offered.TOO_LARGE:
            raise CommandError(
                say(
                    "这条信息过大，超过 200 KB。请缩短正文，详细材料另行报送。",
                    "The report is larger than 200 KB. Shorten the narrative.",
                )
            )


def _look(spool: Spool, unit: str, submission_id: str) -> Submitted:
    with spool.work() as connection:
        outcome, report_no, reason = connection.execute(
            "SELECT outcome, report_no, reason FROM outgoing WHERE base_id = ?"
            " ORDER BY revision DESC LIMIT 1",
            (submission_id,),
        ).fetchone()
    return Submitted(
        unit=unit,
        submission_id=submission_id,
        outcome=Outcome(outcome) if outcome else None,
        report_no=report_no,
        reason=reason,
    )
