"""Create notify's first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lianqing_shared.db.first_journal import create_journal

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    create_journal()
    _create_calendar_years()
    _create_letters()
    _create_series()
    _create_units()
    _create_acknowledgements()
    _create_deadlines()
    _create_replies()
    _create_reminders()


def _create_calendar_years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "days_off",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="ISO dates",
        ),
        sa.Column(
            "working_days",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="ISO dates",
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_years"),
    )


def _create_letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.String(length=29), nullable=False),
        sa.Column("case_id", sa.String(length=29), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column(
            "addressee", sa.String(length=32), nullable=False, comment="unit code"
        ),
        sa.Column(
            "addressee_name",
            sa.String(length=200),
            nullable=False,
            comment="as printed",
        ),
        sa.Column(
            "issuer", sa.String(length=60), nullable=False, comment="organ, as printed"
        ),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column(
            "authorisation", sa.Text(), nullable=False, comment="empty unless level 1"
        ),
        sa.Column(
            "basis",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="who decided",
        ),
        sa.Column(
            "circumstances",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "questions",
            sa.Integer(),
            nullable=False,
            comment="how many an answer must answer",
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column(
            "round",
            sa.Integer(),
            nullable=False,
            comment="of replies; 1 before the first",
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_due_on", sa.Date(), nullable=False),
        sa.Column(
            "code", sa.String(length=20), nullable=False, comment="verification code"
        ),
        sa.Column(
            "subject_key", sa.String(length=64), nullable=False, comment="for recusal"
        ),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("case_id", name="uq_letters_case_id"),
        sa.UniqueConstraint(
            "kind", "year", "serial", name="uq_letters_kind_year_serial"
        ),
        sa.UniqueConstraint("number", name="uq_letters_number"),
    )
    op.create_index("ix_letters_addressee", "letters", ["addressee"], unique=False)
    op.create_index("ix_letters_state", "letters", ["state"], unique=False)


def _create_series() -> None:
    op.create_table(
        "series",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name="pk_series"),
    )


def _create_units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_units"),
    )


def _create_acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("letter_id", sa.String(length=29), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("signature", sa.String(length=120), nullable=False),
        sa.Column("signed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_acknowledgements_letter_id"
        ),
        sa.PrimaryKeyConstraint("letter_id", name="pk_acknowledgements"),
    )


def _create_deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.String(length=29), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("in_working_days", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("last_rung", sa.String(length=40), nullable=True),
        sa.Column("next_rung", sa.String(length=40), nullable=True),
        sa.Column(
            "next_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="None once done or once overdue was said",
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_deadlines_letter_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
        sa.UniqueConstraint(
            "letter_id", "duty", "round", name="uq_deadlines_letter_id_duty_round"
        ),
    )
    op.create_index("ix_deadlines_letter_id", "deadlines", ["letter_id"], unique=False)
    op.create_index("ix_deadlines_next_at", "deadlines", ["next_at"], unique=False)


def _create_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.String(length=29), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column(
            "said_by",
            sa.String(length=40),
            nullable=False,
            comment="person id, or the unit",
        ),
        sa.Column(
            "submission",
            sa.String(length=140),
            nullable=False,
            comment="unit and its submission id; else the row's",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="ReplyBody as JSON"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("verdict_by", sa.String(length=40), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_replies_letter_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint("letter_id", "round", name="uq_replies_letter_id_round"),
        sa.UniqueConstraint("submission", name="uq_replies_submission"),
    )
    op.create_index("ix_replies_letter_id", "replies", ["letter_id"], unique=False)


def _create_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.String(length=29), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadlines.id"], name="fk_reminders_deadline_id"
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_reminders_letter_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint(
            "deadline_id", "rung", name="uq_reminders_deadline_id_rung"
        ),
    )
    op.create_index("ix_reminders_letter_id", "reminders", ["letter_id"], unique=False)
