"""Show informants and lead them through their life. Source: P1.3.2a, P1.3.2b."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lianqing_console.domain import informant_forms as forms
from lianqing_console.domain.filters import InformantFilter
from lianqing_console.domain.forms import Form, Given
from lianqing_console.usecases.acts import Act, carry_out, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.looks import look
from lianqing_console.usecases.report import page_of
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgeRules,
    AssessInformant,
    ListRules,
    ProposeAssessment,
    ScoreProposal,
)
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.informants import (
    ApplyInformant,
    ChangeInformant,
    ConsentInformant,
    DismissInformant,
    FileInformant,
    InformantFile,
    InformantFiled,
    InformantFinding,
    InformantView,
    ListInformants,
    PunishInformant,
    RefuseInformant,
    RenewInformant,
    ResumeInformant,
    RewardInformant,
    ShowInformant,
    SuspendInformant,
    TermView,
    TrainInformant,
    TransferInformant,
    WithdrawInformantRecord,
)
from lianqing_shared.contracts.network import UnitPage
from lianqing_shared.contracts.people import CENTRE_ROLES
from lianqing_shared.security.access import RECORDING, may

DONE = {
    "apply": "已申报，等待备案。",
    "file": "已备案。",
    "refuse": "已作出不予备案的决定。",
    "renew": "已申请续聘，等待备案。",
    "suspend": "已暂停履职。",
    "resume": "已恢复履职。",
    "dismiss": "已解聘。",
    "transfer": "选聘单位已变更。",
    "change": "已更正。",
    "consent": "已保存。",
    "train": "培训已记录。",
    "reward": "奖励已记录。",
    "punish": "惩戒已记录。",
    "withdraw": "记录已撤销。",
    "paper": "纸质签收已登记。",
    "assess": "考核结果已确定。",
}
"""What a person reads after the owner has done it."""
_IN_OFFICE = (InformantState.ACTIVE, InformantState.SUSPENDED)
"""In a term that runs: only of them are trainings and the like recorded."""
_ENDED = (InformantState.REFUSED, InformantState.DISMISSED)
_PAGE_ROWS = 200
_MOST_PAGES = 10
_PERIOD_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Informants:
    """Those found, and what somebody must see to."""

    found: Sequence[InformantView]
    findings: Sequence[InformantFinding]
    findings_total: int
    """How many there are; an answer holds the first 200."""
    total: int
    page: UnitPage
    is_cut: bool = False
    """Whether there are more than are looked through here."""

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by their codes."""
        return {unit.code: unit.name for unit in self.page.units}


@dataclass(frozen=True, slots=True, kw_only=True)
class InformantWords:
    """All that the page of one informant shows."""

    file: InformantFile
    page: UnitPage
    in_force: str
    """The version of the rules in force; empty if none was published."""
    years: Sequence[int]
    """Years for which a score can be proposed, newest first."""
    today: date

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by their codes."""
        return {unit.code: unit.name for unit in self.page.units}


async def search_informants(
    console: Console, visitor: Visitor, chosen: InformantFilter
) -> Informants:
    """List informants; names are compared here, since they may not travel."""
    ask = ListInformants(
        state=chosen.state, recruiter=chosen.recruiter, limit=_PAGE_ROWS
    )
    first = await console.desk.ask(ask, visitor.token)
    found, following = list(first.informants), first.next
    for _ in range(_MOST_PAGES):
        if following is None:
            break
        more = await console.desk.ask(
            ask.model_copy(update={"after": following}), visitor.token
        )
        found += more.informants
        following = more.next
    return Informants(
        found=[one for one in found if _is_sought(one, chosen.text)],
        findings=first.findings,
        findings_total=first.findings_total,
        total=first.total,
        is_cut=following is not None,
        page=await page_of(console, visitor),
    )


async def show_informant(
    console: Console, visitor: Visitor, person: str | None
) -> InformantWords:
    """Ask for an informant's file; without an id for the visitor's own."""
    file = await console.desk.ask(ShowInformant(person_id=person), visitor.token)
    rules = await look(console, visitor, ListRules())
    current = [one.version for one in (rules.rules if rules else ()) if one.is_in_force]
    today = beijing_day(console.clock.now())
    first = file.informant.starts_on.year if file.informant.starts_on else today.year
    years = range(today.year, max(first, today.year - _PERIOD_YEARS) - 1, -1)
    return InformantWords(
        file=file,
        page=await page_of(console, visitor),
        in_force=next(iter(current), ""),
        years=tuple(years) if file.informant.filing_no else (),
        today=today,
    )


def informant_acts(visitor: Visitor, words: InformantWords) -> tuple[Act, ...]:
    """Return what this visitor may do with the informant as he stands."""
    me = visitor.actor.person_id
    acts = (
        *_life_acts(words),
        *_record_acts(words),
        *_withdraw_acts(visitor, words),
        *_change_acts(words),
    )
    found = offered(visitor, acts)
    if any(_waits(term) and term.asked_by == me for term in words.file.terms):
        found = tuple(act for act in found if act.form.name != "file")
    if words.file.is_own:
        return tuple(act for act in found if act.form.name == "consent")
    return found


async def send_informant_form(
    console: Console, visitor: Visitor, person: str, *, action: str, given: Given
) -> InformantFiled | None:
    """Read a form of an informant and ask its owner; returns a first password, once."""
    words = await show_informant(console, visitor, person)
    acts = tuple(_with_emptied(act, given) for act in informant_acts(visitor, words))
    found = await carry_out(console, visitor, acts, name=action, given=given)
    is_secret = isinstance(found, InformantFiled) and found.initial_password
    return found if isinstance(found, InformantFiled) and is_secret else None


async def apply_act(console: Console, visitor: Visitor) -> Act:
    """Return the act of applying; a unit's head recruits for his own unit."""
    page = await page_of(console, visitor)
    is_centre = visitor.actor.holds(*CENTRE_ROLES)
    recruiter = "" if is_centre else visitor.actor.unit
    return Act(form=forms.apply_form(page, recruiter=recruiter), kind=ApplyInformant)


