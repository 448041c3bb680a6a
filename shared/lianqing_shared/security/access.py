"""The one table of who may ask for what, of whose units, and the one rule of recusal.

Every service asks here itself; the console asks too, but only to hide what would be
refused. A topic without a row may be used by nobody, and a test demands a row for each.
Source: architecture section 5; plan P1.3, P3.2; 监察法 Art. 67.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.informant_words import RecordKind
from lianqing_shared.contracts.people import (
    ADMINISTRATORS,
    CENTRE_ROLES,
    Actor,
    Pending,
    Role,
)
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.errors import NotAllowedError, RefusedError

DUTY_PENDING = "duty_pending"
NO_ROLE = "no_role"
"""The codes of refusals that one's own account answers."""


class DutyPendingError(RefusedError):
    """The actor's own account comes first; the sentence says what to do there."""

    def __init__(self, pending: tuple[Pending, ...]) -> None:
        super().__init__(_first_do(pending), code=DUTY_PENDING)


class NoRoleError(RefusedError):
    """The actor has no role yet; his own account says what he waits for."""

    def __init__(self) -> None:
        super().__init__(
            "您还没有任何角色，目前只能管理自己的账号。角色由他人申请、复核后生效，"
            "办到哪一步请看“我的账号”，或运行 lianqing account show。",
            code=NO_ROLE,
        )


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
_SECRETARIES = frozenset(
    {_R.DEPUTY_SECRETARY, _R.COMMISSION_SECRETARY, _R.PARTY_SECRETARY}
)
_CLERKS = frozenset({_R.ENTRY_CLERK, _R.VILLAGE_CLERK})
_CASES = _DESK | _LEADERS | _UNITS
_INFORMANTS = _DESK | {_R.DEPUTY_SECRETARY, _R.COMMISSION_SECRETARY, _R.UNIT_HEAD}
_FILING = _DIRECTOR | {_R.COMMISSION_SECRETARY}
_EVERYONE = frozenset(Role)
_BUSINESS = _EVERYONE - ADMINISTRATORS
_SECRETARY = frozenset({_R.COMMISSION_SECRETARY})
_COUNTY = frozenset({_R.COUNTY_LIAISON})
_CENTRE = _DIRECTOR | _SECRETARY
"""The secretary stands in where every director is recused; grading checks it."""
_NOBODY: frozenset[Role] = frozenset()
_CHECKERS = _ADMIN | _AUDIT | {_R.COMMISSION_SECRETARY, _R.COUNTY_LIAISON} | _DIRECTOR

