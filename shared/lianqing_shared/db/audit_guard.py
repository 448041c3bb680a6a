"""Triggers by which the database itself refuses to change the audit log.

Rows are added at the end, one after the other, and never changed or taken away: not by
a bug of ours and not by whoever can run a statement of a service's. The owner of the
database can drop a trigger, or put another table in the place of this one; against him
stand the checkpoints held outside. That a trigger is gone is seen: `lianqing verify`
and `lianqing doctor` name it, and a service puts it back as it starts and notes that.

These statements are part of migration 0002 of every service and never change; another
form would come with another migration.
"""

from collections.abc import Mapping, Sequence

from alembic import op
from sqlalchemy import DDL, Table, event, text
from sqlalchemy.ext.asyncio import AsyncSession

MESSAGE = "the audit log is append-only"

_SQLITE = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    # INSERT OR REPLACE takes rows away without asking the trigger of DELETE. A row that
    # follows the last one replaces none; two look-ups by number are the cheapest way.
    """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
OR NEW.prev IS NOT CASE WHEN NEW.seq = 1 THEN
'0000000000000000000000000000000000000000000000000000000000000000'
ELSE (SELECT digest FROM audit WHERE seq = NEW.seq - 1) END
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
STATEMENTS: Mapping[str, Sequence[str]] = {
    "sqlite": _SQLITE,
    "postgresql": _POSTGRESQL,
}
"""By the database's name; they act in the schema of the connection's search path."""


_MADE = {
    "sqlite": "SELECT name, sql AS made FROM sqlite_master"
    " WHERE type = 'trigger' AND tbl_name = 'audit'",
    # 58: before, for each statement, of UPDATE, DELETE and TRUNCATE (pg_trigger.h).
    "postgresql": "SELECT t.tgname AS name, p.prosrc AS made FROM pg_trigger t"
    " JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass('audit')"
    " AND t.tgtype = 58 AND t.tgenabled IN ('O', 'A')",
}
_WANTED: Mapping[str, Mapping[str, str]] = {
    "sqlite": {made.split()[2]: made for made in _SQLITE},
    "postgresql": {"audit_no_change": _POSTGRESQL[0].split("$$")[1]},
}
"""Name of each trigger to what the database must tell of it."""


async def missing(session: AsyncSession) -> tuple[str, ...]:
    """Return the names of the triggers that are not there as they were made."""
    dialect = session.get_bind().dialect.name
    told = await session.execute(text(_MADE[dialect]))
    found = {row.name: row.made for row in told}
    wanted = _WANTED[dialect]
    return tuple(name for name, made in wanted.items() if found.get(name) != made)


async def restore(session: AsyncSession) -> tuple[str, ...]:
    """Put the guard back if anything of it is missing; return what was."""
    gone = await missing(session)
    if gone:
        dialect = session.get_bind().dialect.name
        place = " ON audit" if dialect == "postgresql" else ""
        for name in _WANTED[dialect]:
            await session.execute(text(f"DROP TRIGGER IF EXISTS {name}{place}"))
        for made in STATEMENTS[dialect]:
            await session.execute(text(made))
    return gone


def guard(table: Table) -> None:
    """Have the triggers made together with the table by `create_all`."""
    for dialect, statements in STATEMENTS.items():
        for statement in statements:
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy
            event.listen(table, "after_create", made)


def create_guard() -> None:
    """Make the triggers in a migration."""
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.execute(text(statement))
