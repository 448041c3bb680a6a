"""Show the network's units and carry out what is asked of them. Source: P1.0, P1.1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lianqing_console.domain import clerk_forms, unit_forms
from lianqing_console.domain.filters import UnitFilter
from lianqing_console.domain.forms import Given, Option
from lianqing_console.domain.tree import Branch, buds, whole_tree
from lianqing_console.usecases.acts import Act, carry_out, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import look
from lianqing_shared.contracts.accounts import (
    AppointClerk,
    DismissClerk,
    ListPeople,
)
from lianqing_shared.contracts.duties import (
    ClerkView,
    ListClerks,
    ListSchedules,
    ReplaceClerk,
    ScheduledUnit,
    SetSchedule,
)
from lianqing_shared.contracts.network import (
    AddUnit,
    ListUnits,
    RevokeUnit,
    UnitPage,
    UnitStatus,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.units import (
    ChangeUnit,
    MergeUnit,
    ResumeUnit,
    SearchUnits,
    ShowUnit,
    SuspendUnit,
    UnitDetail,
    UnitHits,
)

DONE = {
    "add": "单位已登记。",
    "change": "变更已保存。",
    "move": "已调整。",
    "suspend": "单位已暂停。",
    "resume": "单位已恢复。",
    "merge": "单位已并入，本单位不再使用。",
    "revoke": "单位已停用。",
    "appoint": "录入员已任命。",
    "replace": "录入员已更换，交接已记录。",
    "dismiss": "录入员已免去。",
    "schedule": "报送周期已设定，次日起生效。",
}
"""What a person reads after the owner has done it."""
_MOST_BELOW = 100
_GONE = frozenset({UnitStatus.MERGED, UnitStatus.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """All that the page of one unit shows."""

    detail: UnitDetail
    page: UnitPage
    clerks: Sequence[ClerkView] | None
    candidates: Sequence[Option]
    """Who could be appointed; empty for whoever may not appoint."""
    scheduled: ScheduledUnit | None
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of those who changed something, by their ids, where they may be known."""

    @property
    def in_office(self) -> tuple[ClerkView, ...]:
        """The entry clerks whose appointment is in force."""
        return tuple(one for one in self.clerks or () if one.is_active)

    @property
    def successor(self) -> str:
        """The name of the unit that this one went into."""
        code = self.detail.unit.successor or ""
        return next((one.name for one in self.page.units if one.code == code), code)


async def show_tree(console: Console, visitor: Visitor) -> tuple[Branch, ...]:
    """Return the network; of a large one the roots, the rest when it is opened."""
    page = await console.desk.ask(ListUnits(), visitor.token)
    if not page.cut:
        return whole_tree(page.units)
    known = {unit.code for unit in page.units}
    roots = [unit for unit in page.units if (unit.parent or "") not in known]
    return tuple(
        [
            Branch(unit=root, below=await show_below(console, visitor, root.code))
            for root in roots
        ]
    )


async def show_below(
    console: Console, visitor: Visitor, code: str
) -> tuple[Branch, ...]:
    """Return the units directly under one, unopened."""
    found = await console.desk.ask(
        SearchUnits(parent=code, limit=_MOST_BELOW), visitor.token
    )
    return buds(found.units)


async def search_units(
    console: Console, visitor: Visitor, chosen: UnitFilter
) -> UnitHits:
    """Find units by what was chosen."""
    ask = SearchUnits(
        text=chosen.text,
        kind=chosen.kind,
        status=chosen.status,
        parent=chosen.parent,
        after=chosen.after,
    )
    return await console.desk.ask(ask, visitor.token)


async def show_unit(console: Console, visitor: Visitor, code: str) -> UnitWords:
    """Ask for a unit, its clerks and its rhythm, as far as the person may know them."""
    detail = await console.desk.ask(ShowUnit(code=code), visitor.token)
    page = await console.desk.ask(ListUnits(), visitor.token)
    asked = ListClerks(unit=code, with_past=True, with_candidates=True)
    clerks = await look(console, visitor, asked)
    peers = await look(console, visitor, ListPeople(unit=visitor.actor.unit))
    schedules = await look(console, visitor, ListSchedules(unit=code))
    return UnitWords(
        detail=detail,
        page=page,
        clerks=clerks.clerks if clerks else None,
        candidates=clerk_forms.people_options(clerks.candidates if clerks else ()),
        scheduled=next(iter(schedules.units), None) if schedules else None,
        names={one.person_id: one.name for one in (peers.people if peers else ())},
    )


def unit_acts(visitor: Visitor, words: UnitWords) -> tuple[Act, ...]:
    """Return what this person may do with the unit as it stands."""
    if words.detail.unit.status in _GONE:
        return ()
    return offered(visitor, (*_clerk_acts(visitor, words), *_own_acts(words)))


async def send_unit_form(
    console: Console, visitor: Visitor, code: str, *, action: str, given: Given
) -> None:
    """Read a form of a unit and ask its owner; raises as forms do."""
    acts = unit_acts(visitor, await show_unit(console, visitor, code))
    acts = tuple(_with_cleared(act, given) for act in acts)
    await carry_out(console, visitor, acts, name=action, given=given)


def add_act(page: UnitPage, *, parent: str = "") -> Act:
    """Return the act that adds a unit."""
    return Act(form=unit_forms.add_form(page, parent=parent), kind=AddUnit)


def _own_acts(words: UnitWords) -> tuple[Act, ...]:
    detail, page = words.detail, words.page
    code = {"code": detail.unit.code}
    turn = (
        Act(form=unit_forms.resume_form(), kind=ResumeUnit, fixed=code)
        if detail.unit.status is UnitStatus.SUSPENDED
        else Act(form=unit_forms.suspend_form(), kind=SuspendUnit, fixed=code)
    )
    return (
        Act(form=unit_forms.change_form(detail), kind=ChangeUnit, fixed=code),
        Act(form=unit_forms.move_form(detail, page), kind=ChangeUnit, fixed=code),
        turn,
        Act(form=unit_forms.merge_form(detail, page), kind=MergeUnit, fixed=code),
        Act(form=unit_forms.revoke_form(), kind=RevokeUnit, fixed=code),
    )


def _clerk_acts(visitor: Visitor, words: UnitWords) -> tuple[Act, ...]:
    """Return the acts on clerks, for the centre's director and the unit's own head."""
    unit = words.detail.unit
    is_near = visitor.actor.unit == unit.code
    if not (is_near or visitor.actor.holds(Role.CENTRE_DIRECTOR)):
        return ()
    fixed = {"unit": unit.code}
    found: list[Act] = []
    if words.candidates and len(words.in_office) < clerk_forms.MOST_CLERKS:
        form = clerk_forms.appoint_form(words.candidates)
        found.append(Act(form=form, kind=AppointClerk, fixed=fixed))
    if words.candidates and words.in_office:
        form = clerk_forms.replace_form(words.in_office, words.candidates)
        found.append(Act(form=form, kind=ReplaceClerk, fixed=fixed))
    if len(words.in_office) > 1:  # the last one is replaced, never just dismissed
        form = clerk_forms.dismiss_form(words.in_office)
        found.append(Act(form=form, kind=DismissClerk, fixed=fixed))
    form = clerk_forms.unit_schedule_form(words.scheduled)
    found.append(Act(form=form, kind=SetSchedule, fixed=fixed))
    return tuple(found)


def _with_cleared(act: Act, given: Given) -> Act:
    if act.form.name != "change":
        return act
    fixed = {**act.fixed, "clear": unit_forms.cleared(act.form, given)}
    return replace(act, fixed=fixed)
