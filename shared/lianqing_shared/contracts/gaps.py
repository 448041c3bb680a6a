"""Messages about cases that stand still because their body cannot decide.

Source: plan P3.2 (who decides); 监察法 Art. 67 (who may not); architecture P6.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Ask, CaseId, HeardPart
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.plan import Level


class GapKind(StrEnum):
    """Why the next step of a case has nobody to take it."""

    NOBODY_CONFIRMS = "nobody_confirms"
    NOBODY_CONVENES = "nobody_convenes"
    NO_QUORUM = "no_quorum"
    NOBODY_DECIDES = "nobody_decides"
    NOBODY_SUBMITS = "nobody_submits"

    @property
    def label(self) -> str:
        """The gap as pages name it."""
        return {
            "nobody_confirms": "无人可确认三级预警",
            "nobody_convenes": "无人可召集研究",
            "no_quorum": "可参加研究的成员单位不足",
            "nobody_decides": "审批机构无人可决定",
            "nobody_submits": "无人可提交审批",
        }[self.value]


class Gap(HeardPart):
    """One open case whose body cannot decide; it names nobody who is recused."""

    case_id: CaseId
    case_no: str
    state: CaseState
    suggested: Level | None = None
    body: Body | None = None
    kind: GapKind
    why: str
    way_out: str


class GapPage(HeardPart):
    """The gravest first."""

    gaps: tuple[Gap, ...]


class ListGaps(Ask[GapPage]):
    """List the open cases, among those the reader may know, that stand still so."""

    topic: ClassVar = topology.LIST_GAPS
    answer: ClassVar[type[BaseModel]] = GapPage
