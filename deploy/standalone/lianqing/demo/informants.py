"""The demonstration's invited informants, one for each turn that a life can take.

Recruited by units and filed by the director; one for each background, one whose term
has run out, one suspended, one who waits. Like the play it keeps no record of its own:
it looks at each file and does what is missing. Source: plan P1.3.2a, P1.3.2b.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import SecretStr

from lianqing.demo.cast import Cast
from lianqing.desk import log_in
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.accounts import ChangePassword
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgeRules,
    AssessInformant,
    ListRules,
    ProposeAssessment,
    PublishRules,
)
from lianqing_shared.contracts.informant_words import (
    Background,
    InformantState,
    RecordKind,
)
from lianqing_shared.contracts.personal import Personal

_RULES = "2026-1"
_CHOSEN = "Xinfu-2026-hao"
_COURSE = "廉政风险预警信息采集与保密要求培训"
_COUNTY_RULE = "县纪发〔2025〕3号《特邀预警信息员奖励规定》"
_REWARD_FEN = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Informant:
    """An invented informant; `by` applies, and the rest says how far he comes."""

    name: str
    background: Background
    recruiter: str
    by: str
    background_text: str | None = None
    phone: str | None = None
    login: str | None = None
    is_filed: bool = True
    months: int = 36
    started_days_ago: int = 0
    accepts: bool = True
    score: int | None = None
    reward: str | None = None
    punishment: str | None = None


_INFORMANTS = (
    _Informant(
        name="申某",
        background=Background.DEPUTY,
        recruiter="finance",
        by="finance-head",
        phone="13900000021",
        login="shen",
        started_days_ago=120,
    ),
    _Informant(
        name="酉某",
        background=Background.CPPCC,
        recruiter="court",
        by="court-head",
        phone="13900000022",
        started_days_ago=200,
        score=92,
        reward="及时反映集体资金管理漏洞，避免了损失",
    ),
    _Informant(
        name="戌某",
        background=Background.NON_PARTY,
        recruiter="police",
        by="police-head",
        phone="13900000023",
        started_days_ago=90,
        punishment="在公开场合谈论所报信息，给予批评教育",
    ),
    _Informant(
        name="亥某",
        background=Background.OTHER,
        background_text="退休教师",
        recruiter="village-liuhe",
        by="analyst",
        accepts=False,
    ),
    _Informant(
        name="寒某",
        background=Background.DEPUTY,
        recruiter="agri",
        by="agri-head",
        phone="13900000024",
        months=12,
        started_days_ago=420,
    ),
    _Informant(
        name="来某",
        background=Background.CPPCC,
        recruiter="agri",
        by="agri-head",
        phone="13900000025",
        is_filed=False,
    ),
)


async def set_up_informants(cast: Cast, *, today: date) -> None:
    """Publish the rules and bring every informant as far as he comes."""
    page = await cast.ask("director", ListRules())
    if not page.rules:
        text = page.draft or ""
        title = "特邀预警信息员管理办法"
        request = PublishRules(version=_RULES, title=title, text=text)
        await cast.ask("director", request)
    known = (await cast.ask("director", i.ListInformants(limit=200))).informants
    by_name = {found.name.reveal(): found.person_id for found in known}
    for wanted in _INFORMANTS:
        person = by_name.get(wanted.name) or await _apply(cast, wanted)
        if wanted.is_filed:
            await _bring_on(cast, wanted, person, today=today)


async def _apply(cast: Cast, wanted: _Informant) -> str:
    view = await cast.ask(
        wanted.by,
        i.ApplyInformant(
            name=Personal(wanted.name),
            background=wanted.background,
            background_text=wanted.background_text,
            recruiter=wanted.recruiter,
            months=wanted.months,
            phone=Personal(wanted.phone) if wanted.phone else None,
            consents_to_publication=wanted.reward is not None,
        ),
    )
    return view.person_id


async def _bring_on(
    cast: Cast, wanted: _Informant, person: str, *, today: date
) -> None:
    await _file(cast, wanted, person, today=today)
    found = await cast.ask("director", i.ShowInformant(person_id=person))
    if found.informant.state is not InformantState.ACTIVE:
        return
    done = {record.kind for record in found.records}
    for request in _records(wanted, person, done, today=today):
        await cast.ask("director", request)
    if wanted.accepts and not found.acknowledgements:
        accepted = AcknowledgeRules(version=_RULES, person_id=person, signed_on=today)
        await cast.ask("analyst", accepted)
    if wanted.score is not None and not found.assessments:
        await _assess(cast, person, wanted.score, year=today.year)
    if wanted.punishment is not None:
        reason = Personal("接受批评教育期间暂停履职")
        await cast.ask("director", i.SuspendInformant(person_id=person, reason=reason))


async def _file(cast: Cast, wanted: _Informant, person: str, *, today: date) -> None:
    """File him unless he is; whoever has a log-in accepts the rules by it himself."""
    found = await cast.ask("director", i.ShowInformant(person_id=person))
    if found.informant.state is not InformantState.APPLIED:
        return
    filed = await cast.ask(
        "director",
        i.FileInformant(
            person_id=person,
            login=wanted.login,
            starts_on=today - timedelta(days=wanted.started_days_ago),
        ),
    )
    if filed.login is None or filed.initial_password is None:
        return
    desk = await log_in(
        cast.client,
        login=filed.login,
        password=filed.initial_password.get_secret_value(),
    )
    chosen = SecretStr(_CHOSEN)
    await desk.ask(ChangePassword(old=filed.initial_password, new=chosen))
    desk = await log_in(cast.client, login=filed.login, password=_CHOSEN)
    await desk.ask(AcknowledgeRules(version=_RULES))


def _records(
    wanted: _Informant, person: str, done: set[RecordKind], *, today: date
) -> Sequence[i.TrainInformant | i.RewardInformant | i.PunishInformant]:
    """Return what is still to be recorded of him."""
    found: list[i.TrainInformant | i.RewardInformant | i.PunishInformant] = []
    if RecordKind.TRAINING not in done:
        course, on = Personal(_COURSE), today - timedelta(days=20)
        found.append(
            i.TrainInformant(
                person_id=person, course=course, hours=4, place="镇政府会议室", on=on
            )
        )
    if wanted.reward is not None and RecordKind.REWARD not in done:
        found.append(
            i.RewardInformant(
                person_id=person,
                on=today - timedelta(days=5),
                text=Personal(wanted.reward),
                amount=_REWARD_FEN,
                rule_reference=_COUNTY_RULE,
            )
        )
    if wanted.punishment is not None and RecordKind.PUNISHMENT not in done:
        text = Personal(wanted.punishment)
        on = today - timedelta(days=2)
        found.append(i.PunishInformant(person_id=person, on=on, text=text))
    return found


async def _assess(cast: Cast, person: str, score: int, *, year: int) -> None:
    asked = ProposeAssessment(person_id=person, year=year)
    proposed = (await cast.ask("analyst", asked)).score
    reason = Personal("没有账号，以纸质方式报送信息六条，四条属实，据实评定。")
    await cast.ask(
        "analyst",
        AssessInformant(
            person_id=person, year=year, proposed=proposed, score=score, reason=reason
        ),
    )
