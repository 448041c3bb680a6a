"""The one table of who may ask for what, and the one rule of recusal.

Every service asks here itself; the console asks too, but only to hide what would be
refused. A topic without a row may be used by nobody, and a test demands a row for each.
Source: architecture section 5; plan P1.3, P3.2; 监察法 Art. 67.
"""

from collections.abc import Mapping

from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.errors import NotAllowedError

_R = Role
_SYSTEM = frozenset({_R.SYSTEM_ADMINISTRATOR})
_ADMIN = frozenset({_R.SYSTEM_ADMINISTRATOR, _R.SECURITY_ADMINISTRATOR})
_AUDIT = frozenset({_R.AUDIT_ADMINISTRATOR})
_DIRECTOR = frozenset({_R.CENTRE_DIRECTOR})
_DESK = frozenset({_R.CENTRE_DIRECTOR, _R.ANALYST})
_REGISTER = frozenset(
    {
        _R.ENTRY_CLERK,
        _R.VILLAGE_CLERK,
        _R.INFORMANT,
        _R.PETITION_CLERK,
        _R.ANALYST,
        _R.CENTRE_DIRECTOR,
    }
)
_UNITS = frozenset({_R.UNIT_HEAD, _R.UNIT_RESPONDER})
_LEADERS = frozenset(
    {
        _R.DEPUTY_SECRETARY,
        _R.COMMISSION_SECRETARY,
        _R.PARTY_SECRETARY,
        _R.COUNTY_LIAISON,
    }
)
_CASES = _DESK | _LEADERS | _UNITS
_EVERYONE = frozenset(Role)

ROLES: Mapping[Topic, frozenset[Role]] = {
    t.CHANGE_PASSWORD: _EVERYONE,
    t.LIST_UNITS: _EVERYONE,
    t.ADD_UNIT: _SYSTEM,
    t.REVOKE_UNIT: _ADMIN,
    t.RECORD_CREDENTIAL: _SYSTEM,
    t.LIST_PEOPLE: _ADMIN | _DIRECTOR,
    t.ADD_PERSON: _SYSTEM,
    t.APPOINT_CLERK: _DIRECTOR | {_R.UNIT_HEAD},
    t.DISMISS_CLERK: _DIRECTOR | {_R.UNIT_HEAD},
    t.LIST_INFORMANTS: _DESK | {_R.COMMISSION_SECRETARY, _R.DEPUTY_SECRETARY},
    t.APPLY_INFORMANT: _DESK | {_R.UNIT_HEAD},
    t.FILE_INFORMANT: _DIRECTOR,
    t.TRAIN_INFORMANT: _DESK,
    t.ASSESS_INFORMANT: _DESK,
    t.ENTER_REPORT: _REGISTER,
    t.SEARCH_REPORTS: _REGISTER,
    t.SHOW_REPORT: _REGISTER,
    t.LIST_QUARANTINE: _DESK,
    t.SEARCH_CASES: _CASES,
    t.COUNT_CASES: _CASES,
    t.SHOW_CASE: _CASES,
    t.SHOW_POLICY: _CASES | _REGISTER,
    t.BEGIN_CASE: _DESK,
    t.VERIFY_CASE: _DESK,
    t.CONFIRM_CASE: _DIRECTOR | {_R.UNIT_HEAD},
    t.CONVENE_CASE: frozenset({_R.DEPUTY_SECRETARY}),
    t.OPINE_CASE: frozenset({_R.UNIT_HEAD}),
    t.SUBMIT_CASE: _DIRECTOR,
    t.DECIDE_CASE: frozenset(
        {_R.DEPUTY_SECRETARY, _R.PARTY_SECRETARY, _R.COUNTY_LIAISON}
    ),
    t.NOTE_CASE: _DESK | _UNITS,
    t.RECHECK_CASE: _DESK,
    t.LIFT_CASE: _DIRECTOR
    | {_R.DEPUTY_SECRETARY, _R.PARTY_SECRETARY, _R.COUNTY_LIAISON},
    t.HOLD_MEETING: _DESK | {_R.DEPUTY_SECRETARY, _R.COMMISSION_SECRETARY},
    t.LIST_MEETINGS: _CASES,
    t.SEARCH_LETTERS: _CASES,
    t.SHOW_LETTER: _CASES,
    t.ENTER_REPLY: _UNITS,
    t.ACCEPT_REPLY: _DESK,
    t.RETURN_REPLY: _DESK,
    t.SEARCH_REGISTRY_AUDIT: _AUDIT,
    t.EXPORT_REGISTRY_AUDIT: _AUDIT,
    t.SEARCH_INTAKE_AUDIT: _AUDIT,
    t.EXPORT_INTAKE_AUDIT: _AUDIT,
    t.SEARCH_GRADING_AUDIT: _AUDIT,
    t.EXPORT_GRADING_AUDIT: _AUDIT,
    t.SEARCH_NOTIFY_AUDIT: _AUDIT,
    t.EXPORT_NOTIFY_AUDIT: _AUDIT,
    t.LIST_CHECKPOINTS: _AUDIT | {_R.COMMISSION_SECRETARY},
}
"""Request topic to the roles that may use it; scope and recusal come on top."""

NO_ACTOR = frozenset({t.OPEN_SESSION, t.RENEW_SESSION, t.CLOSE_SESSION})
"""Requests that come before there is an actor."""


def may(actor: Actor, topic: Topic) -> bool:
    """Return whether one of the actor's roles may use the request."""
    allowed = ROLES.get(topic, frozenset())
    return any(role in allowed for role in actor.roles)


def require(actor: Actor, topic: Topic) -> None:
    """Raise NotAllowedError, naming who may, unless the actor may use the request."""
    if not may(actor, topic):
        allowed = ROLES.get(topic, frozenset())
        who = "、".join(role.label for role in Role if role in allowed) or "任何人都不"
        raise NotAllowedError(f"您的角色不能进行这项操作；可以办理的是：{who}。")


def is_recused(actor: Actor, *, unit: str | None, subject_key: str | None) -> bool:
    """Return whether the actor must take no part, and may not even know of it.

    True if the matter is about himself (`subject_key`), or about somebody or a unit for
    which a relation is declared. The caller then answers as for what does not exist.
    """
    return subject_key in own_subjects(actor) or (
        unit is not None and unit in actor.recused_units
    )


def own_subjects(actor: Actor) -> tuple[str, ...]:
    """Return the keys of himself and of those close to him, none of them empty."""
    return tuple(key for key in (actor.subject_key, *actor.recused_subjects) if key)
