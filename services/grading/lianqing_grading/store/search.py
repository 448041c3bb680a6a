"""The search index: pairs of characters in FTS5 or tsvector, phrases as queries.

A lone Han character in a query is matched as the beginning of a pair.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Select,
    bindparam,
    column,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.tokens import phrases, tokens

_INDEX = table("case_search", column("case_id"), column("tokens"))
_PUT_SQLITE = "INSERT INTO case_search (case_id, tokens) VALUES (?, ?)"
_PUT_POSTGRES = (
    "INSERT INTO case_search (case_id, tokens) VALUES (%s, CAST(%s AS tsvector))"
)


async def put_texts(session: AsyncSession, texts: Sequence[tuple[str, str]]) -> None:
    """Add texts to the index, each as (case id, text)."""
    if not texts:
        return
    is_sqlite = _dialect(session) == "sqlite"
    spell = " ".join if is_sqlite else _vector
    rows = [(case_id, spell(tokens(words))) for case_id, words in texts]
    connection = await session.connection()
    await connection.exec_driver_sql(_PUT_SQLITE if is_sqlite else _PUT_POSTGRES, rows)


def cases_with(session: AsyncSession, query: str) -> Select[tuple[str]] | None:
    """Return a select of the ids of cases with all words; None for an empty query."""
    wanted = phrases(query)
    if not wanted:
        return None
    if _dialect(session) == "sqlite":
        match = text("case_search MATCH :words").bindparams(
            bindparam("words", " AND ".join(_fts5(phrase) for phrase in wanted))
        )
        return select(_INDEX.c.case_id).where(match)
    match = text("tokens @@ CAST(:words AS tsquery)").bindparams(
        bindparam("words", " & ".join(_tsquery(phrase) for phrase in wanted))
    )
    return select(_INDEX.c.case_id).where(match)


def _dialect(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


def _vector(pieces: Sequence[str]) -> str:
    # tsvector refuses positions above 16383; titles and findings end well before.
    return " ".join(f"'{piece}':{at}" for at, piece in enumerate(pieces[:16_000], 1))


def _is_lone(phrase: Sequence[str]) -> bool:
    return len(phrase) == 1 and len(phrase[0]) == 1


def _fts5(phrase: Sequence[str]) -> str:
    return f'"{" ".join(phrase)}"' + ("*" if _is_lone(phrase) else "")


def _tsquery(phrase: Sequence[str]) -> str:
    if _is_lone(phrase):
        return f"'{phrase[0]}':*"
    return "(" + " <-> ".join(f"'{piece}'" for piece in phrase) + ")"
