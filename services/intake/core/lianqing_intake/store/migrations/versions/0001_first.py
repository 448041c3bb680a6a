"""Create intake's first tables."""

import sqlalchemy as sa
from alembic import op

from lianqing_shared.db.first_journal import create_journal

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    create_journal()
    _create_day_count()
    _create_report()
    _create_unit()
    _create_sealed_reporter()
    _create_unit_name()


def _create_day_count() -> None:
    op.create_table(
        "day_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_day_count"),
    )


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("submission_id", sa.String(length=120), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("report_id", sa.String(length=32), nullable=True),
        sa.Column("report_no", sa.String(length=20), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "entered_by",
            sa.String(length=40),
            nullable=True,
            comment="person who typed it in; None from an adapter",
        ),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=True,
            comment="the report's JSON without the sealed reporter",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("report_id", name="uq_report_report_id"),
        sa.UniqueConstraint("report_no", name="uq_report_report_no"),
        sa.UniqueConstraint(
            "unit", "submission_id", name="uq_report_unit_submission_id"
        ),
    )
    op.create_index("ix_report_outcome", "report", ["outcome"], unique=False)
    op.create_index(
        "ix_report_unit_outcome_id", "report", ["unit", "outcome", "id"], unique=False
    )


def _create_unit() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_unit"),
    )


def _create_sealed_reporter() -> None:
    op.create_table(
        "sealed_reporter",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.report_id"], name="fk_sealed_reporter_report_id"
        ),
        sa.PrimaryKeyConstraint("report_id", name="pk_sealed_reporter"),
    )


def _create_unit_name() -> None:
    op.create_table(
        "unit_name",
        sa.Column("spelling", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["unit.code"], name="fk_unit_name_code"),
        sa.PrimaryKeyConstraint("spelling", name="pk_unit_name"),
    )
    op.create_index("ix_unit_name_code", "unit_name", ["code"], unique=False)
