"""What the commands on a case share: their options, and how they are carried out."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.case_tables import case_outcome
from lianqing.commands.options import OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import CaseView, ShowCase

Case = Annotated[str, typer.Argument(help=say("事项编号或内部编号", "Number or id."))]
Reason = Annotated[str, typer.Option("--reason", help=say("理由", "Reason."))]
Texts = Annotated[
    list[str] | None,
    typer.Option("--require", help=say("整改要求，可多次", "A requirement; repeat.")),
]
Circumstances = Annotated[
    list[str] | None,
    typer.Option(
        "--circumstance",
        help=say(
            "预警情形，如 P4.2.2；不写则按建议", "E.g. P4.2.2; default: proposed."
        ),
    ),
]


def carry_out(
    case: str,
    request: Callable[[CaseView], Ask[CaseView]],
    *,
    who: str | None,
    data: Path,
    output: OutputForm,
) -> None:
    """Open the case, give the command that follows from it, show how it now stands."""

    async def work(desk: Desk) -> CaseView:
        found = await desk.ask(ShowCase(case=case))
        return await desk.ask(request(found))

    view = act(data, who, work)
    show.result(view, output, table=case_outcome(view))


def circumstances_of(found: CaseView, chosen: list[str] | None) -> tuple[str, ...]:
    """Return the circumstances chosen, by default those that are proposed."""
    return tuple(chosen or found.proposal.circumstances)
