"""Give units their own kinds, contacts, order, history and words to be found by."""

import json
import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_UNITS = sa.table(
    "units",
    sa.column("code", sa.String()),
    sa.column("name", sa.String()),
    sa.column("aliases", sa.JSON()),
    sa.column("area_code", sa.String()),
    sa.column("path", sa.String()),
    sa.column("depth", sa.Integer()),
    sa.column("words", sa.Text()),
)


def upgrade() -> None:
    """Add the columns, fill them from what is known, and begin each unit's history."""
    _add_columns()
    _rename("revoked_at", "idle_since")
    _rename("revoked_reason", "idle_reason")
    _fill()
    _add_indexes()
    _begin_history()


def _add_columns() -> None:
    columns: Iterable[sa.Column[object]] = (
        sa.Column("kind_text", sa.String(20), nullable=False, server_default=""),
        sa.Column(
            "depth",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="0 for a root",
        ),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="among the units of one parent",
        ),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("contacts", sa.Text(), nullable=True, comment="JSON list"),
        sa.Column("remark", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="all that it is found by",
        ),
        sa.Column(
            "said",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="the version that others were told",
        ),
    )
    for column in columns:
        op.add_column("units", column)
    # Spelt out: Alembic adds no column with a reference to SQLite.
    op.execute(
        "ALTER TABLE units ADD COLUMN successor VARCHAR(32)"
        " CONSTRAINT fk_units_successor REFERENCES units (code)"
    )


def _rename(old: str, new: str) -> None:
    op.execute(f"ALTER TABLE units RENAME COLUMN {old} TO {new}")


def _fill() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(_UNITS)).all():
        aliases = row.aliases
        known = json.loads(aliases) if isinstance(aliases, str) else aliases
        connection.execute(
            sa.update(_UNITS)
            .where(_UNITS.c.code == row.code)
            .values(
                depth=row.path.count("/"),
                words=_words(row.code, row.area_code or "", row.name, known),
            )
        )
    op.execute("UPDATE units SET said = version")


def _words(code: str, area_code: str, name: str, aliases: Sequence[str]) -> str:
    """Do as `unit_words` did on the day of this migration."""
    parts = (code, area_code, name, *aliases)
    flat = (unicodedata.normalize("NFKC", part) for part in parts if part)
    return "\n".join("".join(part.split()).lower() for part in flat)


def _add_indexes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE units ALTER path TYPE VARCHAR(400) COLLATE "C"')
        op.execute("COMMENT ON COLUMN units.successor IS 'where a merged unit went'")
        op.execute(
            "COMMENT ON COLUMN units.version IS 'counts the changes of the unit'"
        )
    op.drop_index("ix_units_parent", "units")
    op.create_index("ix_units_children", "units", ["parent", "position", "code"])
    op.create_index("ix_units_levels", "units", ["depth", "position", "code"])
    op.create_index("ix_units_area_code", "units", ["area_code"])
    op.create_index("ix_units_successor", "units", ["successor"])
    op.create_index(
        "ix_units_unsaid",
        "units",
        ["code"],
        sqlite_where=sa.text("said < version"),
        postgresql_where=sa.text("said < version"),
    )


def _begin_history() -> None:
    op.create_table(
        "unit_versions",
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "fields",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="name, before, after; of people only that they changed",
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_unit_versions_unit"),
        sa.PrimaryKeyConstraint("unit", "version", name="pk_unit_versions"),
    )
    op.execute(
        "INSERT INTO unit_versions"
        ' (unit, version, change, at, "by", reason, fields)'
        " SELECT code, 1, 'added', added_at, 'system', '', '[]' FROM units"
    )
