"""Check grading's own books for `lianqing verify`. Source: architecture section 4.5."""

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lianqing_grading.store import ledger as books
from lianqing_shared.db.engine import READ_ONLY


async def ledger(engine: AsyncEngine) -> dict[str, object]:
    """Return counts and problems; the books are in order when `problems` is empty.

    Keys: `reports_graded`, `cases`, `cases_by_state`, `decisions`,
    `decisions_by_body`, `problems`; and `graded_ids` and `decided_cases`,
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
    return {
        "reports_graded": await books.count_reports(session),
        "graded_ids": await books.graded_ids(session),
        "decided_cases": await books.decided_cases(session),
        "cases": sum(states.values()),
        "cases_by_state": dict(states),
        "decisions": sum(bodies.values()),
        "decisions_by_body": dict(bodies),
        "problems": problems,
    }
