"""Recusal and interference. Source: 监察法 Art. 66, 67."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_console.domain import conduct_forms
from lianqing_console.usecases.acts import Act, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import look
from lianqing_console.usecases.report import page_of
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.conduct import (
    DeclareRelation,
    EndRelation,
    InterferencePage,
    ListInterferences,
    ListRelations,
    RecordInterference,
    RelationView,
)
from lianqing_shared.contracts.people import Role

KEEPS_REGISTER = (
    Role.COMMISSION_SECRETARY,
    Role.COUNTY_LIAISON,
    Role.SECURITY_ADMINISTRATOR,
)
"""Whose list of relations holds everybody's; the registry decides it anew."""
DECLARES_FOR_OTHERS = (
    Role.CENTRE_DIRECTOR,
    Role.COMMISSION_SECRETARY,
    Role.SECURITY_ADMINISTRATOR,
)
"""Who may declare what somebody else has not declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductWords:
    """One's own relations, and everybody's for those who keep the register."""

    own: Sequence[RelationView]
    others: Sequence[RelationView] | None
    acts: Sequence[Act]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWords:
    """The interference register; None for those who may record but not read."""

    found: InterferencePage | None
    acts: Sequence[Act]


async def show_conduct(console: Console, visitor: Visitor) -> ConductWords:
    """Ask for relations, and for the forms that the visitor may send."""
    ask = ListRelations(own_only=True, with_ended=True)
    own = (await console.desk.ask(ask, visitor.token)).relations
    others: Sequence[RelationView] | None = None
    if visitor.actor.holds(*KEEPS_REGISTER):
        everybody = await console.desk.ask(
            ListRelations(with_ended=True), visitor.token
        )
        me = visitor.actor.person_id
        others = [one for one in everybody.relations if one.person_id != me]
    page = await page_of(console, visitor)
    acts = [Act(form=conduct_forms.declare_form(page), kind=DeclareRelation)]
    if any(one.ended_at is None for one in others or ()):
        form = conduct_forms.end_form(others or ())
        acts.append(Act(form=form, kind=EndRelation))
    return ConductWords(own=own, others=others, acts=offered(visitor, acts))


async def show_register(
    console: Console, visitor: Visitor, *, after: str | None
) -> RegisterWords:
    """Ask for the register where it may be read, and for the form that adds to it."""
    found = await look(console, visitor, ListInterferences(after=after))
    today = beijing_day(console.clock.now())
    form = conduct_forms.interference_form(await page_of(console, visitor), today=today)
    act = Act(form=form, kind=RecordInterference)
    return RegisterWords(found=found, acts=offered(visitor, (act,)))
