"""Measure a national network: import, tree queries, searches, moves.

The list is made up in the true shape (31 provinces, 333 prefectures, 2,844 counties,
41,352 towns) unless a file is given. What is timed is what the console asks for, inside
the registry; the way over the bus and the page come on top.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from lianqing.bench.figures import NetworkFigures, QuestionFigures, quantile
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.gateways.unit_sheets import write_units
from lianqing_registry.store.tables import Base
from lianqing_registry.usecases.change_unit import change_unit
from lianqing_registry.usecases.import_units import (
    export_units,
    import_units,
    say_unsaid,
)
from lianqing_registry.usecases.show_unit import list_units, search_units, show_unit
from lianqing_shared.bus.runtime import collect_garbage_less
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.contracts.units import (
    ChangeUnit,
    ExportUnits,
    ImportUnits,
    SearchUnits,
    UnitsImported,
)
from lianqing_shared.db import Database, migrate, open_engine

_PROVINCES, _PREFECTURES, _COUNTIES, _TOWNS = 31, 333, 2_844, 41_352
_TIMES = 40
_PAUSE_S = 0.02
_SYLLABLES = "柳园东西南北河山林泉平安新华永和长宁大石桥口青云白水金沙红旗龙凤"
_ENDS = ("镇", "乡", "街道办事处", "苏木", "农场")
_NUMBERS = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47))
_MORE_NUMBERS = (*range(50, 55), *range(61, 66))

Question = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class _Bystander:
    """Somebody who writes a little all the time, as log-ins do."""

    database: Database
    waits_ms: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Write until cancelled, and remember how long each turn took."""
        while True:
            start = time.perf_counter()
            async with self.database.work() as work:
                work.note("bench.bystander", "none")
            self.waits_ms.append((time.perf_counter() - start) * 1_000)
            await asyncio.sleep(_PAUSE_S)


async def measure_network(file: Path | None, url: str | None) -> NetworkFigures:
    """Import a national list into an empty registry and time what is asked of it.

    The garbage is collected as seldom as in the registry's own process.
    """
    collect_garbage_less()
    with tempfile.TemporaryDirectory(prefix="lianqing-bench-") as folder:
        where = url or f"sqlite+aiosqlite:///{Path(folder) / 'registry.db'}"
        engine = open_engine(where)
        await migrate(engine, "lianqing_registry.store.migrations")
        database = Database(
            engine, Base.metadata, clock=SystemClock(), service=Principal.REGISTRY
        )
        try:
            return await _measure(database, file)
        finally:
            await engine.dispose()


async def _measure(database: Database, file: Path | None) -> NetworkFigures:
    data = await asyncio.to_thread(_bytes, file)
    ask = ImportUnits.model_construct(
        name=file.name if file else "list.xlsx", file=data, dry_run=False
    )
    bystander = _Bystander(database)
    waiting = asyncio.create_task(bystander.run())
    import_s, answer = await _imported(database, ask)
    tell_s = await _seconds(lambda: say_unsaid(database))
    waiting.cancel()
    again_s, _ = await _imported(database, ask)
    actor = _administrator()
    export_s = await _seconds(lambda: export_units(database, ExportUnits(), actor))
    return NetworkFigures(
        database=database.engine.dialect.name,
        units=answer.rows,
        file_mb=round(len(data) / 1e6, 2),
        import_s=import_s,
        again_s=again_s,
        longest_wait_ms=round(max(bystander.waits_ms), 1),
        tell_s=tell_s,
        export_s=export_s,
        questions=await _asked(database, actor),
    )


def _bytes(file: Path | None) -> bytes:
    return file.read_bytes() if file else write_units(national_list())


def national_list() -> Iterator[UnitDraft]:
    """Yield a made-up country, provinces first, each level spread evenly."""
    chance = random.Random(1)  # noqa: S311 - a fixed seed makes runs comparable
    level = [("", code, "") for code in _provinces()]
    for kind, count in (
        ("省", 0),
        ("市", _PREFECTURES),
        ("县", _COUNTIES),
        ("乡镇", _TOWNS),
    ):
        if count:
            level = list(_below(level, count))
        for parent, area, _ in level:
            word = "".join(chance.choices(_SYLLABLES, k=2))
            end = chance.choice(_ENDS) if kind == "乡镇" else kind
            yield UnitDraft(
                code=f"d{area}",
                name=f"{word}{end}",
                kind=UnitKind.OTHER,
                kind_text=kind,
                parent=f"d{parent}" if parent else None,
                area_code=area,
            )


