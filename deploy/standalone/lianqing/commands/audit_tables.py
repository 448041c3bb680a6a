"""Tables of audit logs as people read them."""

import json
from datetime import datetime
from pathlib import Path

from rich.text import Text

from lianqing.auditing.file import Trailer
from lianqing.auditing.verifying import AuditVerdict
from lianqing.auditing.words import moment
from lianqing.commands import show
from lianqing.text import say
from lianqing_shared.contracts.actions import label_of
from lianqing_shared.contracts.auditing import AuditPage, CheckpointPage

_WIDE = 130
"""Columns of a terminal in which two ids stand side by side unbroken."""


def rows(page: AuditPage) -> list[show.Renderable]:
    """Return a page of a log."""
    table = show.grid(
        (
            say("条号", "Row"),
            say("时间", "At"),
            say("人员", "Who"),
            say("动作", "Action"),
            say("对象", "Object"),
            say("细节", "Detail"),
        ),
        (
            (
                row.seq,
                moment(datetime.fromisoformat(row.at)),
                row.actor,
                say(label_of(row.action), row.action),
                row.object_id,
                _detail(row.detail),
            )
            for row in page.rows
        ),
    )
    if show.stdout().width >= _WIDE:
        for column in (table.columns[2], table.columns[4]):
            column.no_wrap = True  # an id is copied whole
    more = say(
        f"共 {page.head} 条；更早的：--before {page.older}",
        f"{page.head} rows in all; older ones: --before {page.older}",
    )
    return [table, Text(more, style="dim")] if page.older else [table]


def exported(done: Trailer, to: Path) -> list[show.Renderable]:
    """Say what was written, and what was withheld."""
    told = say(f"✓ 已导出 {done.end} 条到 {to}", f"✓ {done.end} rows written to {to}")
    parts: list[show.Renderable] = [Text(told, style="green")]
    if done.withheld:
        parts.append(
            say(
                f"其中 {done.withheld} 条涉及您须回避的事项，只保留位置；"
                "校验不受影响。",
                f"{done.withheld} of them are withheld from you; the chain can be "
                "verified all the same.",
            )
        )
    return parts


def verdict(found: AuditVerdict) -> list[show.Renderable]:
    """Say whether the log is whole, and where it is not."""
    facts = show.facts(
        (
            (say("服务", "service"), say(found.service.label, found.service.value)),
            (say("条数", "rows"), found.rows),
            (say("只留位置", "withheld"), found.withheld),
        )
    )
    if found.ok:
        mark = say("✓ 审计日志完整", "✓ the audit log is whole")
        return [Text(mark, style="bold green"), facts, found.reach]
    mark = say("✗ 审计日志不完整", "✗ the audit log is not whole")
    return [Text(mark, style="bold red"), Text(found.problem, style="red"), facts]


def checkpoints(page: CheckpointPage) -> list[show.Renderable]:
    """Return checkpoints for the printer, contradictions first."""
    parts: list[show.Renderable] = [
        Text(f"✗ {moment(one.found_at)} {one.sentence}", style="bold red")
        for one in page.findings
    ]
    parts.append(
        show.grid(
            (
                say("服务", "Service"),
                say("条号", "Row"),
                say("时间", "At"),
                say("校验码", "Code"),
            ),
            (
                (
                    say(one.checkpoint.service.label, one.checkpoint.service.value),
                    one.checkpoint.seq,
                    moment(one.checkpoint.at),
                    one.code,
                )
                for one in page.checkpoints
            ),
        )
    )
    return parts


def _detail(text: str) -> str:
    found = json.loads(text)
    return "，".join(f"{key}={value}" for key, value in found.items())
