"""`lianqing relation …`: relations that keep people out of matters.

Source: 监察法 Art. 67; architecture P6.
"""

from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.conduct import (
    DeclareRelation,
    EndRelation,
    ListRelations,
    RelationKind,
    RelationPage,
    RelationView,
)
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("回避关系：申报、解除、列出", "Relations for recusal."),
)

_Who = Annotated[
    str | None,
    typer.Option("--of", metavar="PERSON", help=say("谁的，默认本人", "Whose.")),
]


@app.command(help=say("申报回避关系", "Declare a relation."))
def declare(
    *,
    kind: Annotated[RelationKind, typer.Option(help=say("关系", "What relation."))],
    unit: Annotated[str, typer.Option(help=say("对方单位代码", "The unit's code."))],
    name: Annotated[
        str | None,
        typer.Option(
            help=say("对方姓名；不填即整个单位", "The person; else the whole unit.")
        ),
    ] = None,
    of: _Who = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Declare a relation to a person in a unit, or to the whole unit."""
    asked = DeclareRelation(
        person_id=of,
        kind=kind,
        unit=unit,
        named=Personal(name) if name else None,
    )

    async def work(desk: Desk) -> RelationView:
        return await desk.ask(asked)

    view = act(data, login, work)
    show.result(view, output, table=[_table((view,))])


@app.command(help=say("解除他人的回避关系", "End somebody else's relation."))
def end(
    relation: Annotated[
        str, typer.Argument(help=say("关系编号 re_…", "Relation id re_…"))
    ],
    *,
    reason: Annotated[str, typer.Option(help=say("理由", "Why."))],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """End a relation; it stays as history."""
    asked = EndRelation(relation_id=relation, reason=reason)

    async def work(desk: Desk) -> RelationView:
        return await desk.ask(asked)

    view = act(data, login, work)
    show.result(view, output, table=[_table((view,))])


@app.command("list", help=say("列出回避关系", "List relations."))
def list_relations(
    *,
    of: _Who = None,
    own: Annotated[
        bool, typer.Option("--own", help=say("只列本人的", "One's own only."))
    ] = False,
    ended: Annotated[
        bool, typer.Option("--ended", help=say("连同已解除的", "Ended ones too."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List one's own relations; those who keep the register see all."""
    asked = ListRelations(person_id=of, own_only=own, with_ended=ended)

    async def look(desk: Desk) -> RelationPage:
        return await desk.ask(asked)

    page = act(data, login, look)
    show.result(page, output, table=[_table(page.relations)])


def _table(relations: tuple[RelationView, ...]) -> Table:
    return show.grid(
        (
            say("编号", "Id"),
            say("人员", "Person"),
            say("关系", "Relation"),
            say("对方单位", "Unit"),
            say("对方", "To whom"),
            say("申报时间", "Declared"),
            say("解除时间", "Ended"),
        ),
        (
            (
                one.relation_id,
                one.person_name,
                one.kind,
                one.unit_name,
                say("整个单位", "the whole unit") if one.is_whole_unit else one.named,
                one.declared_at,
                one.ended_at,
            )
            for one in relations
        ),
    )
