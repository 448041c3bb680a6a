"""Show values as people read them: Beijing time, stars lifted, gaps as a dash."""

from datetime import date, datetime

from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.base import Moment
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import UnitField

NOTHING = "—"
ANYTHING = "不限"
"""What a cell of the policy wants when it does not restrict."""
_CASE_TONES = {
    CaseState.OPENED: "todo",
    CaseState.VERIFYING: "doing",
    CaseState.PROPOSED: "todo",
    CaseState.STUDYING: "doing",
    CaseState.SUBMITTED: "doing",
    CaseState.WARNED: "sent",
    CaseState.REPLIED: "todo",
    CaseState.RETURNED: "sent",
    CaseState.ACCEPTED: "good",
    CaseState.RECHECKED: "good",
    CaseState.LIFTED: "ended",
    CaseState.UNSUBSTANTIATED: "ended",
}
_LETTER_TONES = {
    LetterState.ISSUED: "todo",
    LetterState.ACKNOWLEDGED: "doing",
    LetterState.REPLIED: "todo",
    LetterState.RETURNED: "sent",
    LetterState.ACCEPTED: "good",
    LetterState.LIFTED: "ended",
}
DEADLINES = {
    "acknowledge": "签收",
    "reply": "书面答复",
    "rectification": "整改报告",
    "rectify": "整改报告",
    "recheck": "复查",
}
"""Deadlines by the name that notify gives them; others show as they come."""

UNIT_FIELDS = {
    "name": "单位名称",
    "kind": "单位类别",
    "parent": "上级单位",
    "position": "排序",
    "status": "状态",
    "successor": "并入单位",
    **{field.value: field.label for field in UnitField},
}
"""A unit's fields by the names that its history gives them."""


def shown(text: str | None) -> str:
    """Return the text itself, revealed if it is personal; a dash for none.

    Pages are one of the few places where people are meant to read such text.
    """
    if text is None or text == "":
        return NOTHING
    return text.reveal() if isinstance(text, Personal) else text


def short_moment(at: Moment | None) -> str:
    """Return `11-24 09:42` in Beijing time."""
    return at.astimezone(BEIJING).strftime("%m-%d %H:%M") if at else NOTHING


def long_moment(at: datetime | None) -> str:
    """Return `2026-11-24 09:42` in Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if at else NOTHING


def audit_moment(at: str) -> str:
    """Return a moment of an audit row to the second, in Beijing time."""
    return datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def short_day(day: date) -> str:
    """Return `11-24`."""
    return day.strftime("%m-%d")


def tone_of(state: CaseState | LetterState) -> str:
    """Return the class that marks a state: a dot beside its word, never instead."""
    if isinstance(state, CaseState):
        return _CASE_TONES[state]
    return _LETTER_TONES[state]
