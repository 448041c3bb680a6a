"""Answer every request from a small town in memory: the console without the bus.

It keeps to the contracts, the access table and the life cycle, so that a page which
works here asks for nothing that the services would refuse in form.
"""

from datetime import timedelta
from typing import TypeVar, cast

from pydantic import BaseModel, SecretStr

from lianqing_shared.clock import Clock, beijing_day
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts import informant_words as iw
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts import letters as le
from lianqing_shared.contracts import network as n
from lianqing_shared.contracts import reports as r
from lianqing_shared.contracts.base import Ask, Done
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import NotAllowedError, RefusedError, TryAgainError
from lianqing_shared.ids import new_id
from lianqing_shared.security.access import NO_ACTOR, require
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import read_actor, sign_actor
from lianqing_shared.testing.casebook import CaseBook
from lianqing_shared.testing.letterbook import LetterBook
from lianqing_shared.testing.rules import POLICY, propose
from lianqing_shared.testing.town import (
    INFORMANTS,
    MATTERS,
    PASSWORD,
    PEOPLE,
    UNIT_NAMES,
    UNITS,
    Townsman,
)

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_TOKEN_LASTS = timedelta(minutes=5)
_COLUMNS = ("问题行为", "造成后果", "廉政风险评估", "危害程度", "事实核实")


