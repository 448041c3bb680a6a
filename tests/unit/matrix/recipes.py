"""How each request is put to a matter; one row for every row of the access table.

A new request fails the build until it stands here: in `RECIPES`, with a way to ask
about the matter, or in `NO_MATTER`, with the reason why it can tell of none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lianqing_shared.contracts import auditing, conduct, letters, reports
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import Body
from lianqing_shared.contracts.gaps import ListGaps
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import TOPICS, Topic
from lianqing_shared.security.access import NO_ACTOR
from tests.unit.matrix.town import Town

NO_CASE, NO_LETTER, NO_REPORT = "ca_" + "9" * 26, "le_" + "9" * 26, "rp_" + "9" * 26
NO_RELATION = "re_" + "9" * 26


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to ask: `present` is every way to name the matter, `absent` one of nothing.

    A list has one way and no absent one; it must equal the answer of a town without the
    matter if `as_twin`. `barred` are roles whom the row lets ask, but whom the handler
    refuses in this town, each for a reason given beside it.
    """

    present: Callable[[Town], Sequence[Ask[Any]]]
    absent: Ask[Any] | None = None
    as_twin: bool = True
    barred: frozenset[Role] = frozenset()
    reaches: str = ""
    """The error in which asking for what is there ends at best; empty for an answer."""
    place: str | None = None
    """The unit that people of units must be of; None for the usual one."""


def _act(
    make: Callable[[str], Ask[Any]],
    *barred: Role,
    reaches: str = "IncompleteError",
    place: str | None = None,
) -> Recipe:
    """Act on each case in a way that changes none: something is always left out."""
    return Recipe(
        present=lambda town: [make(case_id) for case_id in town.cases],
        absent=make(NO_CASE),
        barred=frozenset(barred),
        reaches=reaches,
        place=place,
    )


def _of_letter(make: Callable[[str], Ask[Any]], *, reaches: str = "") -> Recipe:
    return Recipe(
        present=lambda town: [make(town.letter)],
        absent=make(NO_LETTER),
        reaches=reaches,
    )


def _list(
    ask: Ask[Any], *, as_twin: bool = True, barred: Sequence[Role] = ()
) -> Recipe:
    return Recipe(present=lambda _: [ask], as_twin=as_twin, barred=frozenset(barred))


_STANDS_IN = (Role.COMMISSION_SECRETARY, Role.COUNTY_LIAISON)
"""They act only where nobody before them can (ADR 15)."""
_KEEPERS = {
    Role.COMMISSION_SECRETARY,
    Role.COUNTY_LIAISON,
    Role.SECURITY_ADMINISTRATOR,
}
_TEXT = Personal("")
_STATE, _STEP = "WrongStateError", "StepRefusedError"

RECIPES: dict[Topic, Recipe] = {
    t.SEARCH_CASES: _list(c.SearchCases(limit=2)),
    t.COUNT_CASES: _list(c.CountCases()),
    t.SHOW_CASE: _act(lambda case: c.ShowCase(case=case), reaches=""),
    t.BEGIN_CASE: _act(lambda case: c.BeginCase(case_id=case), reaches=_STATE),
    t.VERIFY_CASE: _act(
        lambda case: c.VerifyCase(case_id=case, is_substantiated=False, finding=_TEXT)
    ),
    t.CONFIRM_CASE: _act(
        lambda case: c.ConfirmCase(
            case_id=case, circumstances=("P4.1.1",), reason="无"
        ),
        Role.COMMISSION_SECRETARY,
    ),
    t.CONVENE_CASE: _act(lambda case: c.ConveneCase(case_id=case, units=())),
    t.OPINE_CASE: _act(
        lambda case: c.OpineCase(case_id=case, agrees=True, text=""), place="court"
    ),
    t.SUBMIT_CASE: _act(
        lambda case: c.SubmitCase(case_id=case, to=Body.UNIT, reason="无"), *_STANDS_IN
    ),
    t.DECIDE_CASE: _act(lambda case: c.DecideCase(case_id=case, approves=False)),
    t.NOTE_CASE: _act(lambda case: c.NoteCase(case_id=case, text=" ")),
    t.RECHECK_CASE: _act(
        lambda case: c.RecheckCase(case_id=case, is_mended=True, text="无"),
        reaches=_STATE,
    ),
    t.LIFT_CASE: _act(
        lambda case: c.LiftCase(case_id=case, reason="无"), reaches=_STATE
    ),
    t.LIST_GAPS: _list(ListGaps()),
    t.LIST_MEETINGS: _list(c.ListMeetings()),
    t.SEARCH_LETTERS: _list(letters.SearchLetters()),
    t.SHOW_LETTER: _of_letter(lambda one: letters.ShowLetter(letter=one)),
    t.ENTER_REPLY: _of_letter(
        lambda one: letters.EnterReply(
            letter_id=one,
            findings=_TEXT,
            causes=_TEXT,
            signed_by_leader=Personal("无"),
        ),
        reaches="ReplyIncompleteError",
    ),
    t.ACCEPT_REPLY: _of_letter(
        lambda one: letters.AcceptReply(letter_id=one), reaches=_STEP
    ),
    t.RETURN_REPLY: _of_letter(
        lambda one: letters.ReturnReply(letter_id=one, reason="无"), reaches=_STEP
    ),
    t.SEARCH_REPORTS: _list(reports.SearchReports(limit=3)),
    t.SHOW_REPORT: Recipe(
        present=lambda town: [
            reports.ShowReport(report_id=one) for one in town.reports
        ],
        absent=reports.ShowReport(report_id=NO_REPORT),
    ),
    t.LIST_RELATIONS: _list(
        conduct.ListRelations(),
        as_twin=False,  # the actors' own relations stand in both towns
        barred=[role for role in Role if role not in _KEEPERS],
    ),
    t.END_RELATION: Recipe(
        present=lambda town: [
            conduct.EndRelation(relation_id=town.relation, reason="无")
        ],
        absent=conduct.EndRelation(relation_id=NO_RELATION, reason="无"),
    ),
    t.LIST_INTERFERENCES: _list(conduct.ListInterferences()),
    **{
        ask.topic: _list(ask, as_twin=False)  # other rows stand in both towns
        for ask in (
            auditing.SearchIntakeAudit(limit=100),
            auditing.ExportIntakeAudit(),
            auditing.SearchGradingAudit(limit=100),
            auditing.ExportGradingAudit(),
            auditing.SearchNotifyAudit(limit=100),
            auditing.ExportNotifyAudit(),
        )
    },
}

