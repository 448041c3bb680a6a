"""Promise: each letter says what its kind must say, in clean Chinese, and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_notify.domain.deadlines import set_deadline
from lianqing_notify.domain.letter import LetterContent, LetterOrder, Style
from lianqing_notify.domain.typography import (
    OMITTED,
    flaws,
    set_in_chinese,
    without_identifiers,
)
from lianqing_notify.domain.wording import compose, question_count
from lianqing_notify.gateways.town import read_town
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import BY_CODE, Level
from lianqing_shared.testing.decisions import BASES, CIRCUMSTANCES, FINDING
from lianqing_shared.year_tables import working_calendar

TOWN = read_town(None)
CALENDAR = working_calendar([], years=range(2025, 2029))
ISSUED_ON = date(2026, 11, 24)
LEVELS = st.sampled_from(Level)
TYPED = st.text(
    st.sampled_from(list("柳园镇账目混乱,.;:?!()\"'，。“”《》0123456789 a\t")),
    max_size=60,
)


def an_order(
    level: Level,
    *,
    finding: str = FINDING,
    requirements: tuple[str, ...] = (),
    questions: tuple[str, ...] = (),
) -> LetterOrder:
    issuer = TOWN.issuer(level)
    assert issuer is not None
    return LetterOrder(
        level=level,
        number="柳廉询〔2026〕3号",
        case_no="2026-0017",
        addressee="柳园镇财政所",
        circumstances=(CIRCUMSTANCES[level],),
        finding=Personal(finding),
        requirements=requirements,
        questions=questions,
        basis=BASES[level],
        issuer=issuer,
        plan_title=TOWN.plan_title,
        issued_on=ISSUED_ON,
        deadlines=tuple(
            set_deadline(duty, term, starts_on=ISSUED_ON, calendar=CALENDAR)
            for duty, term in TOWN.terms[level].items()
        ),
    )


def text_of(content: LetterContent) -> str:
    return "\n".join(row.text for row in content.paragraphs)


@pytest.mark.parametrize(
    ("level", "ending"),
    [
        (Level.THREE, "特此告知。"),
        (Level.TWO, "请于2026年12月8日前书面答复。"),
        (Level.ONE, "请于2026年12月24日前将采纳和落实情况书面反馈。"),
    ],
)
def test_each_letter_ends_as_its_kind_does(level: Level, ending: str) -> None:
    content = compose(an_order(level))

    assert content.paragraphs[-1].text == ending
    assert content.title == level.letter_kind.heading


@pytest.mark.parametrize("level", list(Level))
def test_a_letter_names_basis_finding_circumstance_and_days(level: Level) -> None:
    text = text_of(compose(an_order(level)))

    assert "《柳园镇关于廉政风险全方位预警防控系统建设的实施方案》" in text
    assert FINDING in text
    assert f"“{BY_CODE[CIRCUMSTANCES[level]].text}”" in text
    assert "2026年12月8日前" in text
    assert level.label in text


def test_a_recommendation_names_law_and_resolution() -> None:
    text = text_of(compose(an_order(Level.ONE)))

    assert "《中华人民共和国监察法》第十三条" in text
    assert "县监委授权〔2026〕1号" in text
    assert "县纪常〔2026〕17号" in text


def test_questions_are_numbered_once() -> None:
    order = an_order(
        Level.TWO, questions=("1.依据是什么", "（二）谁审批的?", "3、去向")
    )

    text = text_of(compose(order))

    assert "1.依据是什么。" in text
    assert "2.谁审批的？" in text
    assert "3.去向。" in text
    assert question_count(order) == 3


def test_an_inquiry_without_questions_asks_the_usual_ones() -> None:
    assert question_count(an_order(Level.TWO)) == 3
    assert question_count(an_order(Level.THREE)) == 0


def test_identity_and_telephone_numbers_are_left_out() -> None:
    finding = "经办人甲某（000000199001010011）电话13800000000，座机0000-0000000。"

    text = text_of(compose(an_order(Level.THREE, finding=finding)))

    assert "000000199001010011" not in text
    assert "13800000000" not in text
    assert text.count(OMITTED) >= 2


@given(LEVELS, TYPED)
def test_no_half_width_mark_stands_beside_a_han_character(
    level: Level, finding: str
) -> None:
    order = an_order(level, finding=finding, requirements=(finding,), questions=("问",))

    for row in compose(order).paragraphs:
        assert flaws(row.text) == (), row.text


@given(TYPED)
def test_setting_in_chinese_twice_changes_nothing(text: str) -> None:
    once = set_in_chinese(text)

    assert set_in_chinese(once) == once


@pytest.mark.parametrize(
    ("typed", "set_as", "why"),
    [
        ("账目混乱,未整改.", "账目混乱，未整改。", "a comma and a stop"),
        ("共计12,600元", "共计12,600元", "a number keeps its comma"),
        ("1.上述", "1.上述", "a numbered item keeps its point"),
        ('以"补助"名义', "以“补助”名义", "straight quotes"),
        ("甲某(经办)", "甲某（经办）", "brackets"),
        ("是否 存在", "是否存在", "no blank between Han characters"),
    ],
)
def test_typed_text_is_set_in_chinese(typed: str, set_as: str, why: str) -> None:
    assert set_in_chinese(typed) == set_as, why


def test_a_planted_half_width_comma_is_found() -> None:
    assert flaws("账目混乱,未整改") == ("乱,",)


def test_long_digits_that_are_no_identity_stay() -> None:
    assert without_identifiers("合同12345678") == "合同12345678"


def test_headings_are_numbered_in_order() -> None:
    headings = [
        row.text[0]
        for row in compose(an_order(Level.TWO)).paragraphs
        if row.style is Style.HEADING
    ]

    assert headings == list("一二三四五")
