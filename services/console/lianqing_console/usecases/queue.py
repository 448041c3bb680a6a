"""Show the desk: what waits, how grave it is, and one case beside the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_console.domain.filters import CaseFilter
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.cases import (
    CaseCounts,
    CasePage,
    CaseView,
    CountCases,
    SearchCases,
    ShowCase,
)
from lianqing_shared.contracts.network import ListUnits, UnitView
from lianqing_shared.errors import RefusedError

_PAGE_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that the queue page shows."""

    counts: CaseCounts
    found: CasePage
    units: Sequence[UnitView]
    beside: CaseView | None

    @property
    def seen(self) -> int:
        """How many cases there are at all; grows with every new one."""
        return total_of(self.counts)


async def show_queue(
    console: Console, visitor: Visitor, chosen: CaseFilter, *, verified_only: bool
) -> Desk:
    """Ask for counts, a page of cases and the case beside it."""
    token = visitor.token
    counts = await console.desk.ask(CountCases(), token)
    found = await console.desk.ask(
        SearchCases(
            text=chosen.text,
            level=chosen.level,
            source=chosen.source,
            content_class=chosen.content_class,
            unit=chosen.unit,
            state=chosen.state,
            after=chosen.after,
            open_only=not verified_only and chosen.state is None,
            verified_only=verified_only,
            limit=_PAGE_ROWS,
        ),
        token,
    )
    units = await console.desk.ask(ListUnits(), token)
    beside = chosen.case or (found.cases[0].case_id if found.cases else None)
    return Desk(
        counts=counts,
        found=found,
        units=units.units,
        beside=await _open(console, visitor, beside) if beside else None,
    )


def total_of(counts: CaseCounts) -> int:
    """Return the number of all cases that the actor may see."""
    return sum(item.count for item in counts.by_state)


async def _open(console: Console, visitor: Visitor, case: str) -> CaseView | None:
    """Return a case, or None for one that is not there: the list still shows."""
    try:
        return await console.desk.ask(ShowCase(case=case), visitor.token)
    except RefusedError:
        return None
