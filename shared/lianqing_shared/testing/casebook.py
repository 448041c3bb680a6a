"""The small town's cases: an honest, simple life cycle kept in memory."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from lianqing_shared.clock import Clock, beijing_day
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.cases import CaseState, CaseView
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Subject, SubjectKind
from lianqing_shared.errors import ConflictError, NotFoundError
from lianqing_shared.ids import new_id
from lianqing_shared.security.access import may
from lianqing_shared.testing.rules import propose
from lianqing_shared.testing.town import MATTERS, UNIT_NAMES, Matter

_S = CaseState
_STAGES = (_S.OPENED, _S.VERIFYING, _S.PROPOSED, _S.STUDYING, _S.SUBMITTED, _S.WARNED)
_UNVERIFIED = frozenset({_S.OPENED, _S.VERIFYING, _S.UNSUBSTANTIATED})
_ENDED = frozenset({_S.LIFTED, _S.UNSUBSTANTIATED})
_QUORUM = 2
_SEES_ALL = CENTRE_ROLES | {Role.PARTY_SECRETARY, Role.COUNTY_LIAISON}
_WHEN = {
    "begin": (t.BEGIN_CASE, {_S.OPENED}),
    "verify": (t.VERIFY_CASE, {_S.VERIFYING}),
    "confirm": (t.CONFIRM_CASE, {_S.PROPOSED}),
    "convene": (t.CONVENE_CASE, {_S.PROPOSED}),
    "opine": (t.OPINE_CASE, {_S.STUDYING}),
    "submit": (t.SUBMIT_CASE, {_S.PROPOSED}),
    "decide": (t.DECIDE_CASE, {_S.STUDYING, _S.SUBMITTED}),
    "recheck": (t.RECHECK_CASE, {_S.ACCEPTED}),
    "lift": (t.LIFT_CASE, {_S.ACCEPTED, _S.RECHECKED}),
    "note": (t.NOTE_CASE, set(_S) - _ENDED),
}


class CaseBook:
    """Hold the cases and move them, refusing what the life cycle does not allow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, CaseView] = {}
        for number, matter in enumerate(MATTERS, start=1):
            view = self._opened(matter, number)
            self._held[view.row.case_id] = view

    def add(self, matter: Matter) -> CaseView:
        """Open one more case, as a fresh report would."""
        view = self._opened(matter, len(self._held) + 1)
        self._held[view.row.case_id] = view
        return view

    def all(self) -> list[CaseView]:
        """Return every case, for assertions."""
        return list(self._held.values())

    def show(self, asked: str, actor: Actor) -> CaseView:
        """Return a case by id or number, as this actor sees it."""
        for view in self._seen_by(actor):
            if asked in (view.row.case_id, view.row.case_no):
                return self._for(view, actor)
        raise NotFoundError("这件信息")

    def search(self, ask: c.SearchCases, actor: Actor) -> c.CasePage:
        """Return the cases that match, gravest suggestion first."""
        found = [view.row for view in self._seen_by(actor) if _matches(view, ask)]
        found.sort(key=lambda row: row.opened_at, reverse=True)
        found.sort(key=lambda row: (row.level or row.suggested or Level.THREE).value)
        start = int(ask.after or 0)
        end = start + ask.limit
        return c.CasePage(
            cases=tuple(found[start:end]),
            total=len(found),
            next=str(end) if end < len(found) else None,
        )

    def count(self, actor: Actor) -> c.CaseCounts:
        """Return counts over what the actor sees."""
        rows = [view.row for view in self._seen_by(actor)]
        live = [row for row in rows if row.state not in _ENDED]
        today = beijing_day(self._clock.now())
        due = [row.due_on for row in live if row.due_on]
        verified = [row for row in rows if row.state not in _UNVERIFIED]
        return c.CaseCounts(
            open=len(live),
            by_suggested=_counts(str(r.suggested.value) for r in live if r.suggested),
            by_state=_counts(row.state.value for row in rows),
            by_level=_counts(
                str((r.level or r.suggested or Level.THREE).value) for r in verified
            ),
            by_unit=_counts(row.subject.unit or "" for row in rows),
            by_class=_counts(row.content_class.value for row in rows),
            by_circumstance=_counts(
                code for v in self._seen_by(actor) for code in v.proposal.circumstances
            ),
            due_today=sum(day == today for day in due),
            overdue=sum(day < today for day in due),
        )

    def act(self, action: str, case_id: str, actor: Actor) -> CaseView:
        """Return the case if the action is allowed now; raise the owner's refusal."""
        view = self.show(case_id, actor)
        if action not in view.allowed:
            raise ConflictError(
                f"本件现在的状态是“{view.row.state.label}”，不能这样办理。"
                "可能已有他人办理，请刷新后查看。"
            )
        return view

    def move(
        self,
        view: CaseView,
        actor: Actor,
        *,
        what: str,
        state: CaseState | None = None,
        level: Level | None = None,
        detail: str = "",
        **changes: object,
    ) -> CaseView:
        """Keep the case in its new state with one more line of history."""
        now = self._clock.now()
        row = view.row.model_copy(
            update={
                "state": state or view.row.state,
                "level": level or view.row.level,
                "changed_at": now,
                "handler": view.row.handler or actor.name,
            }
        )
        step = c.StepView(at=now, what=what, by=actor.name, detail=detail)
        moved = view.model_copy(
            update={**changes, "row": row, "history": (*view.history, step)}
        )
        self._held[row.case_id] = moved
        return self._for(moved, actor)

    def quorum(self, view: CaseView) -> None:
        """Refuse a decision before two convened units have given their opinions."""
        if view.row.state is _S.STUDYING and len(view.opinions) < _QUORUM:
            raise ConflictError(
                f"只有 {len(view.opinions)} 个单位发表意见，"
                "须有两个以上单位发表意见方可决定。"
            )

    def _seen_by(self, actor: Actor) -> list[CaseView]:
        every = list(self._held.values())
        if actor.holds(*_SEES_ALL):
            return every
        return [
            view
            for view in every
            if actor.unit == view.row.subject.unit or actor.unit in view.convened_units
        ]

    def _for(self, view: CaseView, actor: Actor) -> CaseView:
        allowed = tuple(
            action
            for action, (topic, states) in _WHEN.items()
            if view.row.state in states
            and may(actor, topic)
            and _concerns(action, view, actor)
        )
        return view.model_copy(update={"allowed": allowed})

    def _opened(self, matter: Matter, number: int) -> CaseView:
        now = self._clock.now()
        at = now - timedelta(hours=matter.age_hours)
        state = _STAGES[matter.stage]
        verified = state not in _UNVERIFIED
        proposal = propose(matter.facts, is_verified=verified)
        due_in = matter.due_in_days
        due_on = None if due_in is None else beijing_day(now) + timedelta(days=due_in)
        row = c.CaseRow(
            case_id=new_id("ca", at),
            case_no=f"2026-{at:%m%d}-{number:03d}",
            state=state,
            level=proposal.if_verified if state is _S.WARNED else None,
            suggested=proposal.if_verified,
            title=Personal(matter.title),
            subject=_subject(matter),
            unit_name=UNIT_NAMES[matter.unit],
            source=matter.source,
            content_class=matter.content,
            reports=matter.reports,
            independent_sources=min(2, matter.reports),
            opened_at=at,
            changed_at=at,
            due_on=due_on,
            handler=Personal("乙某") if state is not _S.OPENED else None,
        )
        convened = ("finance", "court") if state is _S.STUDYING else ()
        return c.CaseView(
            row=row,
            facts=matter.facts,
            is_verified=verified,
            finding=Personal("经核实，情况属实。") if verified else None,
            proposal=proposal,
            reports=tuple(_reports(matter, at)),
            convened_units=convened,
            letter_number="柳廉告〔2026〕1号" if state is _S.WARNED else None,
            history=tuple(_history(at, state)),
            allowed=(),
        )


