"""The forms about a unit's entry clerks and when it owes word. Source: P1.3.1."""

from collections.abc import Iterable, Sequence

from lianqing_console.domain.fields import (
    area,
    choice,
    day,
    line,
    number,
    options_of,
)
from lianqing_console.domain.forms import Field, Form, Option
from lianqing_console.domain.words import shown
from lianqing_shared.contracts.duties import (
    ClerkCandidate,
    ClerkView,
    ScheduledUnit,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm

_FIT = "如：政治可靠、业务能力强、会电脑"
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
MOST_CLERKS = 2
"""One or two entry clerks per unit, never three. Source: P1.3.1."""


def appoint_form(candidates: Sequence[Option]) -> Form:
    """Return the form that appoints an entry clerk."""
    return Form(
        name="appoint",
        title="任命录入员",
        button="任命",
        note="每个单位一至两名。人员须先由系统管理员登记在本单位。",
        fields=(
            choice("person_id", "人选", tuple(candidates)),
            _fit(),
        ),
    )


def replace_form(clerks: Sequence[ClerkView], candidates: Sequence[Option]) -> Form:
    """Return the form that puts one clerk in another's place in one act."""
    return Form(
        name="replace",
        title="更换录入员",
        button="更换",
        tone="plain",
        note="交接同时完成，中间不空岗。",
        fields=(
            choice("leaving", "卸任", people_options(clerks)),
            choice("entering", "接任", tuple(candidates)),
            area("handover", "交接情况", hint="移交了什么、还有什么未办结"),
            _fit(),
        ),
    )


def dismiss_form(clerks: Sequence[ClerkView]) -> Form:
    """Return the form that ends an appointment."""
    return Form(
        name="dismiss",
        title="免去录入员",
        button="免去",
        tone="plain",
        fields=(choice("person_id", "免去何人", people_options(clerks)),),
    )


def unit_schedule_form(scheduled: ScheduledUnit | None) -> Form:
    """Return the form that sets when one unit owes word."""
    return Form(
        name="schedule",
        title="设定报送周期",
        button="设定",
        tone="plain",
        note="从次日起生效，不追溯过去的周期。",
        fields=_schedule_fields(scheduled),
    )


def wide_schedule_form() -> Form:
    """Return the form that sets when a kind of units, or the whole town, owes word."""
    return Form(
        name="schedule",
        title="设定报送周期",
        button="设定",
        note="不选类别即为全镇默认。从次日起生效，不追溯过去的周期。",
        fields=(
            choice("kind", "单位类别", options_of(UnitKind), is_required=False),
            *_schedule_fields(None),
        ),
    )


def people_options(people: Iterable[ClerkCandidate | ClerkView]) -> tuple[Option, ...]:
    """Return people as things to choose, told apart by their log-in names."""
    return tuple(
        Option(one.person_id, f"{shown(one.name)}（{one.login}）") for one in people
    )


def _fit() -> Field:
    return line("qualification", "任用条件", hint=_FIT, is_required=False, is_wide=True)


def _schedule_fields(scheduled: ScheduledUnit | None) -> tuple[Field, ...]:
    term = scheduled.term if scheduled else None
    at = line(
        "at", "截止时刻", hint="每日、每周报送用", start=term.at if term else "16:00"
    )
    return (
        choice(
            "rhythm",
            "报送周期",
            options_of(Rhythm),
            hint="不选按上级",
            start=term.rhythm.value if term else "",
            is_required=False,
        ),
        at,
        *_days_of(term),
        day("valid_from", "生效日期", hint="不填为明天", is_required=False),
    )


def _days_of(term: ScheduleTerm | None) -> tuple[Field, ...]:
    """Return the fields that count for one rhythm only."""
    weekly, monthly = ("rhythm", "weekly"), ("rhythm", "monthly")
    weekdays = tuple(
        Option(str(number), name) for number, name in enumerate(_WEEKDAYS, start=1)
    )
    return (
        choice(
            "weekday",
            "每周截止日",
            weekdays,
            start=str(term.weekday if term else 5),
            when=weekly,
        ),
        number(
            "cut_off_day",
            "每月截止日",
            start=str(term.cut_off_day if term else 20),
            when=monthly,
        ),
        number(
            "due_within",
            "截止后几个工作日内报送",
            start=str(term.due_within if term else 5),
            when=monthly,
        ),
    )
