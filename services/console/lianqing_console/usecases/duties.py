"""Show who owes word and who gave it; hand in nil returns. Source: P1.3.1."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_console.domain import clerk_forms, duty_forms
from lianqing_console.domain.returns import Grid, grids
from lianqing_console.usecases.acts import Act, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import look
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.duties import (
    CountReturns,
    EnterNil,
    ListReturns,
    ListSchedules,
    ReturnReminder,
    ReturnTallies,
    ReturnView,
    SchedulePage,
    SetSchedule,
)
from lianqing_shared.contracts.people import CENTRE_ROLES, Role

_LATEST = 6
_SEES_ALL = (*CENTRE_ROLES, Role.PARTY_SECRETARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWords:
    """All that the page of returns shows."""

    own: Sequence[ReturnView]
    grids: Sequence[Grid]
    reminders: Sequence[ReturnReminder]
    tallies: ReturnTallies | None
    year: int
    years: Sequence[int]


async def show_duties(
    console: Console, visitor: Visitor, *, year: int | None
) -> DutyWords:
    """Ask for the latest periods: all units' at the centre, one's own elsewhere."""
    found = await console.desk.ask(ListReturns(latest=_LATEST), visitor.token)
    this_year = beijing_day(console.clock.now()).year
    wanted = year if year is not None and year <= this_year else this_year
    sees_all = visitor.actor.holds(*_SEES_ALL)
    return DutyWords(
        own=[one for one in found.returns if one.unit == visitor.actor.unit],
        grids=grids(found.returns) if sees_all else (),
        reminders=found.reminders,
        tallies=await look(console, visitor, CountReturns(year=wanted)),
        year=wanted,
        years=(this_year, this_year - 1),
    )


def duty_acts(visitor: Visitor, words: DutyWords) -> tuple[Act, ...]:
    """Return a nil return for each of the unit's periods that may still have one."""
    acts = [
        Act(
            form=duty_forms.nil_form(one),
            kind=EnterNil,
            fixed={"period": one.period},
        )
        for one in words.own
        if one.may_enter_nil
    ]
    return offered(visitor, acts)


async def show_schedules(console: Console, visitor: Visitor) -> SchedulePage:
    """Ask for the rules of reporting and what each unit owes."""
    return await console.desk.ask(ListSchedules(), visitor.token)


def schedule_acts(visitor: Visitor) -> tuple[Act, ...]:
    """Return the act that sets a rule for a kind of units or the whole town."""
    act = Act(form=clerk_forms.wide_schedule_form(), kind=SetSchedule)
    return offered(visitor, (act,))
