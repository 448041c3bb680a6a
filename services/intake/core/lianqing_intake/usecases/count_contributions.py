"""Count what people reported in a year, for the registry. Source: P1.3.2b.

The answer holds counts only: no report, no matter, no day. Why it is asked for and not
told by events stands at `CountContributions`.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.contributing import Contribution, count
from lianqing_intake.store.contributions import entered_between
from lianqing_intake.store.tables import ReportRow
from lianqing_intake.usecases.view import report_view
from lianqing_shared.clock import BEIJING, beijing_day
from lianqing_shared.contracts.informant_conduct import (
    ContributionsPage,
    CountContributions,
)
from lianqing_shared.contracts.reports import Outcome
from lianqing_shared.security.digests import plain_name, subject_key


async def count_contributions(
    question: CountContributions,
    *,
    session: AsyncSession,
    key: bytes,
    late_after: timedelta,
) -> ContributionsPage:
    """Return the counts in the order of asking."""
    rows = await entered_between(
        session,
        question.person_ids,
        since=datetime(question.year, 1, 1, tzinfo=BEIJING),
        until=datetime(question.year + 1, 1, 1, tzinfo=BEIJING),
    )
    given: dict[str, list[Contribution]] = defaultdict(list)
    for row in rows:
        given[row.entered_by or ""].append(_contribution(row, key))
    return ContributionsPage(
        contributions=tuple(
            count(person_id, given[person_id], late_after=late_after)
            for person_id in question.person_ids
        )
    )


def _contribution(row: ReportRow, key: bytes) -> Contribution:
    view = report_view(row)
    about, facts = view.subject, view.facts
    matter: object = row.id
    if about is not None and facts is not None:
        name = about.person_name.reveal() if about.person_name else None
        unit = about.unit or plain_name(about.unit_name)
        matter = (subject_key(key, unit=unit, person_name=name), facts.behaviour)
    return Contribution(
        is_accepted=row.outcome is Outcome.ACCEPTED,
        verification=row.verification,
        matter=matter,
        happened_on=view.occurred_on,
        received_on=beijing_day(row.received_at),
    )
