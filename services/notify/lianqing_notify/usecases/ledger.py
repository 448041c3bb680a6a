"""Check notify's books: numbers, authority, receipts."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lianqing_notify.domain.authority import flaw_of_basis
from lianqing_notify.domain.numbers import gaps
from lianqing_notify.store.letters import (
    OPEN_STATES,
    every_letter,
    last_serials,
)
from lianqing_notify.store.tables import Base, LetterRow
from lianqing_shared.contracts.cases import Basis
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.plan import LetterKind
from lianqing_shared.db.tables import journal_of

Series = tuple[LetterKind, int]
Ledger = dict[str, int | bool | list[str]]


async def ledger(engine: AsyncEngine) -> Ledger:
    """Return the counts and the flaws of notify's books; `problems` is for people.

    `case_ids` are the cases that have a letter, so that grading's decisions can be
    matched one to one.
    """
    journal = journal_of(Base.metadata)
    async with AsyncSession(engine) as session:
        letters = await every_letter(session)
        last = await last_serials(session)
        problems = [*_numbering(letters, last), *_authority(letters)]
        aside = select(func.count()).select_from(journal.quarantine)
        quarantined = await session.scalar(aside) or 0
    numbers_ok = not any(problem.startswith("文号") for problem in problems)
    return {
        **_counts(letters),
        "quarantined": quarantined,
        "numbers_gap_free": numbers_ok,
        "case_ids": sorted(row.case_id for row in letters),
        "problems": problems,
    }


def _counts(letters: Sequence[LetterRow]) -> dict[str, int]:
    kinds = [row.kind for row in letters]
    states = [row.state for row in letters]
    return {
        "letters": len(letters),
        "notices": kinds.count(LetterKind.NOTICE),
        "inquiries": kinds.count(LetterKind.INQUIRY),
        "recommendations": kinds.count(LetterKind.RECOMMENDATION),
        "unacknowledged": sum(row.acknowledged_at is None for row in letters),
        "awaiting_reply": sum(state in OPEN_STATES for state in states),
        "accepted": states.count(LetterState.ACCEPTED),
        "lifted": states.count(LetterState.LIFTED),
    }


def _numbering(letters: Sequence[LetterRow], last: Mapping[Series, int]) -> list[str]:
    """Return what is wrong with the numbers; each sentence starts with 文号."""
    used: dict[Series, list[int]] = {series: [] for series in last}
    for row in letters:
        used.setdefault((row.kind, row.year), []).append(row.serial)
    problems = []
    for (kind, year), serials in used.items():
        name = f"{kind.heading}〔{year}〕"
        missing = gaps(serials)
        if missing:
            problems.append(f"文号缺号：{name}缺{'、'.join(map(str, missing))}")
        if len(set(serials)) != len(serials):
            problems.append(f"文号重号：{name}")
        if max(serials, default=0) != last.get((kind, year), 0):
            problems.append(f"文号登记数与文书不符：{name}")
    return problems


def _authority(letters: Sequence[LetterRow]) -> list[str]:
    """Return letters that no proper body stands behind."""
    found = []
    for row in letters:
        flaw = flaw_of_basis(row.level, Basis.model_validate(row.basis))
        if flaw is not None:
            found.append(f"{row.number}：{flaw}")
    return found