ROLES: Mapping[Topic, frozenset[Role]] = {
    t.CHANGE_PASSWORD: _EVERYONE,
    t.SHOW_PASSWORD_RULES: _EVERYONE,
    t.SHOW_ACCOUNT: _EVERYONE,
    t.LIST_SESSIONS: _EVERYONE,
    t.REVOKE_SESSION: _EVERYONE,
    t.REVOKE_SESSIONS: _EVERYONE,
    t.BEGIN_SECOND_FACTOR: _EVERYONE,
    t.CONFIRM_SECOND_FACTOR: _EVERYONE,
    t.DROP_SECOND_FACTOR: _EVERYONE,
    t.RESET_SECOND_FACTOR: _ADMIN,
    t.RESET_PASSWORD: _SYSTEM,
    t.SHOW_PERSON: _ADMIN | _DIRECTOR,
    t.CHANGE_PERSON: _SYSTEM,
    t.SUSPEND_PERSON: _ADMIN,
    t.RESUME_PERSON: _SYSTEM,
    t.REQUEST_ROLE_CHANGE: frozenset({_R.SECURITY_ADMINISTRATOR}),
    t.WITHDRAW_ROLE_CHANGE: _ADMIN,
    t.APPROVE_ROLE_CHANGE: _CHECKERS,
    t.REFUSE_ROLE_CHANGE: _CHECKERS,
    t.LIST_ROLE_CHANGES: _CHECKERS,
    t.LIST_UNITS: _EVERYONE,
    t.ADD_UNIT: _SYSTEM,
    t.REVOKE_UNIT: _ADMIN,
    t.SHOW_UNIT: _EVERYONE,
    t.SEARCH_UNITS: _EVERYONE,
    t.CHANGE_UNIT: _SYSTEM | _DIRECTOR,
    t.SUSPEND_UNIT: _ADMIN | _DIRECTOR,
    t.RESUME_UNIT: _ADMIN | _DIRECTOR,
    t.MERGE_UNIT: _SYSTEM,
    t.IMPORT_UNITS: _SYSTEM,
    t.EXPORT_UNITS: _SYSTEM | _DIRECTOR,
    t.RECORD_CREDENTIAL: _SYSTEM,
    t.LIST_PEOPLE: _ADMIN | _DIRECTOR,
    t.ADD_PERSON: _SYSTEM,
    t.APPOINT_CLERK: _DIRECTOR | {_R.UNIT_HEAD},
    t.DISMISS_CLERK: _DIRECTOR | {_R.UNIT_HEAD},
    t.REPLACE_CLERK: _DIRECTOR | {_R.UNIT_HEAD},
    t.LIST_CLERKS: _ADMIN | _DIRECTOR | _SECRETARIES | {_R.UNIT_HEAD},
    t.SET_SCHEDULE: _DIRECTOR,
    t.LIST_SCHEDULES: _EVERYONE,
    t.LIST_NETWORK_GAPS: _ADMIN | _DIRECTOR | _SECRETARIES,
    t.CHECK_NETWORK_GAPS: _ADMIN | _DIRECTOR | _SECRETARIES,
    t.LIST_INFORMANTS: _INFORMANTS,
    t.SHOW_INFORMANT: _INFORMANTS | {_R.INFORMANT},
    t.APPLY_INFORMANT: _DESK | {_R.UNIT_HEAD},
    t.FILE_INFORMANT: _FILING,
    t.REFUSE_INFORMANT: _FILING,
    t.RENEW_INFORMANT: _DESK | {_R.UNIT_HEAD},
    t.SUSPEND_INFORMANT: _DIRECTOR,
    t.RESUME_INFORMANT: _DIRECTOR,
    t.DISMISS_INFORMANT: _DIRECTOR,
    t.TRANSFER_INFORMANT: _DIRECTOR,
    t.CHANGE_INFORMANT: _DESK | {_R.UNIT_HEAD},
    t.CONSENT_INFORMANT: _DESK | {_R.INFORMANT},
    t.TRAIN_INFORMANT: _DESK,
    t.REWARD_INFORMANT: _DIRECTOR,
    t.PUNISH_INFORMANT: _DIRECTOR,
    t.WITHDRAW_RECORD: _DESK,
    t.PROPOSE_ASSESSMENT: _DESK,
    t.ASSESS_INFORMANT: _DESK,
    t.LIST_RULES: _INFORMANTS | {_R.INFORMANT},
    t.PUBLISH_RULES: _DIRECTOR,
    t.ACKNOWLEDGE_RULES: _DESK | {_R.INFORMANT},
    t.PRINT_INFORMANT: _DESK | {_R.UNIT_HEAD},
    t.PRINT_REWARDS: _DESK,
    t.COUNT_CONTRIBUTIONS: _DESK,
    t.DECLARE_RELATION: _EVERYONE,
    t.END_RELATION: _SECRETARY | _COUNTY,
    t.LIST_RELATIONS: _EVERYONE,
    t.RECORD_INTERFERENCE: _BUSINESS,
    t.LIST_INTERFERENCES: _DIRECTOR | _SECRETARY | _COUNTY,
    t.ENTER_REPORT: _REGISTER,
    t.SEARCH_REPORTS: _REGISTER,
    t.SHOW_REPORT: _REGISTER,
    t.ENTER_NIL: _CLERKS,
    t.LIST_RETURNS: _DESK | _SECRETARIES | _UNITS | _CLERKS,
    t.COUNT_RETURNS: _DESK | _SECRETARIES | _UNITS | _CLERKS,
    t.LIST_QUARANTINE: _DESK,
    t.SEARCH_CASES: _CASES,
    t.COUNT_CASES: _CASES,
    t.SHOW_CASE: _CASES,
    t.SHOW_POLICY: _CASES | _REGISTER,
    t.BEGIN_CASE: _DESK,
    t.VERIFY_CASE: _DESK,
    t.CONFIRM_CASE: _CENTRE | {_R.UNIT_HEAD},
    t.CONVENE_CASE: frozenset({_R.DEPUTY_SECRETARY}),
    t.OPINE_CASE: frozenset({_R.UNIT_HEAD}),
    t.SUBMIT_CASE: _CENTRE | _COUNTY,
    t.DECIDE_CASE: frozenset(
        {_R.DEPUTY_SECRETARY, _R.PARTY_SECRETARY, _R.COUNTY_LIAISON}
    ),
    t.NOTE_CASE: _DESK | _UNITS,
    t.RECHECK_CASE: _DESK,
    t.LIFT_CASE: _CENTRE | {_R.DEPUTY_SECRETARY, _R.PARTY_SECRETARY, _R.COUNTY_LIAISON},
    t.LIST_GAPS: _DIRECTOR | {_R.DEPUTY_SECRETARY} | _SECRETARY | _COUNTY,
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

RECORDING: Mapping[RecordKind, Topic] = {
    RecordKind.TRAINING: t.TRAIN_INFORMANT,
    RecordKind.REWARD: t.REWARD_INFORMANT,
    RecordKind.PUNISHMENT: t.PUNISH_INFORMANT,
}
"""By what a record of an informant is made; only who may do that takes one back."""

NO_ACTOR = frozenset({t.OPEN_SESSION, t.RENEW_SESSION, t.CLOSE_SESSION})
"""Requests that come before there is an actor."""

DUTIES = frozenset(
    {
        t.CHANGE_PASSWORD,
        t.SHOW_PASSWORD_RULES,
        t.SHOW_ACCOUNT,
        t.LIST_SESSIONS,
        t.REVOKE_SESSION,
        t.REVOKE_SESSIONS,
        t.BEGIN_SECOND_FACTOR,
        t.CONFIRM_SECOND_FACTOR,
    }
)
"""What is open to whoever is logged in: with a duty pending, or with no role yet."""

_DECIDING = (
    t.CONFIRM_CASE,
    t.CONVENE_CASE,
    t.OPINE_CASE,
    t.SUBMIT_CASE,
    t.DECIDE_CASE,
    t.LIFT_CASE,
    t.FILE_INFORMANT,
)
GUARDED: frozenset[Role] = (
    frozenset({_R.COMMISSION_SECRETARY}).union(*(ROLES[topic] for topic in _DECIDING))
    | ADMINISTRATORS
)
"""Roles that decide or administer: nobody gives them alone. Source: domain 4.2."""


def may(actor: Actor, topic: Topic) -> bool:
    """Return whether the actor may use the request, as things stand with him."""
    return topic in DUTIES or (not actor.pending and _has_role(actor, topic))


def require(actor: Actor, topic: Topic) -> None:
    """Raise NotAllowedError, naming who may, unless the actor may use the request.

    Raises:
        DutyPendingError: He must put his own account in order first.
        NoRoleError: He has no role at all.
        NotAllowedError: None of his roles may.
    """
    if topic in DUTIES:
        return
    if actor.pending:
        raise DutyPendingError(actor.pending)
    if not actor.roles:
        raise NoRoleError
    if not _has_role(actor, topic):
        raise NotAllowedError(_who_may(topic))


@cache
def _first_do(pending: tuple[Pending, ...]) -> str:
    todo = "、".join(duty.label for duty in pending)
    return (
        f"您的账号须先办理：{todo}，之后才能办理其他事项。请在“我的账号”中完成，"
        "或运行 lianqing account。"
    )


@cache
def _who_may(topic: Topic) -> str:
    allowed = ROLES.get(topic, _NOBODY)
    who = "、".join(role.label for role in Role if role in allowed) or "任何人都不"
    return f"您的角色不能进行这项操作；可以办理的是：{who}。"


def _has_role(actor: Actor, topic: Topic) -> bool:
    return not ROLES.get(topic, _NOBODY).isdisjoint(actor.roles)


class Sphere(StrEnum):
    """What a unit's people are kept to their own unit in."""

    NETWORK = "network"
    REPORTS = "reports"
    RETURNS = "returns"
    CASES = "cases"
    LETTERS = "letters"


EVERY_UNIT: Mapping[Sphere, frozenset[Role]] = {
    Sphere.NETWORK: CENTRE_ROLES | ADMINISTRATORS,
    Sphere.REPORTS: CENTRE_ROLES,
    Sphere.RETURNS: CENTRE_ROLES | {_R.PARTY_SECRETARY},
    Sphere.CASES: CENTRE_ROLES,
    Sphere.LETTERS: CENTRE_ROLES | {_R.PARTY_SECRETARY, _R.COUNTY_LIAISON},
}
"""Who reaches every unit's; everybody else his own unit's, and what its owner adds.

Grading adds the cases that were submitted to a body or for which a unit was convened.
"""


def only_unit(actor: Actor, sphere: Sphere) -> str | None:
    """Return the one unit that the actor is kept to, None for every unit."""
    return actor.unit if EVERY_UNIT[sphere].isdisjoint(actor.roles) else None


def is_recused(actor: Actor, *, unit: str | None, subject_key: str | None) -> bool:
    """Return whether the actor must take no part, and may not even know of it.

    True if the matter is about himself (`subject_key`), or about somebody or a unit for
    which a relation is declared. The caller then answers as for what does not exist.
    """
    if subject_key and (
        subject_key == actor.subject_key or subject_key in actor.recused_subjects
    ):
        return True
    return unit is not None and unit in actor.recused_units


def own_subjects(actor: Actor) -> tuple[str, ...]:
    """Return the keys of himself and of those close to him, none of them empty."""
    return tuple(key for key in (actor.subject_key, *actor.recused_subjects) if key)
