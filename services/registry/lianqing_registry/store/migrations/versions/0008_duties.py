"""Keep schedules of reporting, papers of appointments, and gaps of the network."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Keep schedules of reporting, papers of appointments, and gaps of the network."""
    _create_schedule_rules()
    _create_clerk_papers()
    _create_network_gaps()
    _create_gap_checks()


def _create_schedule_rules() -> None:
    op.create_table(
        "schedule_rules",
        sa.Column("id", sa.Integer(), nullable=False, comment="the order of setting"),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "term",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
            comment="ScheduleTerm; empty: the wider rule again",
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "unit IS NULL OR kind IS NULL", name="ck_schedule_rules_one_scope"
        ),
        sa.ForeignKeyConstraint(
            ["unit"], ["units.code"], name="fk_schedule_rules_unit"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_rules"),
    )
    op.create_index("ix_schedule_rules_unit", "schedule_rules", ["unit"])


def _create_clerk_papers() -> None:
    op.create_table(
        "clerk_papers",
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("qualification", sa.Text(), nullable=True),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["clerk_id"], ["clerks.id"], name="fk_clerk_papers_clerk_id"
        ),
        sa.PrimaryKeyConstraint("clerk_id", name="pk_clerk_papers"),
    )


def _create_network_gaps() -> None:
    op.create_table(
        "network_gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.String(length=120),
            nullable=False,
            comment="what is missing where",
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "detail",
            sa.Text(),
            nullable=False,
            comment="JSON of the finding: sentence, targets, whom it concerns",
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_network_gaps"),
    )
    op.create_index(
        "uq_network_gaps_open",
        "network_gaps",
        ["key"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )


def _create_gap_checks() -> None:
    op.create_table(
        "gap_checks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.String(length=40), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gap_checks"),
    )
