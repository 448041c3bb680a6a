"""Triggers by which the database itself keeps what must not be forgotten.

The interference register and former identities are neither changed nor deleted; a
relation is ended, never deleted; whoever changes his name or unit stays known under the
old ones. Source: 监察法 Art. 66, 67.

These statements are part of migration 0006 and never change.
"""

from collections.abc import Iterator, Mapping

from alembic import op
from sqlalchemy import DDL, Table, event, text

KEPT: Mapping[str, tuple[str, ...]] = {
    "interferences": ("UPDATE", "DELETE"),
    "former_identities": ("UPDATE", "DELETE"),
    "relations": ("DELETE",),
}
"""Table to what is refused on it."""
_MESSAGE = "this register is kept as it was written"
_FUNCTION = f"""CREATE OR REPLACE FUNCTION register_refuse() RETURNS trigger
LANGUAGE plpgsql AS
$$ BEGIN
RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'restrict_violation';
END $$"""

_FOLLOW = {
    "sqlite": (
        """CREATE TRIGGER people_former AFTER UPDATE OF unit, name ON people
WHEN OLD.unit <> NEW.unit OR OLD.name <> NEW.name
BEGIN
INSERT INTO former_identities (person_id, unit, name)
VALUES (OLD.person_id, OLD.unit, OLD.name);
END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION people_keep_former() RETURNS trigger
LANGUAGE plpgsql AS
$$ BEGIN
INSERT INTO former_identities (person_id, unit, name)
VALUES (OLD.person_id, OLD.unit, OLD.name);
RETURN NULL;
END $$""",
        """CREATE TRIGGER people_former AFTER UPDATE OF unit, name ON people
FOR EACH ROW WHEN (OLD.unit <> NEW.unit OR OLD.name <> NEW.name)
EXECUTE FUNCTION people_keep_former()""",
    ),
}


def keep(table: Table) -> None:
    """Have a table's triggers made together with it by `create_all`."""
    for dialect in ("sqlite", "postgresql"):
        for statement in _statements(table.name, dialect):
            _after(table, dialect, statement)


def follow_people(table: Table) -> None:
    """Have former identities written from the moment that their table is made."""
    for dialect, statements in _FOLLOW.items():
        for statement in statements:
            _after(table, dialect, statement)


def create_kept() -> None:
    """Make all triggers in a migration."""
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in _statements(table, dialect):
            op.execute(text(statement))
    for statement in _FOLLOW[dialect]:
        op.execute(text(statement))


def _after(table: Table, dialect: str, statement: str) -> None:
    made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy
    event.listen(table, "after_create", made)


def _statements(table: str, dialect: str) -> Iterator[str]:
    refused = KEPT[table]
    if dialect == "sqlite":
        for verb in refused:
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}\n"
                f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            )
        return
    yield _FUNCTION
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(refused)} OR TRUNCATE\n"
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION register_refuse()"
    )
