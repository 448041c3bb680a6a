"""Look through cases and, once verified, the warning database. Source: P3.3."""

from lianqing_grading.store import queue
from lianqing_grading.store.officers import officers as all_officers
from lianqing_grading.store.scope import visible_to
from lianqing_grading.store.units import named
from lianqing_grading.usecases.views import line, sees_reports
from lianqing_shared.contracts.cases import CasePage, SearchCases
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database


async def search_cases(database: Database, ask: SearchCases, actor: Actor) -> CasePage:
    """Return a page of what the actor may see, gravest suggestion first."""
    async with database.look() as session:
        scope = visible_to(actor, await all_officers(session))
        found, total = await queue.page(
            session, ask, scope=scope, by_text=sees_reports(actor)
        )
        shown = found[: ask.limit]
        concerned = (row.addressee or row.subject_unit for row in shown)
        units = await named(session, concerned)
    return CasePage(
        cases=tuple(line(row, units, actor=actor) for row in shown),
        total=total,
        next=queue.mark(shown[-1]) if len(found) > ask.limit else None,
    )
