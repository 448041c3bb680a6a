"""The table of checks, and how their findings are told to a reader. Source: P1.0.

A new check is a function and one line here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lianqing_registry.domain.informant_checks import informants_lacking
from lianqing_registry.domain.level_checks import levels_without_body
from lianqing_registry.domain.network_seen import NetworkFinding, NetworkSeen
from lianqing_registry.domain.reach_checks import (
    offices_vacant,
    people_out_of_reach,
    units_out_of_reach,
    units_without_clerk,
)
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.personal import Personal

_K = NetworkGapKind


def _anybody_out_of_reach(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find people with an account, and informants, whom no word reaches."""
    yield from people_out_of_reach(seen)
    yield from informants_lacking(_K.PERSON_UNREACHABLE)(seen)


CHECKS: Mapping[NetworkGapKind, Callable[[NetworkSeen], Iterable[NetworkFinding]]] = {
    _K.UNIT_WITHOUT_CLERK: units_without_clerk,
    _K.UNIT_UNREACHABLE: units_out_of_reach,
    _K.PERSON_UNREACHABLE: _anybody_out_of_reach,
    _K.OFFICE_VACANT: offices_vacant,
    _K.LEVEL_WITHOUT_BODY: levels_without_body,
    _K.RECRUITER_GONE: informants_lacking(_K.RECRUITER_GONE),
    _K.TERM_ENDING: informants_lacking(_K.TERM_ENDING),
    _K.RULES_UNREAD: informants_lacking(_K.RULES_UNREAD),
}
_MOST_NAMES = 8


def find_gaps(seen: NetworkSeen) -> list[NetworkFinding]:
    """Return everything that is missing, in the order of the table."""
    return [finding for check in CHECKS.values() for finding in check(seen)]


def told(findings: Sequence[NetworkFinding]) -> Personal:
    """Return one sentence for a finding, or for all findings of one group."""
    sentence = findings[0].sentence.reveal()
    if not findings[0].group:
        return findings[0].sentence
    names = [one.label.reveal() for one in findings[:_MOST_NAMES]]
    whom = "、".join(names)
    if len(findings) > _MOST_NAMES:
        whom = f"{whom}等{len(findings)}{findings[0].noun}"
    return Personal(sentence.replace("{whom}", whom))
