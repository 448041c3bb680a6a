"""Messages about what cannot be reached in the network, since when. Source: P1.0."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Ask, HeardPart, Moment, PersonalLong
from lianqing_shared.contracts.duties import Target


class NetworkGapKind(StrEnum):
    """What is missing in the network."""

    UNIT_WITHOUT_CLERK = "unit_without_clerk"
    UNIT_UNREACHABLE = "unit_unreachable"
    PERSON_UNREACHABLE = "person_unreachable"
    OFFICE_VACANT = "office_vacant"
    LEVEL_WITHOUT_BODY = "level_without_body"
    RECRUITER_GONE = "recruiter_gone"
    TERM_ENDING = "term_ending"
    RULES_UNREAD = "rules_unread"

    @property
    def label(self) -> str:
        """The gap as pages name it."""
        return {
            "unit_without_clerk": "单位无录入员",
            "unit_unreachable": "单位联系不上",
            "person_unreachable": "人员联系不上",
            "office_vacant": "岗位空缺",
            "level_without_body": "等级无法决定",
            "recruiter_gone": "选聘单位已停用",
            "term_ending": "信息员聘期将满",
            "rules_unread": "信息员未签收管理办法",
        }[self.value]


class NetworkGap(HeardPart):
    """One gap, or several of one cause told in one sentence."""

    kind: NetworkGapKind
    sentence: PersonalLong
    advice: str
    """What to do."""
    targets: tuple[Target, ...]
    """Where to go; the first one is enough for a single link."""
    count: int = 1
    since: Moment
    last_seen_at: Moment
    cleared_at: Moment | None = None


class NetworkGapPage(HeardPart):
    """Gaps by kind, longest known first, without what concerns the reader himself."""

    gaps: tuple[NetworkGap, ...]
    total: int = 0
    """How many there are; an answer holds at most 300 of them."""
    checked_at: Moment | None = None
    """When the network was last looked through; None before the first time."""


class ListNetworkGaps(Ask[NetworkGapPage]):
    """List what the last check found; `cleared` lists what was put right instead."""

    topic: ClassVar = topology.LIST_NETWORK_GAPS
    answer: ClassVar[type[BaseModel]] = NetworkGapPage
    kind: NetworkGapKind | None = None
    cleared: bool = False


class CheckNetworkGaps(Ask[NetworkGapPage]):
    """Look through the network now."""

    topic: ClassVar = topology.CHECK_NETWORK_GAPS
    answer: ClassVar[type[BaseModel]] = NetworkGapPage