def _provinces() -> list[str]:
    return [f"{number}0000" for number in (*_NUMBERS, *_MORE_NUMBERS)][:_PROVINCES]


def _below(
    level: list[tuple[str, str, str]], count: int
) -> Iterator[tuple[str, str, str]]:
    """Yield `count` areas as (parent, area code, ""), dealt out over a level."""
    each, left = divmod(count, len(level))
    for at, (_, parent, _) in enumerate(level):
        for number in range(1, each + (at < left) + 1):
            yield parent, _area(parent, number), ""


def _area(parent: str, number: int) -> str:
    if parent.endswith("0000"):
        return f"{parent[:2]}{number:02}00"
    if parent.endswith("00"):
        return f"{parent[:4]}{number:02}"
    return f"{parent}{number:03}"


async def _imported(
    database: Database, ask: ImportUnits
) -> tuple[float, UnitsImported]:
    start = time.perf_counter()
    answer = await import_units(database, ask, _administrator())
    if answer.errors:
        raise LookupError([error.model_dump() for error in answer.errors[:20]])
    return round(time.perf_counter() - start, 1), answer


async def _asked(database: Database, actor: Actor) -> dict[str, QuestionFigures]:
    root, middle = await _branching(database)
    town = (await search_units(database, SearchUnits(under=middle, limit=100))).units[
        -1
    ]
    name = town.name
    found = {
        key: await _timed(lambda asked=ask: search_units(database, asked))  # type: ignore[misc]  # bound at once
        for key, ask in {
            "children": SearchUnits(parent=root, limit=100),
            "subtree": SearchUnits(under=root, limit=100),
            "subtree_deep_page": SearchUnits(under=root, limit=100, after=town.code),
            "all_from_the_middle": SearchUnits(limit=100, after=town.code),
            "text_name": SearchUnits(text=name),
            "text_two_characters": SearchUnits(text=name[:2]),
            "text_one_character": SearchUnits(text="镇"),
            "text_nowhere": SearchUnits(text="没有这个单位"),
            "text_two_words_in_subtree": SearchUnits(text=f"{name[:1]} 镇", under=root),
            "text_code": SearchUnits(text=town.code),
            "area_code": SearchUnits(text=(town.area_code or "")[:6]),
        }.items()
    }
    found["upper_levels"] = await _timed(lambda: list_units(database, actor))
    found["show_a_root"] = await _timed(lambda: show_unit(database, root, actor))
    found["show_a_town"] = await _timed(lambda: show_unit(database, town.code, actor))
    found["rename"] = await _timed(lambda: _rename(database, town.code))
    found["move_a_subtree"] = await _timed(_mover(database, root, middle))
    return found


async def _branching(database: Database) -> tuple[str, str]:
    """Return the first root with two units below it, and the first of those."""
    page = await list_units(database)
    for root in (unit.code for unit in page.units if unit.parent is None):
        below = await search_units(database, SearchUnits(parent=root))
        if below.total > 1:
            return root, below.units[0].code
    raise LookupError("a network without a branch")


async def _rename(database: Database, code: str) -> None:
    async with database.work() as work:
        await change_unit(work, ChangeUnit(code=code, name=f"名{random.random()}"))  # noqa: S311 - any other name


def _mover(database: Database, root: str, code: str) -> Question:
    """Move a unit with its subtree to and fro: below its root, below its neighbour."""
    places = [root]

    async def move() -> None:
        if len(places) == 1:
            found = await search_units(database, SearchUnits(parent=root, limit=2))
            places.append(next(one.code for one in found.units if one.code != code))
        places.reverse()
        there = places[0]
        async with database.work() as work:
            clear = ChangeUnit(code=code, parent=there, clear=("area_code",))
            await change_unit(work, clear)

    return move


async def _timed(ask: Question) -> QuestionFigures:
    took: list[float] = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - start) * 1_000)
    return QuestionFigures(
        p50_ms=round(quantile(took, 0.5), 1), p95_ms=round(quantile(took, 0.95), 1)
    )


async def _seconds(ask: Question) -> float:
    start = time.perf_counter()
    await ask()
    return round(time.perf_counter() - start, 1)


def _administrator() -> Actor:
    at = SystemClock().now()
    return Actor(
        person_id="pe_" + "0" * 26,
        name="甲某",
        roles=(Role.SYSTEM_ADMINISTRATOR,),
        unit="centre",
        session_id="bench",
        issued_at=at,
        expires_at=at + timedelta(hours=1),
    )