_SAYS_WHY = {
    "accounts, sessions and roles: no matter is in them": """
        registry.password.change registry.password_rules.show registry.password.reset
        registry.account.show registry.sessions.list registry.session.revoke
        registry.sessions.revoke registry.second_factor.begin
        registry.second_factor.confirm registry.second_factor.drop
        registry.second_factor.reset registry.people.list registry.person.add
        registry.person.show registry.person.change registry.person.suspend
        registry.person.resume registry.role_change.request
        registry.role_change.withdraw registry.role_change.approve
        registry.role_change.refuse registry.role_changes.list""",
    "units, clerks and what they owe: no matter is in them": """
        registry.units.list registry.unit.add registry.unit.revoke registry.unit.show
        registry.units.search registry.unit.change registry.unit.suspend
        registry.unit.resume registry.unit.merge registry.units.import
        registry.units.export registry.credential.record registry.clerk.appoint
        registry.clerk.dismiss registry.clerk.replace registry.clerks.list
        registry.schedule.set registry.schedules.list registry.network_gaps.list
        registry.network_gaps.check intake.nil.enter intake.returns.list
        intake.returns.count""",
    "informants are no subjects, and of their reports numbers are told": """
        registry.informants.list registry.informant.show registry.informant.apply
        registry.informant.file registry.informant.refuse registry.informant.renew
        registry.informant.suspend registry.informant.resume
        registry.informant.dismiss registry.informant.transfer
        registry.informant.change registry.informant.consent registry.informant.train
        registry.informant.reward
        registry.informant.punish registry.informant_record.withdraw
        registry.assessment.propose
        registry.informant.assess registry.informant.print registry.rewards.print
        intake.contributions.count""",
    "the rules are everybody's": """
        registry.rules.list registry.rules.publish registry.rules.acknowledge
        grading.policy.show""",
    "it writes something new and answers with no more than that": """
        registry.relation.declare registry.interference.record intake.report.enter
        grading.meeting.hold""",
    "messages that could not be read are listed without their content": """
        intake.quarantine.list""",
    "ids, digests and counts: whom a matter concerns is not told": """
        registry.audit.search registry.audit.export registry.checkpoints.list""",
}
NO_MATTER: dict[str, str] = {
    name: why for why, names in _SAYS_WHY.items() for name in names.split()
}
"""Name of a request to the reason why no matter can be learnt from it."""


def missing(topics: Sequence[Topic] = TOPICS) -> list[str]:
    """Return a sentence for each request that stands nowhere here, or twice."""
    found = []
    for topic in topics:
        if topic.stream is not None or topic in NO_ACTOR:
            continue
        if (topic in RECIPES) == (topic.name in NO_MATTER):
            found.append(
                f"{topic.name}: add it to RECIPES in tests/unit/matrix/recipes.py with "
                "a way to ask about the matter of town.py, or to NO_MATTER with the "
                "reason why it can tell of none"
            )
    return found
