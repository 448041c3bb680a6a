"""Count cases for the desk and for statistics. Source: P3.3."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from lianqing_grading.domain.case import ENDED, VERIFIED
from lianqing_grading.store import queue
from lianqing_grading.store.cases import split_codes
from lianqing_grading.store.officers import officers as all_officers
from lianqing_grading.store.queue import Group
from lianqing_grading.store.scope import visible_to
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import CaseCounts, Count
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db import Database


async def count_cases(database: Database, actor: Actor) -> CaseCounts:
    """Return counts over what the actor may see, each heading most frequent first."""
    today = beijing_day(database.clock.now())
    async with database.look() as session:
        scope = visible_to(actor, await all_officers(session))
        found = await queue.groups(session, scope=scope, today=today)
    live = [group for group in found if group.state not in ENDED]
    verified = [group for group in found if group.state in VERIFIED]
    return CaseCounts(
        open=sum(group.count for group in live),
        by_suggested=_counts(live, lambda group: _number(group.suggested)),
        by_state=_counts(found, lambda group: [group.state.value]),
        by_level=_counts(verified, lambda group: _number(group.level)),
        by_unit=_counts(found, lambda group: [group.unit or ""]),
        by_class=_counts(found, lambda group: [group.content_class.value]),
        by_circumstance=_counts(found, lambda group: split_codes(group.circumstances)),
        due_today=sum(group.due_today for group in found),
        overdue=sum(group.overdue for group in found),
    )


def _number(level: Level | None) -> list[str]:
    return [] if level is None else [str(level.value)]


def _counts(
    groups: Sequence[Group], keys: Callable[[Group], Iterable[str]]
) -> tuple[Count, ...]:
    found: Counter[str] = Counter()
    for group in groups:
        for key in keys(group):
            found[key] += group.count
    return tuple(Count(key=key, count=count) for key, count in found.most_common())
