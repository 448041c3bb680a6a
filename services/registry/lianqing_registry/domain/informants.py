"""Rules for invited informants. Source: P1.3.2a, P1.3.2b; domain 1.5."""

import calendar
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lianqing_registry.domain.informant_life import IN_OFFICE
from lianqing_registry.errors.informants import (
    InformantByFilingError,
    InformantRecordError,
    NotFiledError,
    OwnFilingError,
    TermError,
)
from lianqing_shared.contracts.informant_words import (
    Background,
    InformantState,
    RecordKind,
)
from lianqing_shared.contracts.people import Role

_OLDEST = timedelta(days=5 * 366)
"""How far back a first term may begin: those in office before the system was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformantRule:
    """What the settings say about informants."""

    term_months: int = 36
    acknowledge_days: int = 30
    term_warning_days: int = 60
    filing_wait_days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """First and last day in office."""

    starts_on: date
    ends_on: date


def filing_no(year: int, number: int) -> str:
    """Return the filing number as it is printed: 备〔2026〕1号."""
    return f"备〔{year}〕{number}号"


def check_by_filing(roles: Collection[Role]) -> None:
    """Refuse that anything but filing makes an informant. Source: P1.3.2a.

    Raises:
        InformantByFilingError: The role is among those to give or to take.
    """
    if Role.INFORMANT in roles:
        raise InformantByFilingError


def check_background(background: Background, text: str | None) -> None:
    """Refuse `other` without saying what, and words beside what needs none.

    Raises:
        InformantRecordError: With what to fill in.
    """
    is_told = bool(text and text.strip())
    if background is Background.OTHER and not is_told:
        raise InformantRecordError("界别为“其他”时须写明具体身份")
    if background is not Background.OTHER and is_told:
        raise InformantRecordError("只有界别为“其他”时才另写具体身份")


def check_filing(*, asked_by: str, filed_by: str) -> None:
    """Refuse that whoever asked for a term also files it.

    Raises:
        OwnFilingError: They are the same person.
    """
    if asked_by == filed_by:
        raise OwnFilingError


def term(
    *, months: int, starts_on: date | None, today: date, after: date | None
) -> Term:
    """Return the term that is filed today.

    A first term begins today, or earlier where the person was in office before; one
    that follows a running term begins the day after it, whatever is asked for.

    Args:
        months: Its length.
        starts_on: The first day asked for, if any.
        today: The day of filing.
        after: The last day of the term before it, if any.

    Raises:
        TermError: It would begin on another day than it may.
    """
    runs_on = after is not None and after >= today
    begins = starts_on or today
    if after is not None and runs_on:
        begins = starts_on or after + timedelta(days=1)
        if begins != after + timedelta(days=1):
            raise TermError("续聘的聘期须从现聘期届满的次日起算")
    elif begins > today:
        raise TermError("聘期起始日不能晚于备案当日")
    elif after is not None and begins <= after:
        raise TermError("新的聘期不能与上一聘期重叠")
    elif begins < today - _OLDEST:
        raise TermError("聘期起始日过早，请核对")
    return Term(starts_on=begins, ends_on=months_later(begins, months))


def months_later(day: date, months: int) -> date:
    """Return the last day of so many months that begin on `day`.

    31 January and one month end on the last day of February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, day.day) - timedelta(days=1)


def days_in_office(terms: Iterable[Term], *, year: int, until: date) -> int:
    """Return for how many days of a year somebody was in office.

    Args:
        terms: His filed terms; they do not overlap.
        year: The year.
        until: The last day that can count: today, or that of his dismissal.
    """
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)
    return sum(
        max((min(one.ends_on, last) - max(one.starts_on, first)).days + 1, 0)
        for one in terms
    )


def check_record(state: InformantState, *, on: date, today: date) -> None:
    """Refuse a record on somebody not in office, or of a day to come.

    Raises:
        NotFiledError: He is not filed, or his term has ended.
        InformantRecordError: The day lies ahead.
    """
    if state not in IN_OFFICE:
        raise NotFiledError
    if on > today:
        raise InformantRecordError(f"日期 {on} 晚于今天")


def check_reward(*, amount: int | None, rule_reference: str | None) -> None:
    """Refuse money without the county's rule for it. Source: domain 1.5.

    Raises:
        InformantRecordError: An amount without the rule, or the rule without one.
    """
    has_rule = bool(rule_reference and rule_reference.strip())
    if amount is not None and not has_rule:
        raise InformantRecordError("发放奖金须写明所依据的县级奖励规定（名称、文号）")
    if amount is None and has_rule:
        raise InformantRecordError("写了奖励规定但没有金额")
    if amount == 0:
        raise InformantRecordError("奖金金额须大于零；没有奖金请不填金额")


def record_digest(kind: RecordKind, on: date, *said: object) -> str:
    """Return what makes a record the same record when it is sent again."""
    joined = "\x1f".join([kind, on.isoformat(), *map(str, said)])
    return hashlib.sha256(joined.encode()).hexdigest()