class SmallTown:
    """A desk in memory; `is_down` plays the bus that does not answer."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.is_down = False
        self.signer = Signer.new()
        self.cases = CaseBook(clock)
        self.letters = LetterBook(clock)
        self.reports: list[r.ReportView] = []
        self.meetings: list[c.MeetingView] = []
        self.opened: list[str] = []
        self.ended: set[str] = set()
        self._ids = {man.login: new_id("pe", clock.now()) for man in PEOPLE}
        for view in self.cases.all():
            if view.row.level:
                self.letters.issue(view, view.row.level)

    async def ask(self, ask: Ask[AnswerT], token: str | None = None) -> AnswerT:
        """Answer as the owner of the topic would."""
        if self.is_down:
            raise TryAgainError("no answer in time")
        answer = self._answer(ask, token)
        return cast("AnswerT", type(ask).answer.model_validate(answer))

    def _answer(self, ask: Ask[AnswerT], token: str | None) -> BaseModel:
        if type(ask).topic in NO_ACTOR:
            return self._session(ask)
        if token is None:
            raise NotAllowedError("请先登录。")
        key = self.signer.public_key
        actor = read_actor(token, key=key, at=self.clock.now())
        require(actor, type(ask).topic)
        for answer in (self._network, self._reports, self._look, self._act, self._post):
            found = answer(ask, actor)
            if found is not None:
                return found
        raise RefusedError("这项功能尚未接通。", code="unknown")

    def _session(self, ask: BaseModel) -> BaseModel:
        match ask:
            case a.OpenSession():
                man = next((one for one in PEOPLE if one.login == ask.login), None)
                if man is None or ask.password.get_secret_value() != PASSWORD:
                    raise RefusedError("登录名或密码不正确。", code="wrong_login")
                self.opened.append(new_id("se", self.clock.now()))
                return self._opened(man, self.opened[-1])
            case a.RenewSession():
                login, _, session = ask.refresh.get_secret_value().partition(":")
                if session in self.ended:
                    raise RefusedError("登录已失效，请重新登录。", code="ended")
                return self._opened(
                    next(m for m in PEOPLE if m.login == login), session
                )
            case a.CloseSession():
                self.ended.add(ask.refresh.get_secret_value().partition(":")[2])
            case _:
                pass
        return Done()

    def _opened(self, man: Townsman, session: str) -> a.SessionOpened:
        now = self.clock.now()
        actor = Actor(
            person_id=self._ids[man.login],
            name=Personal(man.name),
            roles=man.roles,
            unit=man.unit,
            session_id=session,
            issued_at=now,
            expires_at=now + _TOKEN_LASTS,
        )
        return a.SessionOpened(
            token=SecretStr(sign_actor(actor, self.signer)),
            refresh=SecretStr(f"{man.login}:{session}"),
            actor=actor,
            unit_name=UNIT_NAMES[man.unit],
        )

    def _network(self, ask: BaseModel, actor: Actor) -> BaseModel | None:
        match ask:
            case n.ListUnits():
                return n.UnitPage(units=UNITS)
            case a.ListPeople():
                return a.PeoplePage(people=tuple(self._person(man) for man in PEOPLE))
            case i.ListInformants():
                return i.InformantPage(
                    informants=tuple(self._informant(row) for row in INFORMANTS)
                )
            case _:
                return None

    def _reports(self, ask: BaseModel, actor: Actor) -> BaseModel | None:
        match ask:
            case r.EnterReport():
                for report in self.reports:
                    if report.submission_id == ask.submission_id:
                        return report
                return self._enter(ask, actor)
            case r.SearchReports():
                everything = actor.holds(*CENTRE_ROLES)
                seen = [
                    one for one in self.reports if everything or one.unit == actor.unit
                ]
                return r.ReportPage(reports=tuple(reversed(seen)), total=len(seen))
            case r.ListQuarantine():
                return r.QuarantinePage(items=(self._unreadable(),), total=1)
            case _:
                return None

    def _look(self, ask: BaseModel, actor: Actor) -> BaseModel | None:
        found: BaseModel | None
        match ask:
            case c.SearchCases():
                found = self.cases.search(ask, actor)
            case c.CountCases():
                found = self.cases.count(actor)
            case c.ShowCase():
                found = self.cases.show(ask.case, actor)
            case c.ShowPolicy():
                found = self._policy()
            case c.ListMeetings():
                found = c.MeetingPage(meetings=tuple(reversed(self.meetings)))
            case le.SearchLetters():
                found = self.letters.search(ask, actor)
            case le.ShowLetter():
                found = self.letters.show(ask.letter, actor, with_pdf=ask.with_pdf)
            case _:
                found = None
        return found

    def _act(self, ask: BaseModel, actor: Actor) -> BaseModel | None:
        book = self.cases
        found: BaseModel | None
        match ask:
            case c.BeginCase():
                view = book.act("begin", ask.case_id, actor)
                found = book.move(
                    view, actor, what="开始核实", state=CaseState.VERIFYING
                )
            case c.VerifyCase():
                found = self._verify(ask, actor)
            case c.ConfirmCase():
                view = book.act("confirm", ask.case_id, actor)
                found = self._warn(view, actor, Level.THREE)
            case c.ConveneCase():
                view = book.act("convene", ask.case_id, actor)
                if len(ask.units) < 2:  # noqa: PLR2004 - the plan's number
                    raise RefusedError("召集研究至少需要两个成员单位。", code="too_few")
                found = book.move(
                    view,
                    actor,
                    what="召集研究",
                    state=CaseState.STUDYING,
                    convened_units=ask.units,
                )
            case c.OpineCase():
                found = self._opine(ask, actor)
            case _:
                found = None
        return found

    def _post(self, ask: BaseModel, actor: Actor) -> BaseModel | None:
        book = self.cases
        found: BaseModel | None
        match ask:
            case c.SubmitCase():
                view = book.act("submit", ask.case_id, actor)
                found = book.move(
                    view, actor, what="提交审批", state=CaseState.SUBMITTED
                )
            case c.DecideCase():
                found = self._decide(ask, actor)
            case c.NoteCase():
                view = book.act("note", ask.case_id, actor)
                found = book.move(view, actor, what="办理进展", detail=ask.text)
            case c.RecheckCase():
                view = book.act("recheck", ask.case_id, actor)
                found = book.move(view, actor, what="复查", state=CaseState.RECHECKED)
            case c.LiftCase():
                view = book.act("lift", ask.case_id, actor)
                found = book.move(view, actor, what="解除预警", state=CaseState.LIFTED)
            case c.HoldMeeting():
                found = self._meet(ask, actor)
            case le.EnterReply():
                found = self.letters.reply(ask, actor)
            case le.AcceptReply():
                found = self.letters.judge(
                    "accept", ask.letter_id, actor, reason=ask.reason
                )
            case le.ReturnReply():
                found = self.letters.judge(
                    "return", ask.letter_id, actor, reason=ask.reason
                )
            case _:
                found = None
        return found

    def _verify(self, ask: c.VerifyCase, actor: Actor) -> c.CaseView:
        view = self.cases.act("verify", ask.case_id, actor)
        if not ask.is_substantiated or ask.facts is None:
            return self.cases.move(
                view, actor, what="查无实据", state=CaseState.UNSUBSTANTIATED
            )
        return self.cases.move(
            view,
            actor,
            what="核实属实，待定级",
            state=CaseState.PROPOSED,
            facts=ask.facts,
            finding=ask.finding,
            is_verified=True,
            proposal=propose(ask.facts, is_verified=True),
        )

    def _opine(self, ask: c.OpineCase, actor: Actor) -> c.CaseView:
        view = self.cases.act("opine", ask.case_id, actor)
        opinion = c.OpinionView(
            unit=actor.unit,
            unit_name=UNIT_NAMES[actor.unit],
            person_id=actor.person_id,
            person_name=actor.name,
            agrees=ask.agrees,
            text=ask.text,
            at=self.clock.now(),
        )
        opinions = (*view.opinions, opinion)
        return self.cases.move(view, actor, what="发表意见", opinions=opinions)

    def _decide(self, ask: c.DecideCase, actor: Actor) -> c.CaseView:
        view = self.cases.act("decide", ask.case_id, actor)
        self.cases.quorum(view)
        if not ask.approves:
            return self.cases.move(
                view, actor, what="不同意，退回定级", state=CaseState.PROPOSED
            )
        submitted = view.row.state is CaseState.SUBMITTED
        return self._warn(view, actor, Level.ONE if submitted else Level.TWO)

    def _warn(self, view: c.CaseView, actor: Actor, level: Level) -> c.CaseView:
        letter = self.letters.issue(view, level)
        return self.cases.move(
            view,
            actor,
            what=f"决定发出{level.label}预警",
            state=CaseState.WARNED,
            level=level,
            letter_number=letter.number,
        )

    def _meet(self, ask: c.HoldMeeting, actor: Actor) -> c.MeetingView:
        meeting = c.MeetingView(
            id=len(self.meetings) + 1,
            held_on=ask.held_on,
            topic_text=ask.topic_text,
            units=ask.units,
            minutes=ask.minutes,
            recorded_by=actor.name,
        )
        self.meetings.append(meeting)
        return meeting

    def _enter(self, ask: r.EnterReport, actor: Actor) -> r.ReportView:
        now = self.clock.now()
        is_late = ask.occurred_on is not None and ask.occurred_on > beijing_day(now)
        fields = {name: getattr(ask, name) for name in _ENTERED}
        report = r.ReportView.model_validate(
            {
                **fields,
                "report_id": None if is_late else new_id("rp", now),
                "report_no": None if is_late else f"XX2026{len(self.reports):06d}",
                "unit": actor.unit,
                "outcome": r.Outcome.REJECTED if is_late else r.Outcome.ACCEPTED,
                "reason": "发生日期晚于今天，请核对后重新登记。" if is_late else None,
                "received_at": now,
            }
        )
        self.reports.append(report)
        return report

    def _policy(self) -> c.PolicyView:
        rules = propose(MATTERS[0].facts, is_verified=False).rules
        return c.PolicyView(
            policy=POLICY,
            in_force_from=beijing_day(self.clock.now()),
            columns=tuple((name, name) for name in _COLUMNS),
            rules=rules,
        )

    def _person(self, man: Townsman) -> a.PersonView:
        return a.PersonView(
            person_id=self._ids[man.login],
            login=man.login,
            name=Personal(man.name),
            unit=man.unit,
            roles=man.roles,
            is_active=True,
        )

    def _informant(self, row: tuple[str, str, str, str, str | None]) -> i.InformantView:
        now = self.clock.now()
        name, background, recruiter, state, number = row
        return i.InformantView(
            person_id=new_id("pe", now),
            name=Personal(name),
            background=iw.Background(background),
            recruiter=recruiter,
            state=iw.InformantState(state),
            applied_at=now - timedelta(days=200),
            filed_at=now - timedelta(days=190) if number else None,
            filing_no=number,
        )

    def _unreadable(self) -> r.QuarantinedView:
        return r.QuarantinedView(
            id=1,
            unit="court",
            reason="内容不是有效的 JSON，请该单位升级适配器后重新报送。",
            size=2_048,
            at=self.clock.now() - timedelta(hours=5),
        )


_ENTERED = (
    "submission_id",
    "content_class",
    "source",
    "subject",
    "title",
    "narrative",
    "occurred_on",
    "reported_at",
    "facts",
    "is_real_name",
)