async def propose(
    console: Console, visitor: Visitor, person: str, *, year: int
) -> ScoreProposal:
    """Ask for the score that the rule gives, with its reasons."""
    ask = ProposeAssessment(person_id=person, year=year)
    return await console.desk.ask(ask, visitor.token)


def assess_act(words: InformantWords, *, proposed: int, year: int) -> Act:
    """Return the act that settles a year's score."""
    is_correction = any(one.year == year for one in words.file.assessments)
    return Act(
        form=forms.assess_form(proposed, is_correction=is_correction),
        kind=AssessInformant,
        fixed={"person_id": words.file.informant.person_id, "year": year},
    )


def _life_acts(words: InformantWords) -> tuple[Act, ...]:
    informant = words.file.informant
    fixed = {"person_id": informant.person_id}
    found: list[Act] = []
    for moves, form, kind in (
        ((LifeMove.FILE, LifeMove.RENEW), forms.file_form(informant), FileInformant),
        (
            (LifeMove.REFUSE, LifeMove.REFUSE_RENEWAL),
            forms.refuse_form(informant),
            RefuseInformant,
        ),
        ((LifeMove.ASK_RENEWAL,), forms.renew_form(), RenewInformant),
        ((LifeMove.RESUME,), forms.resume_form(), ResumeInformant),
        ((LifeMove.SUSPEND,), forms.suspend_form(), SuspendInformant),
        (
            (LifeMove.TRANSFER,),
            forms.transfer_form(informant, words.page),
            TransferInformant,
        ),
        ((LifeMove.DISMISS,), forms.dismiss_form(), DismissInformant),
    ):
        if any(move in words.file.moves for move in moves):
            found.append(_act(form, kind, fixed))
    return tuple(found)


def _record_acts(words: InformantWords) -> tuple[Act, ...]:
    informant, today = words.file.informant, words.today
    if not informant.filing_no:
        return ()
    fixed = {"person_id": informant.person_id}
    consent = Act(
        form=forms.consent_form(informant), kind=ConsentInformant, fixed=fixed
    )
    if informant.state not in _IN_OFFICE:
        return (consent,)
    found = [
        Act(form=forms.train_form(today=today), kind=TrainInformant, fixed=fixed),
        Act(form=forms.reward_form(today=today), kind=RewardInformant, fixed=fixed),
        Act(form=forms.punish_form(today=today), kind=PunishInformant, fixed=fixed),
        consent,
    ]
    if words.in_force and informant.acknowledged is None:
        form = forms.paper_form(words.in_force, today=today)
        found.insert(0, Act(form=form, kind=AcknowledgeRules, fixed=fixed))
    return tuple(found)


def _withdraw_acts(visitor: Visitor, words: InformantWords) -> tuple[Act, ...]:
    """Return the act that takes back a record of a kind that the visitor may make."""
    found = [
        one
        for one in words.file.records
        if one.number is not None
        and one.withdrawn is None
        and may(visitor.actor, RECORDING[one.kind])
    ]
    if not found:
        return ()
    fixed = {"person_id": words.file.informant.person_id}
    return (
        Act(form=forms.withdraw_form(found), kind=WithdrawInformantRecord, fixed=fixed),
    )


def _change_acts(words: InformantWords) -> tuple[Act, ...]:
    """Return the act that corrects his details, as long as something can happen."""
    informant = words.file.informant
    if informant.state in _ENDED:
        return ()
    return (
        Act(
            form=forms.change_form(words.file),
            kind=ChangeInformant,
            fixed={"person_id": informant.person_id},
        ),
    )


def _with_emptied(act: Act, given: Given) -> Act:
    """Let a telephone that was left empty be cleared."""
    is_emptied = not "".join(given.get("phone", ())).strip()
    if act.kind is not ChangeInformant or not is_emptied:
        return act
    return replace(act, fixed={**act.fixed, "phone": ""})


def _waits(term: TermView) -> bool:
    return term.filed_at is None and term.refused_at is None


def _act(form: Form, kind: type, fixed: Mapping[str, object]) -> Act:
    return Act(form=form, kind=kind, fixed=fixed)


def _is_sought(one: InformantView, text: str) -> bool:
    return not text or text in one.name.reveal() or text in (one.filing_no or "")
