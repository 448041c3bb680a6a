"""Who may make which move on a case as it stands now.

The role comes from the table of moves; here is what the role alone does not say: whose
unit, which body, whose turn. Source: P3.2b to P3.2d.
"""

import re
from dataclasses import dataclass, field

from lianqing_grading.domain.case import UNITS, WARNED, Move, edge
from lianqing_grading.domain.officers import Bench
from lianqing_grading.errors import (
    IncompleteError,
    NotYoursError,
    WrongStateError,
)
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Subject, SubjectKind
from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError

_HEADS_TOWN = re.compile(r"(?:.*[镇乡])?(?:党委|纪委|党工委|纪工委)书记")
"""Of a village or a school the words between 镇 and 党委 tell; bare, it is wide."""
_POSTS = re.compile(r"[、，,；;/兼\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rules need to know of a case."""

    state: CaseState
    subject: Subject
    subject_key: str
    suggested: Level | None = None
    """What the policy says of the verified facts; as if verified before that."""
    circumstances: tuple[str, ...] = ()
    addressee: str | None = None
    convened: frozenset[str] = field(default=frozenset())
    opined: frozenset[str] = field(default=frozenset())
    counted: frozenset[str] = field(default=frozenset())
    """Those who have spoken by somebody who is not recused since."""
    submitted_to: Body | None = None
    level: Level | None = None
    decided_by_body: Body | None = None
    has_failed_recheck: bool = False
    bench: Bench = field(default_factory=Bench)

    @property
    def units_concerned(self) -> frozenset[str]:
        """The units that the matter is about."""
        return frozenset(
            unit for unit in (self.subject.unit, self.addressee) if unit is not None
        )

    @property
    def is_about_a_head(self) -> bool:
        """Whether the subject heads the town or its commission, by key or position."""
        return self.bench.is_about_a_head or heads_town(self.subject)


BODY_OF_ROLE = {
    Role.PARTY_SECRETARY: Body.PARTY_SECRETARY,
    Role.COUNTY_LIAISON: Body.COUNTY_COMMITTEE,
}
"""Who speaks for the two bodies of level 1."""


def check(case: Case, actor: Actor, move: Move) -> CaseState:
    """Return the state that the move leads to; raise a RefusedError if it may not be.

    What the move needs besides (reasons, units, a resolution) is `deliberation`'s.
    """
    found = edge(case.state, move)
    if not actor.holds(*found.by):
        raise NotYoursError(move.label, _named(found.by))
    match move:
        case Move.CONFIRM:
            confirming_body(case, actor)
        case Move.CONVENE:
            check_town(case)
        case Move.SUBMIT:
            _check_submitter(case, actor)
        case Move.OPINE:
            _check_opinion(case, actor)
        case Move.APPROVE | Move.REFUSE:
            _check_decision(case, deciding_body(case, actor), move)
        case Move.LIFT:
            _check_lifting(case, actor)
        case Move.NOTE:
            _check_note(case, actor)
        case _:
            pass
    return found.to


def commands(case: Case, actor: Actor) -> tuple[str, ...]:
    """Return the commands that the actor may give on the case now, in table order."""
    possible: dict[str, None] = {}
    for move in Move:
        if move.command is None or move.command in possible:
            continue
        try:
            check(case, actor, move)
        except RefusedError:
            continue
        possible[move.command] = None
    return tuple(possible)


def confirming_body(case: Case, actor: Actor) -> Body:
    """Return who confirms level 3: the centre, or the unit of the person concerned.

    A unit confirms what the policy puts at level 3, about a person of its own; about
    the unit itself, or at another level than proposed, only the centre does (P3.2b).
    """
    check_town(case)
    if acts_as_director(case, actor):
        return Body.CENTRE
    is_own = actor.unit == case.addressee
    is_person = case.subject.kind is SubjectKind.PERSON
    if is_own and is_person and case.suggested is Level.THREE:
        return Body.UNIT
    raise NotYoursError(Move.CONFIRM.label, "镇廉政风险预警防控中心")


def deciding_body(case: Case, actor: Actor) -> Body:
    """Return the body for which the actor decides; raise if it is not his case's."""
    if case.state is CaseState.STUDYING:
        return Body.DEPUTY_SECRETARY
    for role, body in BODY_OF_ROLE.items():
        if actor.holds(role) and case.submitted_to is body:
            return body
    body_label = case.submitted_to.label if case.submitted_to else "一级审批机构"
    raise NotYoursError(Move.APPROVE.label, body_label)


def check_town(case: Case) -> None:
    """Refuse what a body of the town would decide about the town's own head."""
    if case.is_about_a_head:
        raise NotAllowedError(
            "本案应当由县纪委常委会研究，镇内机构不能决定。请由中心提交县纪委常委会。"
        )


def heads_town(subject: Subject) -> bool:
    """Return whether the subject heads town or commission, by his position alone.

    Keys tell it better (`Bench`), but only of who has an account and is named alike.
    """
    posts = _POSTS.split(subject.position or "")
    return any(_HEADS_TOWN.fullmatch(post) for post in posts)


def acts_as_director(case: Case, actor: Actor) -> bool:
    """Return whether the actor acts for the centre: its director, or who stands in.

    The commission's secretary stands in where every director is recused: the centre is
    the commission's. Nobody stands in for an office that is merely vacant.
    """
    if actor.holds(Role.CENTRE_DIRECTOR):
        return True
    stands_in = Role.CENTRE_DIRECTOR in case.bench.out
    return stands_in and actor.holds(Role.COMMISSION_SECRETARY)


def _check_submitter(case: Case, actor: Actor) -> None:
    if acts_as_director(case, actor):
        return
    if actor.holds(Role.COUNTY_LIAISON) and case.bench.town_cannot_submit:
        return
    raise NotYoursError(Move.SUBMIT.label, Role.CENTRE_DIRECTOR.label)


def _check_decision(case: Case, body: Body, move: Move) -> None:
    """Leave to the county what is its own by now; who heads the town may change.

    The deputy may still send a study back, for only then can it be submitted.
    """
    if body is Body.PARTY_SECRETARY and case.bench.needs_county:
        raise NotAllowedError("本案应当由县纪委常委会研究，请由中心改交县纪委常委会。")
    is_sent_back = body is Body.DEPUTY_SECRETARY and move is Move.REFUSE
    if body is not Body.COUNTY_COMMITTEE and not is_sent_back:
        check_town(case)


def _check_opinion(case: Case, actor: Actor) -> None:
    check_town(case)
    if actor.unit not in case.convened:
        raise NotYoursError(Move.OPINE.label, "被召集的成员单位负责人")
    if actor.unit in case.opined:
        raise ConflictError("贵单位已经发表过研究意见，每次研究每个单位只记一次。")


def _check_lifting(case: Case, actor: Actor) -> None:
    if not _may_lift(case, actor):
        raise NotYoursError(Move.LIFT.label, _lifter(case))
    if case.state is not CaseState.ACCEPTED:
        return
    if case.level is not Level.THREE:
        raise WrongStateError(case.state, "解除一、二级预警", ["登记复查"])
    if case.has_failed_recheck:
        raise IncompleteError("上次复查发现整改不到位，须复查合格后才能解除预警。")


def _may_lift(case: Case, actor: Actor) -> bool:
    match case.level:
        case Level.THREE:
            return acts_as_director(case, actor)
        case Level.TWO:
            return actor.holds(Role.DEPUTY_SECRETARY)
        case Level.ONE:
            return any(
                actor.holds(role) and case.decided_by_body is body
                for role, body in BODY_OF_ROLE.items()
            )
        case None:
            return False


def _lifter(case: Case) -> str:
    match case.level:
        case Level.THREE:
            return Role.CENTRE_DIRECTOR.label
        case Level.TWO:
            return Role.DEPUTY_SECRETARY.label
        case _:
            return case.decided_by_body.label if case.decided_by_body else "原决定机构"


def _check_note(case: Case, actor: Actor) -> None:
    if actor.holds(*CENTRE_ROLES):
        return
    is_addressee = actor.unit == case.addressee and actor.holds(*UNITS)
    if not (is_addressee and case.state in WARNED):
        raise NotYoursError(Move.NOTE.label, "收到预警文书的单位或者预警防控中心")


def _named(roles: frozenset[Role]) -> str:
    return "、".join(role.label for role in Role if role in roles) or "系统随文书"