def _subject(matter: Matter) -> Subject:
    name = UNIT_NAMES[matter.unit]
    return Subject(kind=SubjectKind.UNIT, unit=matter.unit, unit_name=name)


def _concerns(action: str, view: CaseView, actor: Actor) -> bool:
    """Tell whether a person of the right role is the right person for this case."""
    match action:
        case "confirm":
            own = actor.unit == view.row.subject.unit
            at_desk = actor.holds(Role.CENTRE_DIRECTOR)
            return (own or at_desk) and view.row.suggested is Level.THREE
        case "opine":
            spoke = {opinion.unit for opinion in view.opinions}
            return actor.unit in view.convened_units and actor.unit not in spoke
        case "decide":
            at_top = actor.holds(Role.PARTY_SECRETARY, Role.COUNTY_LIAISON)
            return at_top == (view.row.state is CaseState.SUBMITTED)
        case "submit":
            return view.row.suggested is Level.ONE
        case _:
            return True


def _matches(view: CaseView, ask: c.SearchCases) -> bool:
    row = view.row
    checks: tuple[Callable[[], bool], ...] = (
        lambda: not ask.text or ask.text in _text_of(row),
        lambda: ask.state in (None, row.state),
        lambda: ask.level in (None, row.level, row.suggested),
        lambda: ask.unit in (None, row.subject.unit),
        lambda: ask.source in (None, row.source),
        lambda: ask.content_class in (None, row.content_class),
        lambda: not ask.verified_only or row.state not in _UNVERIFIED,
        lambda: not ask.open_only or row.state not in _ENDED,
    )
    return all(check() for check in checks)


def _text_of(row: c.CaseRow) -> str:
    return f"{row.case_no} {row.unit_name} {row.title.reveal()}"


def _counts(keys: Iterable[str]) -> tuple[c.Count, ...]:
    return tuple(c.Count(key=k, count=n) for k, n in Counter(keys).most_common())


def _reports(matter: Matter, at: datetime) -> Iterable[c.JoinedReport]:
    for number in range(matter.reports):
        when = at + timedelta(hours=3 * number)
        unit = ("finance", "reporting-point", "village-liuhe")[number % 3]
        yield c.JoinedReport(
            report_id=new_id("rp", when),
            report_no=f"XX2026{when:%m%d}{number + 1:04d}",
            unit=unit,
            unit_name=UNIT_NAMES[unit],
            source=matter.source,
            content_class=matter.content,
            title=Personal(matter.title),
            reported_at=when,
            facts=matter.facts,
        )


def _history(at: datetime, state: CaseState) -> Iterable[c.StepView]:
    yield c.StepView(at=at, what="收到第一条信息，立为待核实件")
    if state is not CaseState.OPENED:
        later = at + timedelta(hours=2)
        yield c.StepView(at=later, what="开始核实", by=Personal("乙某"))
    if state not in _UNVERIFIED:
        later = at + timedelta(hours=20)
        yield c.StepView(at=later, what="核实属实，待定级", by=Personal("乙某"))
