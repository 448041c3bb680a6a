"""Keep ended relations, former identities, interference, and what was said of officers.

The table of relations is made anew: its constraints change from "once" to "once in
force". It keeps the columns that the previous release reads.
"""

import sqlalchemy as sa
from alembic import op

from lianqing_registry.store.tables.kept import create_kept

revision = "0006"
down_revision = "0005"

_IN_FORCE = sa.text("ended_at IS NULL")
_BEFORE = sa.table(
    "relations",
    *(
        sa.column(name)
        for name in (
            "id",
            "person_id",
            "kind",
            "unit",
            "subject_key",
            "declared_at",
            "declared_by",
        )
    ),
)


def upgrade() -> None:
    """Keep ended relations, interference and officers."""
    connection = op.get_bind()
    before = connection.execute(sa.select(_BEFORE)).mappings().all()
    op.drop_table("relations")
    _create_relations()
    if before:
        new = sa.table("relations", *_BEFORE.c, sa.column("relation_id"))
        rows = [{**row, "relation_id": f"re_{row['id']:026d}"} for row in before]
        for row in rows:
            del row["id"]
        connection.execute(sa.insert(new), rows)
    _create_former_identities()
    _create_interferences()
    _create_officers_said()
    create_kept()


def _create_relations() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "unit", sa.String(length=32), nullable=True, comment="the whole unit"
        ),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column("subject_unit", sa.String(length=32), nullable=True),
        sa.Column("subject_name", sa.Text(), nullable=True),
        sa.Column("declared_at", moment, nullable=False),
        sa.Column("declared_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(unit IS NULL) <> (subject_key IS NULL)", name="ck_relations_one_target"
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name="ck_relations_ended"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_relations_person_id"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_relations_unit"),
        sa.ForeignKeyConstraint(
            ["subject_unit"], ["units.code"], name="fk_relations_subject_unit"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_relations"),
        sa.UniqueConstraint("relation_id", name="uq_relations_relation_id"),
    )
    op.create_index("ix_relations_person_id", "relations", ["person_id"])
    for target in ("unit", "subject_key"):
        op.create_index(
            f"uq_relations_{target}",
            "relations",
            ["person_id", "kind", target],
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        )


def _create_former_identities() -> None:
    op.create_table(
        "former_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_former_identities_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["unit"], ["units.code"], name="fk_former_identities_unit"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_former_identities"),
    )
    op.create_index(
        "ix_former_identities_person_id", "former_identities", ["person_id"]
    )
    op.create_index("ix_former_identities_unit", "former_identities", ["unit"])


def _create_interferences() -> None:
    op.create_table(
        "interferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interference_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("asker_id", sa.String(length=40), nullable=True),
        sa.Column("asker_name", sa.Text(), nullable=False),
        sa.Column("asker_unit", sa.String(length=32), nullable=True),
        sa.Column("asker_place", sa.String(length=200), nullable=False),
        sa.Column("asker_position", sa.Text(), nullable=True),
        sa.Column("asker_key", sa.String(length=64), nullable=True),
        sa.Column("about_unit", sa.String(length=32), nullable=False),
        sa.Column("about_name", sa.Text(), nullable=True),
        sa.Column("about_key", sa.String(length=64), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [there], name=f"fk_interferences_{column}"
            )
            for column, there in (
                ("asker_id", "people.person_id"),
                ("asker_unit", "units.code"),
                ("about_unit", "units.code"),
                ("recorded_by", "people.person_id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interferences"),
        sa.UniqueConstraint("interference_id", name="uq_interferences_interference_id"),
    )


def _create_officers_said() -> None:
    op.create_table(
        "officers_said",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "said", sa.Text(), nullable=False, comment="all but the version, as JSON"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_officers_said_person_id"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_officers_said"),
    )
