"""Triggers by which the database itself refuses to change the audit log.

Rows are added at the end, one after the other, and never changed or taken away: not by
a bug of ours and not by whoever holds a service's connection. The owner of the database
can drop a trigger; against him stand the checkpoints held outside.

These statements are part of migration 0002 of every service and never change; another
form would come with another migration.
"""

from collections.abc import Mapping, Sequence

from alembic import op
from sqlalchemy import DDL, Table, event, text

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
