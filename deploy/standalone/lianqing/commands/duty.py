"""`lianqing duty …`: who owes word when, nil returns, lateness. Source: P1.3.1."""

from datetime import datetime, time
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.duties import (
    CountReturns,
    EnterNil,
    ListReturns,
    ListSchedules,
    ReturnPage,
    ReturnStatus,
    ReturnTallies,
    ReturnView,
    SchedulePage,
    SetSchedule,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import Rhythm

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "按时报送：规定、零报告、迟报漏报",
        "Reporting on time: schedules, nil returns, lateness.",
    ),
)

Unit = Annotated[
    str | None, typer.Option("--unit", help=say("单位代码", "Unit's code."))
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=2000, max=2100, help=say("年份", "The year.")),
]


@app.command("show", help=say("各单位的报送规定", "Who owes word when."))
def show_schedules(
    *,
    unit: Unit = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show who owes word when."""

    async def look(desk: Desk) -> SchedulePage:
        return await desk.ask(ListSchedules(unit=unit))

    page = act(data, login, look)
    show.result(page, output, table=[_schedules(page)])


@app.command(
    "set",
    help=say(
        "设定报送规定：一个单位、一类单位或全镇；RHYTHM 为 none、daily、weekly、"
        "monthly，default 表示恢复上一级规定",
        "Set when word is owed, for a unit, a kind or the town. RHYTHM is none, daily, "
        "weekly, monthly, or default: the wider rule counts again.",
    ),
)
def set_schedule(
    rhythm: Annotated[str, typer.Argument(help=say("周期", "The rhythm."))],
    *,
    unit: Unit = None,
    kind: Annotated[
        UnitKind | None, typer.Option("--kind", help=say("单位类别", "Kind of units."))
    ] = None,
    at: Annotated[str, typer.Option(help=say("时刻", "Time, HH:MM."))] = "16:00",
    weekday: Annotated[
        int, typer.Option(min=1, max=7, help=say("周几，1 为周一", "1 is Monday."))
    ] = 5,
    cut_off_day: Annotated[
        int, typer.Option(min=1, max=31, help=say("每月截止日", "Day of the month."))
    ] = 20,
    due_within: Annotated[
        int,
        typer.Option(
            min=0, max=30, help=say("之后几个工作日内", "Working days after.")
        ),
    ] = 5,
    valid_from: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help=say("从哪天起，默认明天", "From which day; tomorrow by default."),
        ),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Set when word is owed."""
    asked = SetSchedule(
        unit=unit,
        kind=kind,
        rhythm=_rhythm(rhythm),
        at=_time(at),
        weekday=weekday,
        cut_off_day=cut_off_day,
        due_within=due_within,
        valid_from=valid_from.date() if valid_from else None,
    )

    async def work(desk: Desk) -> SchedulePage:
        return await desk.ask(asked)

    page = act(data, login, work)
    show.result(page, output, table=[_schedules(page)])


@app.command(help=say("提交本单位的零报告", "State that there is nothing to report."))
def nil(
    period: Annotated[
        str | None,
        typer.Argument(help=say("报送周期，默认最早未报的一期", "The period.")),
    ] = None,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """State that one's own unit has nothing to report."""

    async def work(desk: Desk) -> ReturnView:
        return await desk.ask(EnterNil(period=period))

    view = act(data, login, work, demo_login="court-clerk")
    show.result(view, output, table=[_returns((view,))])


@app.command("list", help=say("各单位各期报送情况", "How units stand, by period."))
def list_returns(
    *,
    unit: Unit = None,
    status: Annotated[
        ReturnStatus | None, typer.Option("--status", help=say("状态", "Status."))
    ] = None,
    year: Year = None,
    latest: Annotated[
        int, typer.Option(min=1, max=60, help=say("最近几期", "Latest periods."))
    ] = 3,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List how units stand."""
    asked = ListReturns(unit=unit, status=status, year=year, latest=latest)

    async def look(desk: Desk) -> ReturnPage:
        return await desk.ask(asked)

    page = act(data, login, look)
    notes = [f"! {one.sentence}" for one in page.reminders]
    show.result(page, output, table=[_returns(page.returns), *notes])


@app.command(help=say("一年的迟报、漏报统计", "Lateness of a year, by unit."))
def statistics(
    *,
    unit: Unit = None,
    year: Year = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Count lateness in a year."""

    async def look(desk: Desk) -> ReturnTallies:
        return await desk.ask(CountReturns(year=year, unit=unit))

    found = act(data, login, look)
    show.result(found, output, table=[_tallies(found)])


def _rhythm(given: str) -> Rhythm | None:
    if given == "default":
        return None
    if given not in {one.value for one in Rhythm}:
        raise UsageError(
            say(
                f"报送周期“{given}”不可用：只能是 none、daily、weekly、monthly 或 "
                "default。",
                f"{given!r} is no rhythm: none, daily, weekly, monthly or default.",
            )
        )
    return Rhythm(given)


def _time(given: str) -> str:
    try:
        return f"{time.fromisoformat(given):%H:%M}"
    except ValueError as err:
        raise UsageError(
            say(
                f"时刻“{given}”不可用：请写成 HH:MM，例如 16:00。",
                f"{given!r} is no time of day: write HH:MM, as in 16:00.",
            )
        ) from err


def _schedules(page: SchedulePage) -> Table:
    headings = (
        say("单位", "Unit"),
        say("名称", "Name"),
        say("现行规定", "Now"),
        say("依据", "Rule of"),
        say("将改为", "Next"),
        say("自", "From"),
    )
    return show.grid(
        headings,
        [
            (
                one.unit,
                one.name,
                one.sentence,
                one.scope,
                one.coming_sentence,
                one.coming.valid_from if one.coming else None,
            )
            for one in page.units
        ],
    )


def _returns(found: tuple[ReturnView, ...]) -> Table:
    headings = (
        say("单位", "Unit"),
        say("周期", "Period"),
        say("状态", "Status"),
        say("说明", "How it stands"),
    )
    return show.grid(
        headings,
        [(one.unit_name, one.label, one.status, one.sentence) for one in found],
    )


def _tallies(found: ReturnTallies) -> Table:
    headings = (
        say("单位", "Unit"),
        say("应报", "Due"),
        say("按时", "On time"),
        say("零报告", "Nil"),
        say("迟报", "Late"),
        say("漏报", "Missed"),
        say("按时率‰", "On time ‰"),
    )
    return show.grid(
        headings,
        [
            (
                one.unit_name,
                one.due,
                one.reported,
                one.nil,
                one.late,
                one.missed,
                one.on_time_permille,
            )
            for one in found.tallies
        ],
    )
