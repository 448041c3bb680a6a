"""The codes by which a request is refused, for programs; sentences are for people.

A refusal is a reply whose header `lq-refused` holds the code and whose body is the
sentence. A test looks for every code that a service gives. Source: architecture 4.
"""

from collections.abc import Mapping

from lianqing_shared.contracts.topics import Principal

HEADER = "lq-refused"

EVERYWHERE: Mapping[str, str] = {
    "invalid": "The message is not what its schema says; the sentence names the field.",
    "not_allowed": "No token, one that has run out, or a role that may not ask this.",
    "duty_pending": "The person must first see to his own account.",
    "no_role": "The person has no role yet; his account says what he waits for.",
    "not_found": "It does not exist, or the asker may not know that it does.",
    "conflict": "The thing has moved on, or was said before with other words.",
    "refused": "As the sentence says.",
    "try_again": "The service is in trouble for the moment; nothing was changed.",
    "internal": "Something unforeseen; the number in the sentence stands in the log.",
}
"""What any request may be refused with."""

OWN: Mapping[Principal, Mapping[str, str]] = {
    Principal.REGISTRY: {
        "area_code": "An area code is not one, or does not lie in the parent's area.",
        "bad_unit_code": "A unit's code is not spelt as codes are.",
        "clerk_by_appointment": "Entry clerks hold their role by appointment.",
        "clerk_elsewhere": "A clerk is appointed among the unit's own people.",
        "code_needed": "The password is right; a code of the second factor is needed.",
        "counts_unavailable": "Intake did not count; nothing was assessed.",
        "factor_needed": "A role must keep its second factor.",
        "informant_account": "The account cannot be given to this informant.",
        "informant_by_filing": "Informants hold their role by filing.",
        "informant_record": "A record of an informant lacks something.",
        "initial_expired": "The initial password is right, and its time is over.",
        "interference": "An entry of the interference register lacks something.",
        "kind_text": "A word of its own for a kind that has a name already.",
        "leader_missing": "The special reporting point needs its answerable leader.",
        "login_failed": "Unknown name, wrong password or code, or an account off.",
        "login_locked": "Too many attempts under one name, whether or not it exists.",
        "paper": "A paper cannot be printed: something on it is missing.",
        "past_schedule": "A schedule for the past would make past periods late.",
        "person": "Something told of a person cannot be.",
        "reason_missing": "A score unlike the rule's, or a withdrawal, needs one.",
        "relation": "A relation that says nothing: to oneself.",
        "role_mix": "Roles that one person may not hold together.",
        "role_place": "Roles that a unit of this kind does not have.",
        "same_clerk": "Nobody replaces himself.",
        "schedule_scope": "A schedule names a unit and a kind at once.",
        "session_ended": "The session is closed, idle too long, or past its last hour.",
        "sheet": "A file that cannot be read as a spreadsheet of units.",
        "term": "A term would begin on a day on which it may not.",
        "unit_circle": "A unit cannot stand above itself.",
        "unit_merge": "Two units that cannot become one.",
        "unit_place": "A unit of this kind may not stand under that parent.",
        "unit_text": "A value that is empty or cannot be printed.",
        "unit_too_deep": "The way from the root is longer than can be kept.",
        "weak_password": "A password breaks the rules in force.",
        "wrong_code": "The first code of a new app does not fit.",
        "year": "The year cannot be assessed.",
    },
    Principal.INTAKE: {
        "rejected": "The report is not accepted; the sentence says why.",
    },
    Principal.GRADING: {
        "incomplete": "Something that the step needs was not given.",
        "policy_missing": "No policy was in force on the day.",
    },
    Principal.NOTIFY: {
        "no_reason": "An answer is not sent back without a reason.",
        "reply_incomplete": "An answer lacks a part that its letter demands.",
    },
}
"""What the requests of one service may be refused with besides."""


def refusals_of(owner: Principal) -> Mapping[str, str]:
    """Return code to meaning for the requests that one service answers."""
    return {**EVERYWHERE, **OWN.get(owner, {})}
