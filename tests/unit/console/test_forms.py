"""What clerks type becomes the services' messages, or a sentence beside the field."""

from contextlib import suppress

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from lianqing_console.domain import other_forms
from lianqing_console.domain.case_forms import COMMANDS, case_form
from lianqing_console.domain.forms import Filled, Form, read
from lianqing_console.domain.money import fen_from_yuan, yuan_text
from lianqing_console.errors import FormRefusedError
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.cases import CaseState, CaseView, DecideCase, VerifyCase
from lianqing_shared.contracts.letters import EnterReply
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import EnterReport
from lianqing_shared.testing.casebook import CaseBook
from lianqing_shared.testing.letterbook import LetterBook
from lianqing_shared.testing.town import UNITS

LETTER = "le_" + "0" * 26
REPORT = {
    "content_class": ["P2.1.4"],
    "source": ["petition"],
    "subject.kind": ["unit"],
    "subject.unit": ["agri"],
    "title": ["项目款未入账"],
    "facts.behaviour": ["funds_diversion"],
    "facts.consequence": ["none"],
    "facts.harm": ["grave"],
    "facts.amount_fen": ["38.6万"],
    "facts.public_complaints": ["1,200"],
}


def _enter(clock: SetClock, **changed: list[str]) -> EnterReport:
    typed = {**REPORT, **{name.replace("__", "."): v for name, v in changed.items()}}
    return read(
        other_forms.report_form(UNITS),
        typed,
        EnterReport,
        submission_id="console-0123456789",
        reported_at=clock.now(),
        subject={"unit_name": "镇农业服务中心"},
    )


def _form(action: str, view: CaseView) -> Form:
    form = case_form(action, view, UNITS)
    assert form is not None
    return form


def test_a_report_as_typed_becomes_the_message(clock: SetClock) -> None:
    report = _enter(clock)

    assert report.facts.amount_fen == 38_600_000
    assert report.facts.public_complaints == 1_200
    assert report.facts.risk_assessed is None
    assert report.subject.unit == "agri"
    assert report.title.reveal() == "项目款未入账"


def test_the_person_is_read_only_when_the_report_is_about_one(clock: SetClock) -> None:
    about_unit = _enter(clock, subject__person_name=["某甲"])
    about_person = _enter(
        clock, subject__kind=["person"], subject__person_name=["某甲"]
    )

    assert about_unit.subject.person_name is None
    assert about_person.subject.person_name is not None


def test_every_mistake_is_named_at_once_beside_its_field(clock: SetClock) -> None:
    with pytest.raises(FormRefusedError) as refused:
        _enter(
            clock,
            title=[" "],
            facts__harm=[""],
            facts__amount_fen=["很多"],
            facts__public_complaints=["十"],
            occurred_on=["去年"],
        )

    problems = refused.value.problems
    assert problems["title"] == "请填写标题。"
    assert problems["facts.harm"] == "请选择危害程度。"
    assert "38.6万" in problems["facts.amount_fen"]
    assert "整数" in problems["facts.public_complaints"]
    assert "2026-11-24" in problems["occurred_on"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content_class", "P9.9.9"),  # not one of the nine
        ("source", "rumour"),  # not in the plan
        ("title", "长" * 201),  # longer than a line
        ("narrative", "长" * 20_001),  # longer than a story
    ],
)
def test_a_forged_or_overlong_value_is_a_problem_of_its_field(
    clock: SetClock, name: str, value: str
) -> None:
    with pytest.raises(FormRefusedError) as refused:
        _enter(clock, **{name: [value]})

    assert list(refused.value.problems) == [name]


def test_an_unsubstantiated_case_needs_no_facts(clock: SetClock) -> None:
    view = CaseBook(clock).all()[1]
    typed = {"is_substantiated": ["no"], "finding": ["查阅账目，未见此事。"]}

    command = read(_form("verify", view), typed, VerifyCase, case_id=view.row.case_id)

    assert command.facts is None
    assert command.addressee is None


def test_a_decision_reads_circumstances_and_one_question_a_line(
    clock: SetClock,
) -> None:
    view = next(
        one for one in CaseBook(clock).all() if one.row.state is CaseState.STUDYING
    )
    typed = {
        "approves": ["yes"],
        "circumstances": ["P4.2.3", "P4.1.1"],
        "questions": ["何时接到预警？\r\n\r\n 为何延迟？ "],
    }

    command = read(_form("decide", view), typed, DecideCase, case_id=view.row.case_id)

    assert command.circumstances == ("P4.2.3",)  # another level's is not offered
    assert command.questions == ("何时接到预警？", "为何延迟？")


def test_a_level_other_than_proposed_needs_a_reason(clock: SetClock) -> None:
    view = CaseBook(clock).all()[0]  # the policy suggests level 1

    reason = next(f for f in _form("convene", view).fields if f.name == "reason")

    assert reason.is_required


def test_every_command_has_a_form(clock: SetClock) -> None:
    view = CaseBook(clock).all()[0]

    forms = [case_form(action, view, UNITS) for action in COMMANDS]

    assert [form.name for form in forms if form] == list(COMMANDS)


def test_a_reply_holds_its_measures_and_refuses_half_a_row(clock: SetClock) -> None:
    letter = LetterBook(clock).issue(CaseBook(clock).all()[0], Level.THREE)
    form = other_forms.reply_form(letter)
    typed = {
        "findings": ["属实"],
        "causes": ["疏忽"],
        "signed_by_leader": ["亥某"],
        "measures.0.what": ["补公示"],
        "measures.0.who": ["寅某"],
        "measures.0.due_on": ["2026-12-01"],
    }

    reply = read(form, typed, EnterReply, letter_id=letter.letter_id)
    half = {**typed, "measures.1.what": ["再查一遍"]}
    with pytest.raises(FormRefusedError) as refused:
        read(form, half, EnterReply, letter_id=letter.letter_id)

    assert reply.measures[0].what == "补公示"
    assert "整改措施第 2 行不完整" in refused.value.problems["measures"]


def test_a_refused_form_keeps_what_was_typed(clock: SetClock) -> None:
    form = other_forms.report_form(UNITS)
    title = next(item for item in form.fields if item.name == "title")

    assert Filled(form=form, given={"title": ["半句"]}).value(title) == "半句"
    assert Filled(form=form).value(title) == ""


@over(st.integers(min_value=0, max_value=10**13))
def test_money_written_as_shown_is_read_back(fen: int) -> None:
    assert fen_from_yuan(yuan_text(fen)) == fen


@over(st.text(max_size=20))
def test_no_text_makes_money_fail_in_another_way(typed: str) -> None:
    with suppress(ValueError):
        assert fen_from_yuan(typed) >= 0


NAMES = st.sampled_from([*REPORT, "narrative", "occurred_on", "subject.person_name"])


@over(st.dictionaries(NAMES, st.lists(st.text(max_size=30), max_size=3)))
def test_no_typing_breaks_the_form(typed: dict[str, list[str]]) -> None:
    form = other_forms.report_form(UNITS)

    with pytest.raises(FormRefusedError) as refused:
        read(form, typed, EnterReport)  # never whole: the console's parts are missing

    assert all(sentence for sentence in refused.value.problems.values())
