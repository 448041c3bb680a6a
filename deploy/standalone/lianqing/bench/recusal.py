"""Compare the time of asking for what is hidden with that for what is not there.

Both are asked in turn, hundreds of times, so that whatever slows the machine slows both
alike. The statements are the same by construction and by test; this tells what is left.
"""

import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

from lianqing.bench.figures import RecusalFigures, quantile
from lianqing.bench.search import fill
from lianqing_grading.gateways.policies import Policies, shipped_policies
from lianqing_grading.store.tables import Base
from lianqing_grading.usecases.search_cases import search_cases
from lianqing_grading.usecases.show_case import show_case
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.cases import SearchCases, ShowCase
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import new_id

_WARM_UP = 50
_UNIT = "civil"


async def measure_recusal(count: int, times: int) -> RecusalFigures:
    """Store `count` reports and ask `times` for a hidden and an absent case each."""
    with tempfile.TemporaryDirectory(prefix="lianqing-bench-") as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'grading.db'}")
        await migrate(engine, "lianqing_grading.store.migrations")
        database = Database(
            engine, Base.metadata, clock=SystemClock(), service=Principal.GRADING
        )
        policies = shipped_policies()
        await fill(database, policies, count)
        found = await _compare(database, policies, times)
        await engine.dispose()
    hidden, absent = found
    return RecusalFigures(
        reports=count,
        times=times,
        hidden_p50_us=round(median(hidden) * 1e6),
        hidden_p95_us=round(quantile(hidden, 0.95) * 1e6),
        absent_p50_us=round(median(absent) * 1e6),
        absent_p95_us=round(quantile(absent, 0.95) * 1e6),
        ratio=round(median(hidden) / median(absent), 3),
    )


async def _compare(
    database: Database, policies: Policies, times: int
) -> tuple[list[float], list[float]]:
    everybody, recused = _analyst(), _analyst(recused_units=(_UNIT,))
    page = await search_cases(database, SearchCases(unit=_UNIT, limit=100), everybody)
    hidden_ids = [row.case_id for row in page.cases]
    absent_ids = [new_id("ca", database.clock.now()) for _ in hidden_ids]

    def asking(case: str) -> Callable[[], Awaitable[object]]:
        return lambda: show_case(
            database, ShowCase(case=case), recused, policies=policies
        )

    hidden: list[float] = []
    absent: list[float] = []
    for number in range(times + _WARM_UP):
        at = number % len(hidden_ids)
        pair = [(hidden, hidden_ids[at]), (absent, absent_ids[at])]
        # The first of two finds a colder machine: take turns in being first.
        for found, case in pair if number % 2 else pair[::-1]:
            found.append(await _timed(asking(case)))
    return hidden[_WARM_UP:], absent[_WARM_UP:]


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    start = time.perf_counter()
    try:
        await ask()
    except NotFoundError:
        return time.perf_counter() - start
    raise LookupError("a hidden case was shown")


def _analyst(*, recused_units: tuple[str, ...] = ()) -> Actor:
    now = SystemClock().now()
    return Actor(
        person_id=new_id("pe", now),
        name=Personal("甲某"),
        roles=(Role.ANALYST,),
        unit="centre",
        recused_units=recused_units,
        session_id="bench",
        issued_at=now,
        expires_at=now + timedelta(hours=1),
    )
