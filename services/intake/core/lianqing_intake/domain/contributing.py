"""Count what one person reported in a year. Source: P1.3.2b (考核)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lianqing_shared.contracts.informant_conduct import Contributions
from lianqing_shared.contracts.reports import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One report, as far as it is counted.

    `matter` is the same for reports that would join one case: same subject, same
    behaviour. It never leaves this service.
    """

    is_accepted: bool
    verification: Verification | None
    matter: Hashable
    happened_on: date | None
    received_on: date


def count(
    person_id: str, given: Iterable[Contribution], *, late_after: timedelta
) -> Contributions:
    """Return the counts, from the person's reports in the order of their arrival.

    A rejected report is counted as rejected and as nothing else.
    """
    found = list(given)
    accepted = [one for one in found if one.is_accepted]
    spoken = [one.verification for one in accepted]
    return Contributions(
        person_id=person_id,
        submitted=len(found),
        accepted=len(accepted),
        rejected=len(found) - len(accepted),
        verified=spoken.count(Verification.SUBSTANTIATED),
        unsubstantiated=spoken.count(Verification.UNSUBSTANTIATED),
        repeated=len(accepted) - len({one.matter for one in accepted}),
        late=sum(_is_late(one, late_after) for one in accepted),
    )


def _is_late(one: Contribution, late_after: timedelta) -> bool:
    return (
        one.happened_on is not None and one.received_on - one.happened_on > late_after
    )
