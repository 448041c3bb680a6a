"""The demonstration's invited informants and its coordination meeting.

Recruited by units, filed by the centre's director, trained and assessed; the applicant
never files. Source: plan P1.3.2a, P1.3.2b, P3.1.
"""

from dataclasses import dataclass
from datetime import date

from lianqing.demo.cast import Cast
from lianqing_shared.contracts.cases import HoldMeeting, ListMeetings
from lianqing_shared.contracts.informants import (
    ApplyInformant,
    Background,
    FileInformant,
    InformantState,
    InformantView,
    ListInformants,
    TrainInformant,
)
from lianqing_shared.contracts.personal import Personal

_TRAINED_ON = date(2026, 9, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Informant:
    """An invented informant; `by` applies, `score` None leaves him unassessed."""

    name: str
    background: Background
    recruiter: str
    by: str
    is_filed: bool = True
    score: int | None = None


_INFORMANTS = (
    _Informant(
        name="申某",
        background=Background.DEPUTY,
        recruiter="finance",
        by="finance-head",
        score=92,
    ),
    _Informant(
        name="酉某",
        background=Background.CPPCC,
        recruiter="court",
        by="court-head",
        score=85,
    ),
    _Informant(
        name="戌某",
        background=Background.NON_PARTY,
        recruiter="police",
        by="police-head",
    ),
    _Informant(
        name="亥某",
        background=Background.DEPUTY,
        recruiter="agri",
        by="agri-head",
        is_filed=False,
    ),
)


async def set_up_network(cast: Cast) -> None:
    """Bring every informant as far as he goes and hold the meeting; once for all."""
    known = (await cast.ask("director", ListInformants())).informants
    by_name = {found.name.reveal(): found for found in known}
    for wanted in _INFORMANTS:
        await _bring_on(cast, wanted, by_name.get(wanted.name))
    if not (await cast.ask("analyst", ListMeetings())).meetings:
        await cast.ask("analyst", _MEETING)


async def _bring_on(
    cast: Cast, wanted: _Informant, found: InformantView | None
) -> None:
    if found is None:
        found = await cast.ask(
            wanted.by,
            ApplyInformant(
                name=Personal(wanted.name),
                background=wanted.background,
                recruiter=wanted.recruiter,
            ),
        )
    if wanted.is_filed and found.state is InformantState.APPLIED:
        await cast.ask("director", FileInformant(person_id=found.person_id))
        await cast.ask(
            "analyst",
            TrainInformant(
                person_id=found.person_id,
                on=_TRAINED_ON,
                course=Personal("廉政风险预警信息采集与保密要求培训"),
                hours=4,
            ),
        )


_MEETING = HoldMeeting(
    held_on=date(2026, 11, 20),
    topic_text="第四季度预警信息通报与任务部署",
    units=("court", "police", "finance"),
    minutes="通报本季度信息受理情况；研究财务检查问题的核实分工；"
    "部署年底前津补贴发放自查。",
)
