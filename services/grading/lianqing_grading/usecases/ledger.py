"""Check grading's own books for `lianqing verify`. Source: architecture section 4.5."""

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lianqing_grading.store import ledger as books
from lianqing_grading.store.tables import Base
from lianqing_shared.db import audit
from lianqing_shared.db.engine import READ_ONLY
from lianqing_shared.db.tables import journal_of


async def ledger(engine: AsyncEngine) -> dict[str, object]:
    """Return counts and problems; the books are in order when `problems` is empty.

    Keys: `reports_graded`, `cases`, `cases_by_state`, `decisions`,
    `decisions_by_body`, `audit_ok`, `problems`; and `graded_ids` and `decided_cases`,
    so that intake's reports and notify's letters can be matched one to one.
    """
    async with engine.connect() as connection:
        await connection.execution_options(**{READ_ONLY: True})
        async with AsyncSession(connection) as session:
            return await _checked(session)


async def _checked(session: AsyncSession) -> dict[str, object]:
    states = await books.cases_by_state(session)
    bodies = await books.decisions_by_body(session)
    problems = list(await books.problems(session))
    broken = await audit.first_broken(session, journal_of(Base.metadata).audit)
    if broken is not None:
        problems.append(f"the audit chain is broken at row {broken}")
    return {
        "reports_graded": await books.count_reports(session),
        "graded_ids": await books.graded_ids(session),
        "decided_cases": await books.decided_cases(session),
        "cases": sum(states.values()),
        "cases_by_state": dict(states),
        "decisions": sum(bodies.values()),
        "decisions_by_body": dict(bodies),
        "audit_ok": broken is None,
        "problems": problems,
    }
