"""Rules for invited informants. Source: P1.3.2a, P1.3.2b."""

from datetime import date

from lianqing_registry.errors.informants import (
    InformantRecordError,
    NotFiledError,
    OwnFilingError,
)
from lianqing_shared.contracts.informants import InformantState, RecordKind


def filing_no(year: int, number: int) -> str:
    """Return the filing number as it is printed: 备〔2026〕1号."""
    return f"备〔{year}〕{number}号"


def check_filing(*, applied_by: str, filed_by: str) -> None:
    """Refuse that whoever applied also files.

    Raises:
        OwnFilingError: They are the same person.
    """
    if applied_by == filed_by:
        raise OwnFilingError


def check_record(
    kind: RecordKind, *, state: InformantState, on: date, today: date, score: int | None
) -> None:
    """Refuse a record on somebody not filed, of a day to come, or scored wrongly.

    Raises:
        NotFiledError: The informant is not filed, or has ended.
        InformantRecordError: The day lies ahead; an assessment lacks its score, or
            something else has one.
    """
    if state is not InformantState.ACTIVE:
        raise NotFiledError
    if on > today:
        raise InformantRecordError(f"日期 {on} 晚于今天")
    if kind is RecordKind.REWARD and score is None:
        raise InformantRecordError("考核须填写 0 至 100 的分数")
    if kind is not RecordKind.REWARD and score is not None:
        raise InformantRecordError("只有考核可以填写分数")
