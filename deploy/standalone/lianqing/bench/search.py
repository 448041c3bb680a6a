"""Measure listing, searching, counting and opening with many reports stored.

The database is filled through grading's own use case; what is timed is what the console
asks for, inside the service. The way over the bus and the page come on top.
"""

import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from lianqing.bench.figures import SearchFigures, quantile
from lianqing_grading.gateways.policies import Policies, shipped_policies
from lianqing_grading.store.tables import Base
from lianqing_grading.usecases.count_cases import count_cases
from lianqing_grading.usecases.grade_reports import grade_reports
from lianqing_grading.usecases.search_cases import search_cases
from lianqing_grading.usecases.show_case import show_case
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.cases import SearchCases, ShowCase
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Level,
    Source,
)
from lianqing_shared.contracts.reports import (
    Facts,
    ReportAccepted,
    Subject,
    SubjectKind,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.ids import new_id

_BATCH = 500
_TIMES = 20
_UNITS = ("agri", "civil", "service", "village-liuhe", "village-xigou")
_TITLES = (
    "反映东柳村违规发放补贴的问题",
    "反映柳河村防汛物资账外存放",
    "反映西沟村低保复核拖延",
    "反映镇农业服务中心截留专项资金",
    "反映镇民政办干部任用不公开",
)
_QUESTIONS = {
    "queue": SearchCases(),
    "open_only": SearchCases(open_only=True),
    "level": SearchCases(level=Level.ONE),
    "unit": SearchCases(unit="civil"),
    "word_in_a_fifth": SearchCases(text="补贴"),
    "two_words": SearchCases(text="柳河村 防汛"),
    "one_character": SearchCases(text="柳"),
    "database": SearchCases(verified_only=True),
}

Question = Callable[[], Awaitable[object]]


async def measure_search(count: int) -> SearchFigures:
    """Store `count` reports, most of them cases of their own, and time questions."""
    with tempfile.TemporaryDirectory(prefix="lianqing-bench-") as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'grading.db'}")
        await migrate(engine, "lianqing_grading.store.migrations")
        database = Database(
            engine, Base.metadata, clock=SystemClock(), service=Principal.GRADING
        )
        policies = shipped_policies()
        start = time.perf_counter()
        await fill(database, policies, count)
        filled_s = time.perf_counter() - start
        found = await _ask_all(database, policies)
        await engine.dispose()
    return SearchFigures(reports=count, fill_s=round(filled_s, 1), p95_ms=found)


async def fill(database: Database, policies: Policies, count: int) -> None:
    """Grade `count` reports, the same ones on every machine."""
    chance = random.Random(1)  # noqa: S311 - a fixed seed makes runs comparable
    at = SystemClock().now()
    for first in range(0, count, _BATCH):
        batch = [
            (f"m{number}", _report(number, chance, at))
            for number in range(first, min(first + _BATCH, count))
        ]
        await grade_reports(database, batch, policies=policies)


def _report(number: int, chance: random.Random, at: datetime) -> ReportAccepted:
    subject = number if chance.random() < 0.9 else chance.randrange(1_000)  # noqa: PLR2004 - one in ten joins another
    return ReportAccepted(
        report_id=new_id("rp", at),
        report_no=f"2026-{number:07d}",
        unit="court",
        content_class=chance.choice(list(ContentClass)),
        source=chance.choice(list(Source)),
        subject=Subject(
            kind=SubjectKind.UNIT, unit=chance.choice(_UNITS), unit_name="测速单位"
        ),
        subject_key=f"{subject:064x}",
        source_key=f"{chance.randrange(10_000):064x}",
        title=chance.choice(_TITLES),
        reported_at=at,
        accepted_at=at,
        facts=Facts(
            behaviour=chance.choice(list(Behaviour)),
            consequence=chance.choice(list(Consequence)),
            harm=chance.choice(list(Harm)),
            public_complaints=chance.randrange(6),
        ),
    )


async def _ask_all(database: Database, policies: Policies) -> dict[str, float]:
    actor = _director()
    found = {}
    for name, question in _QUESTIONS.items():
        found[name] = await _p95_ms(
            lambda asked=question: search_cases(database, asked, actor)  # type: ignore[misc]  # bound at once
        )
    page = await search_cases(database, SearchCases(limit=1), actor)
    number = page.cases[0].case_no
    found["count"] = await _p95_ms(lambda: count_cases(database, actor))
    found["open_a_case"] = await _p95_ms(
        lambda: show_case(database, ShowCase(case=number), actor, policies=policies)
    )
    return found


async def _p95_ms(ask: Question) -> float:
    took: list[float] = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - start) * 1_000)
    return round(quantile(took, 0.95), 1)


def _director() -> Actor:
    at = SystemClock().now()
    return Actor(
        person_id="pe_" + "0" * 26,
        name="甲某",
        roles=(Role.CENTRE_DIRECTOR,),
        unit="centre",
        session_id="bench",
        issued_at=at,
        expires_at=at + timedelta(hours=1),
    )
