"""What waits for this person today, and what is amiss in the network."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_console.domain.todos import (
    Todo,
    change_todos,
    filing_todos,
    finding_todos,
    reminder_todos,
    rules_todos,
)
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import AnswerT, look
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.duties import ListReturns
from lianqing_shared.contracts.gaps import Gap, ListGaps
from lianqing_shared.contracts.informant_conduct import ListRules
from lianqing_shared.contracts.informants import ListInformants
from lianqing_shared.contracts.network_gaps import (
    CheckNetworkGaps,
    ListNetworkGaps,
    NetworkGapPage,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.role_changes import ListRoleChanges, RoleChangeState
from lianqing_shared.errors import TryAgainError
from lianqing_shared.security.access import may

_CHANGES = 100
_MOST = 200
"""Of informants those who wait for filing come first; more do not wait at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A short list of what to do, and the gaps of the network and of bodies."""

    todos: Sequence[Todo]
    network: NetworkGapPage | None
    cases: Sequence[Gap] | None
    is_late: bool = False
    """Whether an owner did not answer in time, so that gaps may be missing here."""

    @property
    def count(self) -> int:
        """How many lines there are in all."""
        gaps = len(self.network.gaps) if self.network else 0
        return len(self.todos) + gaps + len(self.cases or ())


async def show_home(console: Console, visitor: Visitor) -> Home:
    """Ask each owner for what waits; what the person may not know is left out."""
    network, is_network_late = await _in_time(console, visitor, ListNetworkGaps())
    cases, is_case_late = await _in_time(console, visitor, ListGaps())
    return Home(
        todos=await _todos(console, visitor, besides_gaps=network is not None),
        network=network,
        cases=cases.gaps if cases else None,
        is_late=is_network_late or is_case_late,
    )


async def check_now(console: Console, visitor: Visitor) -> None:
    """Have the network looked through now."""
    await console.desk.ask(CheckNetworkGaps(), visitor.token)


async def _in_time(
    console: Console, visitor: Visitor, ask: Ask[AnswerT]
) -> tuple[AnswerT | None, bool]:
    """Return the answer, and whether it did not come in time: the rest still shows."""
    try:
        return await look(console, visitor, ask), False
    except TryAgainError:
        return None, True


async def _todos(
    console: Console, visitor: Visitor, *, besides_gaps: bool
) -> tuple[Todo, ...]:
    changes = await look(
        console,
        visitor,
        ListRoleChanges(state=RoleChangeState.PENDING, limit=_CHANGES),
    )
    returns = await look(console, visitor, ListReturns(latest=1))
    informants = await look(console, visitor, ListInformants(limit=_MOST))
    rules = None
    if visitor.actor.holds(Role.INFORMANT):
        rules = await look(console, visitor, ListRules())
    return (
        *rules_todos(rules),
        *reminder_todos(returns, unit=visitor.actor.unit),
        *change_todos(changes),
        *filing_todos(informants, may_file=may(visitor.actor, t.FILE_INFORMANT)),
        *finding_todos(informants, besides_gaps=besides_gaps),
    )
