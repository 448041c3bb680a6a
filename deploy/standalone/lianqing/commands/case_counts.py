"""`lianqing case count|stuck`: how many there are, and which stand still.

Source: P3.3 (the database is managed dynamically); P3.2 (who decides).
"""

from collections.abc import Iterator, Sequence

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.cases import CaseCounts, CaseState, Count, CountCases
from lianqing_shared.contracts.gaps import GapPage, ListGaps
from lianqing_shared.contracts.plan import BY_CODE, ContentClass, Level


def add_to(app: typer.Typer) -> None:
    """Add these commands to the cases' group."""
    app.command(help=say("统计您能看到的事项", "Count the cases you may see."))(count)
    app.command(
        help=say(
            "列出因无人可办而停住的事项及出路",
            "List cases that stand still for want of a body, and the way out.",
        )
    )(stuck)


def count(
    *, login: As = None, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """Count the cases the person may see, under each heading of the statistics."""

    async def look(desk: Desk) -> CaseCounts:
        return await desk.ask(CountCases())

    counts = act(data, login, look)
    show.result(counts, output, table=_counts(counts))


def stuck(
    *, login: As = None, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """List open cases whose next step nobody can take, gravest first."""

    async def look(desk: Desk) -> GapPage:
        return await desk.ask(ListGaps())

    page = act(data, login, look)
    show.result(page, output, table=[_stuck(page)])


def _counts(counts: CaseCounts) -> Iterator[Table | str]:
    yield show.facts(
        (
            (say("未结", "Open"), counts.open),
            (say("今日到期", "Due today"), counts.due_today),
            (say("已逾期", "Overdue"), counts.overdue),
        )
    )
    levels = {str(level.value): level.label for level in Level}
    states = {state.value: state.label for state in CaseState}
    classes = {item.value: item.label for item in ContentClass}
    circumstances = {code: row.text for code, row in BY_CODE.items()}
    level, kept = say("等级", "Level"), say("入库", "In the database")
    suggested, cases = say("建议等级", "Suggested"), say("事项", "Cases")
    yield _grid(level, kept, _by_key(counts.by_level), levels)
    yield _grid(suggested, cases, _by_key(counts.by_suggested), levels)
    yield _grid(say("状态", "State"), cases, counts.by_state, states)
    yield _grid(say("内容类别", "Class"), cases, counts.by_class, classes)
    yield _grid(say("所在单位", "Unit"), cases, counts.by_unit, {})
    yield _grid(
        say("情形", "Circumstance"), cases, counts.by_circumstance, circumstances
    )


def _by_key(found: Sequence[Count]) -> Sequence[Count]:
    return sorted(found, key=lambda one: one.key)


def _grid(
    heading: str, counted: str, found: Sequence[Count], labels: dict[str, str]
) -> Table:
    rows = [
        (labels.get(one.key) or one.key or say("未明确", "not told"), one.count)
        for one in found
    ]
    return show.grid((heading, counted), rows)


def _stuck(page: GapPage) -> Table:
    headings = (
        say("编号", "No."),
        say("状态", "State"),
        say("建议", "Suggested"),
        say("情况", "What"),
        say("原因", "Why"),
        say("出路", "Way out"),
    )
    return show.grid(
        headings,
        [
            (one.case_no, one.state, one.suggested, one.kind, one.why, one.way_out)
            for one in page.gaps
        ],
    )
