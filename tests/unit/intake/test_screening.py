"""Promise: a report is refused only for a reason that a clerk can read and act on."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_intake.domain.screening import SECRET_MARKS, Terms, reason_to_reject
from lianqing_shared.contracts.plan import ContentClass, Source
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.reports import a_report, a_subject

TERMS = Terms(now=START, managed_above=("镇长",), late_clock=timedelta(minutes=10))


@pytest.mark.parametrize("content_class", ContentClass)
@pytest.mark.parametrize("source", Source)
def test_each_class_from_each_source_may_be_kept(
    content_class: ContentClass, source: Source
) -> None:
    report = a_report(content_class=content_class, source=source)

    assert reason_to_reject(report, TERMS) is None


@pytest.mark.parametrize(
    ("given_values", "word"),
    [
        ({"occurred_on": date(2026, 11, 25)}, "在今天之后"),  # tomorrow in Beijing
        (
            {"reported_at": START + timedelta(hours=1)},
            "时钟",
        ),  # a clock that runs ahead
        (  # written down before it happened
            {
                "occurred_on": date(2026, 11, 24),
                "reported_at": START - timedelta(days=9),
            },
            "晚于填报日期",
        ),
        ({"title": "关于机密★一年文件的问题"}, "国家秘密"),  # a state secret's mark
        ({"subject": a_subject(kind="person")}, "姓名"),  # a person without a name
        (  # a post that the county manages
            {"subject": a_subject(kind="person", person_name="甲某", position="镇长")},
            "上级管辖",
        ),
    ],
)
def test_a_report_that_may_not_be_kept_gets_its_reason(
    given_values: dict[str, Any], word: str
) -> None:
    reason = reason_to_reject(a_report(**given_values), TERMS)

    assert reason is not None
    assert word in reason
    assert "请" in reason


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_no_kept_report_happened_in_the_future(day: date) -> None:
    kept = reason_to_reject(a_report(occurred_on=day), TERMS) is None

    assert kept == (day <= TERMS.today)


@given(st.text(max_size=80), st.sampled_from(SECRET_MARKS), st.text(max_size=80))
def test_a_secret_mark_is_found_anywhere(before: str, mark: str, after: str) -> None:
    report = a_report(narrative=before + mark + after)

    assert reason_to_reject(report, TERMS) is not None
