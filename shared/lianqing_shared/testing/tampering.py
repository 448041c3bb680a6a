"""Do to an audit log what an attacker with the database in his hands would do."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

LIFTING: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_no_update",
        "DROP TRIGGER IF EXISTS audit_no_delete",
        "DROP TRIGGER IF EXISTS audit_no_replace",
    ),
    "postgresql": ("DROP TRIGGER IF EXISTS audit_no_change ON audit",),
}
"""What takes the guard off, by the database's name."""


async def tamper(engine: AsyncEngine, *statements: str) -> None:
    """Take the guard off the audit log and run statements, as the owner could."""
    async with engine.begin() as connection:
        for statement in (*LIFTING[engine.dialect.name], *statements):
            await connection.execute(text(statement))
