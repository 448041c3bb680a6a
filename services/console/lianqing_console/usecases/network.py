"""Show the network: units as a tree, clerks, informants. Source: plan part 1."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.accounts import ListPeople, PersonView
from lianqing_shared.contracts.informants import InformantView, ListInformants
from lianqing_shared.contracts.network import ListUnits, UnitView
from lianqing_shared.contracts.people import Role
from lianqing_shared.security.access import may

_CLERKS = frozenset({Role.ENTRY_CLERK, Role.VILLAGE_CLERK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Units with their depth in the tree; people and informants where allowed."""

    units: Sequence[tuple[int, UnitView]]
    people: Sequence[PersonView] | None
    informants: Sequence[InformantView] | None

    def clerks(self, unit: str) -> Sequence[PersonView]:
        """Return a unit's entry clerks, as far as the person may know them."""
        return [
            person
            for person in self.people or ()
            if person.unit == unit and _CLERKS.intersection(person.roles)
        ]

    def name(self, code: str) -> str:
        """Return a unit's name."""
        return next((unit.name for _, unit in self.units if unit.code == code), code)


async def show_network(console: Console, visitor: Visitor) -> Network:
    """Ask for the network, and for people only where the role may see them."""
    token, actor = visitor.token, visitor.actor
    units = (await console.desk.ask(ListUnits(), token)).units
    people = None
    if may(actor, t.LIST_PEOPLE):
        people = (await console.desk.ask(ListPeople(), token)).people
    informants = None
    if may(actor, t.LIST_INFORMANTS):
        informants = (await console.desk.ask(ListInformants(), token)).informants
    return Network(units=tuple(_tree(units)), people=people, informants=informants)


def _tree(units: Sequence[UnitView]) -> Iterator[tuple[int, UnitView]]:
    """Give parents before children with their depth; orphans stand at the root."""
    known = {unit.code for unit in units}
    waiting = [
        (0, unit) for unit in reversed(units) if (unit.parent or "") not in known
    ]
    given: set[str] = set()
    while waiting:
        depth, unit = waiting.pop()
        if unit.code in given:
            continue
        given.add(unit.code)
        yield depth, unit
        below = [one for one in units if one.parent == unit.code]
        waiting.extend((depth + 1, one) for one in reversed(below))
