"""What waits for one person, as short lines with a link each."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_shared.contracts.duties import ReturnPage, Target, TargetKind
from lianqing_shared.contracts.informant_conduct import RulesPage
from lianqing_shared.contracts.informant_words import FindingKind, InformantState
from lianqing_shared.contracts.informants import InformantPage
from lianqing_shared.contracts.role_changes import RoleChangePage

_PLACES: Mapping[TargetKind, str] = {
    TargetKind.UNIT: "/units/{id}",
    TargetKind.PERSON: "/people/{id}",
    TargetKind.CLERKS: "/units/{id}",
    TargetKind.INFORMANT: "/informants/{id}",
    TargetKind.RELATIONS: "/conduct",
    TargetKind.RETURNS: "/duties",
}

WAITING_CHANGES = "%(n)s 件角色变更等待您复核"
WAITING_FILINGS = "%(n)s 人等待备案"
UNREAD_RULES = "您还没有签收现行的管理办法，请阅读后签收"
FINDINGS: Mapping[FindingKind, str] = {
    FindingKind.RECRUITER_GONE: "%(n)s 人的选聘单位已停用",
    FindingKind.RULES_NOT_ACKNOWLEDGED: "%(n)s 人未签收管理办法",
    FindingKind.TERM_ENDS_SOON: "%(n)s 人聘期将满",
}
"""By kind; that a filing waits too long is told with all that wait."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One line: what kind of thing, the sentence and its number, where to do it."""

    kind: str
    sentence: str
    path: str
    is_urgent: bool = False
    count: int = 1
    is_ours: bool = True
    """Whether the sentence is the console's; an owner's is shown as it came."""


def place_of(target: Target) -> str:
    """Return the page where a gap can be put right."""
    return _PLACES[target.kind].format(id=target.id)


def reminder_todos(found: ReturnPage | None, *, unit: str) -> tuple[Todo, ...]:
    """Return the periods of one's own unit that need a hand now."""
    return tuple(
        Todo(one.status.label, one.sentence, "/duties", is_urgent=True, is_ours=False)
        for one in (found.reminders if found else ())
        if one.unit == unit
    )


def change_todos(found: RoleChangePage | None) -> tuple[Todo, ...]:
    """Return one line for the role changes that wait for this person's approval."""
    waiting = sum(one.may_approve for one in (found.changes if found else ()))
    if not waiting:
        return ()
    return (Todo("角色变更", WAITING_CHANGES, "/roles", count=waiting),)


def rules_todos(found: RulesPage | None) -> tuple[Todo, ...]:
    """Return a line if there are rules that this informant has yet to accept."""
    if found is None or found.acknowledged is not None:
        return ()
    if not any(one.is_in_force for one in found.rules):
        return ()
    return (Todo("管理办法", UNREAD_RULES, "/rules", is_urgent=True),)


def filing_todos(found: InformantPage | None, *, may_file: bool) -> tuple[Todo, ...]:
    """Return one line for the informants whose filing or new term waits.

    Nothing for those who cannot file: it does not wait for them.
    """
    if not may_file:
        return ()
    waiting = sum(
        one.state is InformantState.APPLIED or one.asks_renewal
        for one in (found.informants if found else ())
    )
    if not waiting:
        return ()
    return (Todo("特邀信息员", WAITING_FILINGS, "/informants", count=waiting),)


def finding_todos(
    found: InformantPage | None, *, besides_gaps: bool
) -> tuple[Todo, ...]:
    """Return what else must be seen to about informants, a line for each kind.

    With `besides_gaps` the network's gaps stand on the same page and name it all.
    """
    counts: dict[FindingKind, int] = {}
    for one in found.findings if found and not besides_gaps else ():
        if one.kind in FINDINGS:
            counts[one.kind] = counts.get(one.kind, 0) + 1
    return tuple(
        Todo("特邀信息员", FINDINGS[kind], "/informants", count=count)
        for kind, count in counts.items()
    )
