"""Keep nil returns and each unit's schedule."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Keep nil returns and each unit's schedule."""
    _create_unit_schedule()
    _create_nil_return()
    _create_calendar_year()


def _create_unit_schedule() -> None:
    op.create_table(
        "unit_schedule",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "terms", _JSON, nullable=False, comment="ScheduleTerm, earliest first"
        ),
        sa.ForeignKeyConstraint(["code"], ["unit.code"], name="fk_unit_schedule_code"),
        sa.PrimaryKeyConstraint("code", name="pk_unit_schedule"),
    )


def _create_nil_return() -> None:
    op.create_table(
        "nil_return",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "given_by",
            sa.String(length=40),
            nullable=False,
            comment="person, or `adapter`",
        ),
        sa.Column(
            "submission_id",
            sa.String(length=120),
            nullable=True,
            comment="from an adapter; None from the console",
        ),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name="fk_nil_return_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_nil_return"),
        sa.UniqueConstraint("unit", "period", name="uq_nil_return_unit_period"),
        sa.UniqueConstraint(
            "unit", "submission_id", name="uq_nil_return_unit_submission_id"
        ),
    )


def _create_calendar_year() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days_off", _JSON, nullable=False, comment="ISO dates"),
        sa.Column("working_days", _JSON, nullable=False, comment="ISO dates"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_year"),
    )
