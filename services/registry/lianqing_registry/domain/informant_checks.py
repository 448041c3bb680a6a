"""Find informants whom nobody looks after. Source: P1.3.2 (谁选聘、谁负责).

One table of looks for the nightly check of the network and for the informants' list,
so that both say the same; that a filing waits stands on the list and on the home page
anyway, and that somebody has no telephone is a gap of the network.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianqing_registry.domain.informant_life import IN_OFFICE
from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.network_seen import (
    InformantSeen,
    NetworkFinding,
    NetworkSeen,
)
from lianqing_shared.contracts.duties import Target, TargetKind
from lianqing_shared.contracts.informant_words import FindingKind, InformantState
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.network_gaps import NetworkGapKind
from lianqing_shared.contracts.personal import Personal

_Gap = NetworkGapKind
_Find = FindingKind
_ENGAGED = IN_OFFICE | {InformantState.APPLIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is amiss with one informant; no name in the words."""

    informant: InformantSeen
    gap: NetworkGapKind | None
    finding: FindingKind | None
    why: str
    advice: str
    group: str
    """The same for informants of whom one sentence tells."""


@dataclass(frozen=True, slots=True)
class _Day:
    """When it is looked, and by what rule."""

    today: date
    rule: InformantRule


_Words = tuple[str, str, str]
"""Why, what to do, and what the same sentence is about."""


def _recruiter_gone(one: InformantSeen, _: _Day) -> _Words | None:
    if one.state not in _ENGAGED or one.recruiter_status is UnitStatus.ACTIVE:
        return None
    return (
        f"的选聘单位“{one.recruiter_name}”{one.recruiter_status.label}，无人负责",
        "请变更选聘单位，或办理解聘。",
        one.recruiter,
    )


def _term_ending(one: InformantSeen, at: _Day) -> _Words | None:
    soon = at.today + timedelta(days=at.rule.term_warning_days)
    if one.state not in IN_OFFICE or one.ends_on is None or one.ends_on > soon:
        return None
    if one.waits_since is not None:
        # A new term was asked for: what waits is its filing.
        return None
    return (
        f"的聘期到{one.ends_on:%Y-%m-%d}为止",
        "请与选聘单位商定是否续聘，或告知本人聘期届满。",
        one.ends_on.isoformat(),
    )


def _rules_unread(one: InformantSeen, at: _Day) -> _Words | None:
    due_on = rules_due_on(one, at.rule)
    if due_on is None or at.today <= due_on:
        return None
    return (
        f"应于{due_on:%Y-%m-%d}前签收现行的管理办法，已逾期",
        "请提醒本人登录签收，或登记其签字的纸质件。",
        due_on.isoformat(),
    )


def _filing_waits(one: InformantSeen, at: _Day) -> _Words | None:
    days = at.rule.filing_wait_days
    if one.waits_since is None or (at.today - one.waits_since).days <= days:
        return None
    return (
        f"于{one.waits_since:%Y-%m-%d}申报，已超过{days}天未备案",
        "请由申报人以外的人员备案或不予备案。",
        one.waits_since.isoformat(),
    )


def _out_of_reach(one: InformantSeen, _: _Day) -> _Words | None:
    if one.state not in IN_OFFICE or one.has_channel:
        return None
    return (
        "没有账号，也没有登记电话，联系不上",
        "请登记联系电话，或为其开通账号。",
        "",
    )


_Look = Callable[[InformantSeen, _Day], _Words | None]
_LOOKS: Sequence[tuple[_Look, NetworkGapKind | None, FindingKind | None]] = (
    (_out_of_reach, _Gap.PERSON_UNREACHABLE, None),
    (_recruiter_gone, _Gap.RECRUITER_GONE, _Find.RECRUITER_GONE),
    (_filing_waits, None, _Find.FILING_WAITS),
    (_term_ending, _Gap.TERM_ENDING, _Find.TERM_ENDS_SOON),
    (_rules_unread, _Gap.RULES_UNREAD, _Find.RULES_NOT_ACKNOWLEDGED),
)


def rules_due_on(one: InformantSeen, rule: InformantRule) -> date | None:
    """Return by when he must accept the rules in force; None if he need not."""
    if one.state not in IN_OFFICE or one.rules_since is None:
        return None
    return one.rules_since + timedelta(days=rule.acknowledge_days)


def lacks(
    informants: Iterable[InformantSeen], *, today: date, rule: InformantRule
) -> Iterator[Lack]:
    """Return what is amiss with informants, in the order of the table."""
    everybody, at = tuple(informants), _Day(today, rule)
    for look, gap, finding in _LOOKS:
        for one in everybody:
            words = look(one, at)
            if words is not None:
                why, advice, group = words
                yield Lack(
                    informant=one,
                    gap=gap,
                    finding=finding,
                    why=why,
                    advice=advice,
                    group=group,
                )


def informants_lacking(
    kind: NetworkGapKind,
) -> Callable[[NetworkSeen], Iterator[NetworkFinding]]:
    """Return the check of the network that finds one kind of lack."""

    def check(seen: NetworkSeen) -> Iterator[NetworkFinding]:
        found = lacks(seen.informants, today=seen.today, rule=seen.rule)
        return (_finding(lack, kind) for lack in found if lack.gap is kind)

    return check


def _finding(lack: Lack, kind: NetworkGapKind) -> NetworkFinding:
    one = lack.informant
    return NetworkFinding(
        key=f"{kind.value}:{one.person_id}",
        kind=kind,
        sentence=Personal(f"信息员{{whom}}{lack.why}。"),
        advice=lack.advice,
        targets=(Target(kind=TargetKind.INFORMANT, id=one.person_id),),
        group=f"informants:{kind.value}:{lack.group}",
        label=one.name,
        noun="人",
        people=(one.person_id,),
        keys=(one.key,) if one.key else (),
    )
