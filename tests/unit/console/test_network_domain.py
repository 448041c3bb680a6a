"""The network's forms, tables, trees and to-do lines are pure and complete."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from lianqing_console.domain import (
    clerk_forms,
    conduct_forms,
    duty_forms,
    informant_forms,
    people_forms,
    unit_forms,
)
from lianqing_console.domain.filters import (
    PeopleFilter,
    people_filter,
    unit_filter,
    year_of,
)
from lianqing_console.domain.forms import FieldKind, Filled, Form, read
from lianqing_console.domain.menu import MENU
from lianqing_console.domain.returns import TONES, grids, rhythm_of
from lianqing_console.domain.todos import (
    change_todos,
    filing_todos,
    place_of,
    reminder_todos,
    rules_todos,
)
from lianqing_console.domain.tree import Branch, buds, whole_tree
from lianqing_console.domain.words import UNIT_FIELDS
from lianqing_console.entrypoints.language import ENGLISH, translations
from lianqing_console.errors import FormRefusedError
from lianqing_console.usecases import informants, people, rules, units
from lianqing_shared.contracts.accounts import PersonRecord, PersonView
from lianqing_shared.contracts.conduct import (
    InterferenceKind,
    InterferenceWay,
    RecordInterference,
    RelationKind,
)
from lianqing_shared.contracts.duties import (
    ReturnPage,
    ReturnReminder,
    ReturnStatus,
    ReturnView,
    ScheduleScope,
    Target,
    TargetKind,
)
from lianqing_shared.contracts.informant_conduct import RulesPage
from lianqing_shared.contracts.informant_words import (
    Background,
    FindingKind,
    InformantState,
    LifeMove,
)
from lianqing_shared.contracts.informants import InformantPage, InformantView
from lianqing_shared.contracts.network import (
    UnitKind,
    UnitPage,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangePage
from lianqing_shared.contracts.schedule import Rhythm
from lianqing_shared.contracts.units import (
    ChangeUnit,
    Contact,
    UnitChange,
    UnitDetail,
)
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.town import UNITS

PAGE = UnitPage(units=UNITS)
TODAY = date(2026, 11, 24)
PERSON = "pe_" + "0" * 26
HAN = re.compile(r"[\u4e00-\u9fff]")


def a_detail(**changed: object) -> UnitDetail:
    unit = UnitView(
        code="finance", name="财政所", kind=UnitKind.MEMBER, parent="centre"
    )
    return UnitDetail(unit=unit, version=3, has_people=True).model_copy(update=changed)


def an_informant(
    state: InformantState = InformantState.APPLIED, **changed: object
) -> InformantView:
    return InformantView(
        person_id=PERSON,
        name=Personal("申某"),
        background=Background.DEPUTY,
        recruiter="court",
        state=state,
        applied_at=START,
    ).model_copy(update=changed)


def a_return(unit: str, period: str) -> ReturnView:
    return ReturnView(
        unit=unit,
        unit_name=unit.upper(),
        period=period,
        label=f"期 {period}",
        starts_at=START,
        ends_at=START,
        due_at=START,
        status=ReturnStatus.OPEN,
        reports=0,
        sentence="未到期。",
    )


def every_form() -> Iterator[Form]:
    record = PersonRecord(
        person=PersonView(
            person_id=PERSON,
            login="kang",
            name=Personal("康某"),
            unit="court",
            roles=(Role.ENTRY_CLERK,),
            is_active=True,
        ),
        added_at=START,
    )
    renewing = an_informant(asks_renewal=True)
    yield from (unit_forms.add_form(PAGE), unit_forms.add_form(_cut()))
    yield from (unit_forms.change_form(a_detail()), unit_forms.suspend_form())
    yield from (unit_forms.move_form(a_detail(), PAGE), unit_forms.resume_form())
    yield from (unit_forms.merge_form(a_detail(), PAGE), unit_forms.revoke_form())
    yield from (unit_forms.upload_form(), unit_forms.confirm_form("a", "b"))
    yield from (clerk_forms.appoint_form(()), clerk_forms.replace_form((), ()))
    yield from (clerk_forms.dismiss_form(()), clerk_forms.unit_schedule_form(None))
    yield clerk_forms.wide_schedule_form()
    yield from (people_forms.add_form(PAGE), people_forms.change_form(record, PAGE))
    yield from (people_forms.suspend_form(), people_forms.resume_form())
    yield from (people_forms.password_form(), people_forms.factor_form())
    yield informant_forms.apply_form(PAGE)
    for one in (an_informant(), renewing):
        yield from (informant_forms.file_form(one), informant_forms.refuse_form(one))
    yield from (informant_forms.renew_form(), informant_forms.suspend_form())
    yield from (informant_forms.resume_form(), informant_forms.dismiss_form())
    yield informant_forms.transfer_form(renewing, PAGE)
    yield informant_forms.consent_form(renewing)
    yield from (
        informant_forms.train_form(today=TODAY),
        informant_forms.reward_form(today=TODAY),
        informant_forms.punish_form(today=TODAY),
        informant_forms.paper_form("1", today=TODAY),
    )
    for is_correction in (True, False):
        yield informant_forms.assess_form(60, is_correction=is_correction)
    yield from (
        informant_forms.publish_form(None),
        informant_forms.acknowledge_form("1"),
    )
    yield from (conduct_forms.declare_form(PAGE), conduct_forms.end_form(()))
    yield conduct_forms.interference_form(PAGE, today=TODAY)


def words_of(form: Form) -> Iterator[str]:
    """Give all that a form says; names of units and people are not translated."""
    names = {unit.name for unit in UNITS}
    yield from (form.title, form.button, form.note)
    for item in form.fields:
        if item.kind is not FieldKind.KEPT:
            yield from (item.label, item.hint)
        yield from (column.label for column in item.columns)
        yield from (one.label for one in item.options if one.label not in names)


def test_english_knows_every_word_of_every_form() -> None:
    say = translations(ENGLISH).gettext
    found = {text for form in every_form() for text in words_of(form)}
    found |= {item.label for item in MENU} | set(UNIT_FIELDS.values())
    for done in (units.DONE, people.DONE, informants.DONE, rules.DONE):
        found |= set(done.values())
    nil = duty_forms.nil_form(a_return("court", "2026-11"))
    found |= {nil.button, nil.note}

    assert len(found) > 150
    assert [text for text in found if HAN.search(text) and say(text) == text] == []


def test_english_knows_every_label_of_the_network() -> None:
    say = translations(ENGLISH).gettext
    kinds = (
        UnitKind,
        UnitStatus,
        UnitChange,
        InformantState,
        LifeMove,
        FindingKind,
        RelationKind,
        InterferenceKind,
        InterferenceWay,
        ReturnStatus,
        ScheduleScope,
        Rhythm,
        TargetKind,
    )

    labels = [member.label for kind in kinds for member in kind]

    assert [label for label in labels if say(label) == label] == []


def test_no_two_fields_of_a_form_have_one_name() -> None:
    for form in every_form():
        names = [item.name for item in form.fields]
        assert len(names) == len(set(names)), form.name


def test_a_form_shows_the_contacts_that_are_known() -> None:
    known = (Contact(name=Personal("壬某"), phone=Personal("0000-1")),)
    form = unit_forms.change_form(a_detail(contacts=known))
    shown = Filled(form=form)

    assert shown.cell("contacts.0.name") == "壬某"
    assert shown.cell("contacts.0.phone") == "0000-1"
    assert shown.cell("contacts.1.name") == ""
    typed = Filled(form=form, given={"contacts.0.name": ["辛某"]})
    assert typed.cell("contacts.0.name") == "辛某"


def test_only_what_stood_there_and_was_emptied_is_cleared() -> None:
    known = (Contact(name=Personal("壬某")),)
    form = unit_forms.change_form(a_detail(contacts=known, deputy=Personal("丁某")))
    kept = {"name": ["财政所"], "deputy": ["丁某"], "contacts.0.name": ["壬某"]}

    assert unit_forms.cleared(form, kept) == ()
    assert unit_forms.cleared(form, {**kept, "deputy": [" "]}) == ("deputy",)
    emptied = {**kept, "contacts.0.name": [""]}
    assert unit_forms.cleared(form, emptied) == ("contacts",)


def test_a_change_becomes_the_message_with_its_version() -> None:
    form = unit_forms.change_form(a_detail())
    typed = {
        "name": ["财政分局"],
        "kind": ["member"],
        "version": ["3"],
        "aliases": ["财政所\n\n财所"],
        "contacts.1.name": ["壬某"],
    }

    asked = read(form, typed, ChangeUnit, code="finance")

    assert asked.version == 3
    assert asked.aliases == ("财政所", "财所")
    assert asked.contacts == (Contact(name=Personal("壬某")),)
    assert asked.leader is None


def test_half_a_contact_is_named_with_its_row() -> None:
    form = unit_forms.change_form(a_detail())

    with pytest.raises(FormRefusedError) as refused:
        read(
            form,
            {"name": ["x"], "kind": ["member"], "contacts.2.phone": ["1"]},
            ChangeUnit,
            code="finance",
        )

    assert refused.value.problems["contacts"] == "联系人第 3 行不完整：请填写姓名。"


@pytest.mark.parametrize(
    ("place", "unit", "town"),
    [("inside", "court", None), ("outside", None, "邻县")],
)
def test_what_only_steers_is_no_part_of_the_message(
    place: str, unit: str | None, town: str | None
) -> None:
    form = conduct_forms.interference_form(PAGE, today=TODAY)
    typed = {
        "kind": ["inquired"],
        "way": ["telephone"],
        "happened_on": ["2026-11-24"],
        "asker_name": ["子某"],
        "from": [place],
        "asker_unit": ["court"],
        "asker_place": ["邻县"],
        "about_unit": ["finance"],
        "text": ["问"],
        "response": ["不答"],
    }

    asked = read(form, typed, RecordInterference)

    assert (asked.asker_unit, asked.asker_place) == (unit, town)


def test_a_network_too_large_to_list_asks_for_the_units_code() -> None:
    small = unit_forms.unit_field("parent", "上级单位", PAGE)
    large = unit_forms.unit_field("parent", "上级单位", _cut())

    assert small.kind is FieldKind.CHOICE
    assert large.kind is FieldKind.LINE


@over(
    st.sets(
        st.tuples(
            st.sampled_from(["court", "police", "agri"]),
            st.sampled_from(["2026-11", "2026-10", "2026-W47", "2026-11-20"]),
        )
    )
)
def test_every_return_stands_in_one_cell_of_one_table(
    owed: set[tuple[str, str]],
) -> None:
    found = grids([a_return(unit, period) for unit, period in sorted(owed)])

    cells = [
        (row.unit, cell.period)
        for grid in found
        for row in grid.rows
        for cell in row.cells
        if cell is not None
    ]
    assert sorted(cells) == sorted(owed)
    for grid in found:
        assert all(len(row.cells) == len(grid.periods) for row in grid.rows)
        assert {rhythm_of(key) for key, _ in grid.periods} == {grid.rhythm}


def test_every_status_of_a_return_has_a_mark_of_its_own() -> None:
    assert len(set(TONES.values())) == len(ReturnStatus)


def test_the_tree_holds_every_unit_once_and_orphans_as_roots() -> None:
    orphan = UnitView(code="lost", name="某站", kind=UnitKind.TOWN, parent="gone")

    tree = whole_tree((*UNITS, orphan))

    assert sorted(_codes(tree)) == sorted([*(unit.code for unit in UNITS), "lost"])
    assert [branch.unit.code for branch in tree] == ["county", "lost"]
    assert not any(branch.is_leaf for branch in buds(UNITS))


@over(
    st.dictionaries(
        st.sampled_from(["q", "unit", "role", "active", "after"]),
        st.lists(st.text(max_size=60), max_size=2),
    )
)
def test_any_form_is_a_filter_of_people(given: dict[str, list[str]]) -> None:
    assert isinstance(people_filter(given), PeopleFilter)


@over(
    st.dictionaries(
        st.sampled_from(["q", "kind", "status", "parent", "after"]),
        st.text(max_size=60),
    )
)
def test_any_address_is_a_filter_of_units(query: dict[str, str]) -> None:
    chosen = unit_filter(query)

    assert "\n" not in chosen.address()
    assert chosen.is_chosen or chosen.address() == ""


@pytest.mark.parametrize(
    ("typed", "year"),
    [("2026", 2026), ("1999", None), ("", None), ("2026x", None), ("２０２６", None)],
)
def test_a_year_is_of_this_century_or_none(typed: str, year: int | None) -> None:
    assert year_of(typed) == year


def test_every_gap_leads_to_a_page() -> None:
    for kind in TargetKind:
        assert place_of(Target(kind=kind, id="court")).startswith("/")


def test_nothing_waits_where_nothing_may_be_asked() -> None:
    assert reminder_todos(None, unit="court") == ()
    assert change_todos(None) == change_todos(_no_changes()) == ()
    assert rules_todos(None) == rules_todos(RulesPage(rules=())) == ()
    assert filing_todos(None, may_file=True) == ()


def test_only_the_own_units_reminders_wait_for_a_clerk() -> None:
    reminders = tuple(
        ReturnReminder(
            unit=unit,
            period="2026-11",
            status=ReturnStatus.MISSED,
            due_at=START + timedelta(days=1),
            sentence="漏报。",
            target=Target(kind=TargetKind.RETURNS, id=unit),
        )
        for unit in ("court", "police")
    )
    found = ReturnPage(returns=(), reminders=reminders)

    assert [todo.path for todo in reminder_todos(found, unit="court")] == ["/duties"]


def test_filings_and_new_terms_wait_together() -> None:
    found = InformantPage(
        informants=(
            an_informant(),
            an_informant(InformantState.ACTIVE, asks_renewal=True),
            an_informant(InformantState.ACTIVE),
        )
    )

    assert [todo.count for todo in filing_todos(found, may_file=True)] == [2]
    assert filing_todos(found, may_file=False) == ()


def _cut() -> UnitPage:
    return UnitPage(units=UNITS, total=45_000, cut=True)


def _no_changes() -> RoleChangePage:
    return RoleChangePage(changes=(), total=0)


def _codes(tree: tuple[Branch, ...]) -> Iterator[str]:
    for branch in tree:
        yield branch.unit.code
        yield from _codes(branch.below)
