"""`lianqing interference …`: who asked about, meddled with or pleaded in a matter.

Source: 监察法 Art. 66.
"""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import (
    DEFAULT_DATA,
    As,
    Data,
    Limit,
    Output,
    OutputForm,
)
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.clock import SystemClock, beijing_day
from lianqing_shared.contracts.conduct import (
    InterferenceKind,
    InterferencePage,
    InterferenceView,
    InterferenceWay,
    ListInterferences,
    RecordInterference,
)
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("打听、过问、说情登记", "The interference register."),
)


@app.command(help=say("登记一次打听、过问或说情", "Record interference."))
def record(
    *,
    kind: Annotated[InterferenceKind, typer.Option(help=say("行为", "What."))],
    way: Annotated[InterferenceWay, typer.Option(help=say("方式", "By which way."))],
    by: Annotated[
        str | None, typer.Option("--by", help=say("何人（姓名）", "Who, by name."))
    ] = None,
    by_id: Annotated[
        str | None, typer.Option("--by-id", help=say("何人（编号）", "Who, by id."))
    ] = None,
    by_unit: Annotated[
        str | None,
        typer.Option("--by-unit", help=say("其单位代码", "His unit's code.")),
    ] = None,
    by_place: Annotated[
        str | None,
        typer.Option("--by-place", help=say("镇外人员的单位", "Where, if outside.")),
    ] = None,
    position: Annotated[
        str | None, typer.Option(help=say("其职务", "His position."))
    ] = None,
    about_unit: Annotated[
        str, typer.Option("--about-unit", help=say("涉及单位", "The matter's unit."))
    ],
    about: Annotated[
        str | None,
        typer.Option("--about", help=say("涉及人员", "The matter's person.")),
    ] = None,
    case: Annotated[
        str | None, typer.Option(help=say("案件编号", "Case number."))
    ] = None,
    text: Annotated[str, typer.Option(help=say("经过", "What happened."))],
    response: Annotated[str, typer.Option(help=say("如何答复", "How answered."))],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help=say("日期", "The day.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record that somebody interfered; the entry cannot be changed."""
    today = beijing_day(SystemClock.from_environment().now())
    asked = RecordInterference(
        kind=kind,
        way=way,
        happened_on=on.date() if on else today,
        asker_id=by_id,
        asker_name=_personal(by),
        asker_unit=by_unit,
        asker_place=by_place,
        asker_position=_personal(position),
        about_unit=about_unit,
        about_name=_personal(about),
        case_no=case,
        text=Personal(text),
        response=Personal(response),
    )

    async def work(desk: Desk) -> InterferenceView:
        return await desk.ask(asked)

    view = act(data, login, work)
    show.result(view, output, table=[_table((view,))])


@app.command("list", help=say("查阅登记簿（留痕）", "Read the register."))
def list_interferences(
    *,
    after: Annotated[
        str | None, typer.Option(help=say("从哪一条之后", "Where to go on."))
    ] = None,
    limit: Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Read the register, newest first; each reading is kept in the audit log."""
    asked = ListInterferences(after=after, limit=limit)

    async def look(desk: Desk) -> InterferencePage:
        return await desk.ask(asked)

    page = act(data, login, look)
    show.result(page, output, table=[_table(page.interferences)])


def _personal(text: str | None) -> Personal | None:
    return Personal(text) if text else None


def _table(entries: tuple[InterferenceView, ...]) -> Table:
    return show.grid(
        (
            say("编号", "Id"),
            say("日期", "Day"),
            say("行为", "What"),
            say("何人", "Who"),
            say("单位", "Where"),
            say("涉及", "About"),
            say("经过", "Text"),
            say("答复", "Response"),
        ),
        (
            (
                one.interference_id,
                one.happened_on,
                one.kind,
                one.asker_name,
                one.asker_unit,
                one.about_name or one.about_unit_name,
                one.text,
                one.response,
            )
            for one in entries
        ),
    )
