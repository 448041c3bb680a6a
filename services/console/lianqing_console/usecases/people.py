"""Show people and keep their accounts. Source: P1.3.1; 等保2.0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lianqing_console.domain import conduct_forms, people_forms
from lianqing_console.domain.filters import PeopleFilter
from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.usecases.acts import Act, carry_out, offered
from lianqing_console.usecases.conduct import DECLARES_FOR_OTHERS, KEEPS_REGISTER
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import look
from lianqing_console.usecases.report import page_of
from lianqing_shared.contracts.accounts import (
    AddPerson,
    ChangePerson,
    ListPeople,
    PasswordGiven,
    PeoplePage,
    PersonAdded,
    PersonRecord,
    ResetPassword,
    ResumePerson,
    ShowPerson,
    SuspendPerson,
)
from lianqing_shared.contracts.conduct import (
    DeclareRelation,
    EndRelation,
    ListRelations,
    RelationView,
)
from lianqing_shared.contracts.network import UnitPage, UnitView
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.second_factors import ResetSecondFactor

DONE = {
    "change": "变更已保存。",
    "suspend": "账号已停用。",
    "resume": "账号已恢复。",
    "second-factor": "动态验证码已解除，本人下次登录时重新绑定。",
    "declare": "回避关系已申报。",
    "end": "回避关系已结束。",
}
"""What a person reads after the owner has done it."""
_PAGE_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One page of people, with the names of their units."""

    found: PeoplePage
    units: Sequence[UnitView]

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by their codes."""
        return {unit.code: unit.name for unit in self.units}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWords:
    """All that the page of one person shows."""

    record: PersonRecord
    page: UnitPage
    relations: Sequence[RelationView] | None

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by their codes."""
        return {unit.code: unit.name for unit in self.page.units}


async def search_people(
    console: Console, visitor: Visitor, chosen: PeopleFilter
) -> People:
    """Look through people; an empty page where the place to go on from is gone."""
    ask = ListPeople(
        unit=chosen.unit,
        role=chosen.role,
        active=chosen.is_active,
        text=Personal(chosen.text),
        after=chosen.after,
        limit=_PAGE_ROWS,
    )
    found = await console.desk.ask(ask, visitor.token)
    return People(found=found, units=(await page_of(console, visitor)).units)


async def show_person(console: Console, visitor: Visitor, person: str) -> PersonWords:
    """Ask for a person's record and, where allowed, the relations of this person."""
    record = await console.desk.ask(ShowPerson(person_id=person), visitor.token)
    found = None
    if visitor.actor.holds(*KEEPS_REGISTER):
        ask = ListRelations(person_id=person, with_ended=True)
        found = await look(console, visitor, ask)
    return PersonWords(
        record=record,
        page=await page_of(console, visitor),
        relations=found.relations if found else None,
    )


def person_acts(visitor: Visitor, words: PersonWords) -> tuple[Act, ...]:
    """Return what this visitor may do with the person's account."""
    record = words.record
    fixed = {"person_id": record.person.person_id}
    acts = [
        Act(
            form=people_forms.change_form(record, words.page),
            kind=ChangePerson,
            fixed=fixed,
        )
    ]
    if not record.person.is_active:
        acts.append(
            Act(form=people_forms.resume_form(), kind=ResumePerson, fixed=fixed)
        )
    elif record.person.person_id != visitor.actor.person_id:
        acts += [
            Act(form=people_forms.password_form(), kind=ResetPassword, fixed=fixed),
            Act(form=people_forms.suspend_form(), kind=SuspendPerson, fixed=fixed),
        ]
    if record.has_second_factor:
        acts.append(
            Act(form=people_forms.factor_form(), kind=ResetSecondFactor, fixed=fixed)
        )
    return (*offered(visitor, acts), *_relation_acts(visitor, words))


async def send_person_form(
    console: Console, visitor: Visitor, person: str, *, action: str, given: Given
) -> PasswordGiven | None:
    """Read a form of a person and ask its owner; returns a new password, once."""
    acts = person_acts(visitor, await show_person(console, visitor, person))
    acts = tuple(_with_emptied(act, given) for act in acts)
    found = await carry_out(console, visitor, acts, name=action, given=given)
    return found if isinstance(found, PasswordGiven) else None


async def blank_form(console: Console, visitor: Visitor) -> Form:
    """Return the form that adds a person."""
    return people_forms.add_form(await page_of(console, visitor))


async def add_person(console: Console, visitor: Visitor, given: Given) -> PersonAdded:
    """Read the form and add the person; the answer holds his password, this once."""
    ask = read(await blank_form(console, visitor), given, AddPerson)
    return await console.desk.ask(ask, visitor.token)


def _relation_acts(visitor: Visitor, words: PersonWords) -> tuple[Act, ...]:
    """Return the acts on the person's relations: to declare for him, to end one."""
    acts = []
    if visitor.actor.holds(*DECLARES_FOR_OTHERS):
        form = conduct_forms.declare_form(words.page, title="代为申报回避关系")
        person = words.record.person.person_id
        fixed: dict[str, object] = {"person_id": person}
        acts.append(Act(form=form, kind=DeclareRelation, fixed=fixed))
    relations = words.relations or ()
    if any(one.ended_at is None for one in relations):
        form = conduct_forms.end_form(relations)
        acts.append(Act(form=form, kind=EndRelation))
    return offered(visitor, acts)


def _with_emptied(act: Act, given: Given) -> Act:
    if act.form.name != "change":
        return act
    return replace(act, fixed={**act.fixed, **people_forms.emptied(given)})
