"""Find informants whom nobody looks after. Source: P1.3.2 (谁选聘、谁负责)."""

from collections.abc import Iterator
from datetime import timedelta

from lianqing_registry.domain.network_seen import (
    InformantSeen,
    NetworkFinding,
    NetworkSeen,
)
from lianqing_shared.contracts.duties import (
    Target,
    TargetKind,
)
from lianqing_shared.contracts.informant_words import InformantState
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.personal import Personal

_SOON = timedelta(days=30)
_GONE = frozenset({UnitStatus.MERGED, UnitStatus.REVOKED})
_ENGAGED = frozenset({InformantState.ACTIVE, InformantState.SUSPENDED})


def recruiters_gone(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find informants whose recruiting unit takes no part any more."""
    gone = {one.code: one.name for one in seen.units if one.status in _GONE}
    for one in seen.informants:
        if one.state in _ENGAGED and one.recruiter in gone:
            yield _finding(
                one,
                NetworkGapKind.RECRUITER_GONE,
                f"的选聘单位“{gone[one.recruiter]}”已不在网络中，无人负责",
                "请把信息员转由其他单位负责，或解聘。",
            )


def terms_ending(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find informants whose term ends within 30 days."""
    for one in seen.informants:
        if one.state is not InformantState.ACTIVE or one.ends_on is None:
            continue
        if one.ends_on - seen.today <= _SOON:
            yield _finding(
                one,
                NetworkGapKind.TERM_ENDING,
                f"的聘期到{one.ends_on:%Y-%m-%d}为止",
                "请续聘，或告知本人聘期届满。",
            )


def rules_unread(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find active informants who have not accepted the rules in force."""
    for one in seen.informants:
        if one.state is InformantState.ACTIVE and not one.has_accepted_rules:
            yield _finding(
                one,
                NetworkGapKind.RULES_UNREAD,
                "还没有签收现行的管理办法",
                "请提醒本人签收，或登记纸质签收。",
            )


def _finding(
    one: InformantSeen, kind: NetworkGapKind, why: str, advice: str
) -> NetworkFinding:
    return NetworkFinding(
        key=f"{kind.value}:{one.person_id}",
        kind=kind,
        sentence=Personal(f"信息员{one.name.reveal()}{why}。"),
        advice=advice,
        targets=(Target(kind=TargetKind.INFORMANT, id=one.person_id),),
        people=(one.person_id,),
    )
