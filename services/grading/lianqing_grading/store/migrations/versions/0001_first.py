"""Create grading's first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lianqing_shared.db.first_journal import create_journal

revision = "0001"
down_revision = None

# The search index differs by database: app-side bigrams, FTS5 here, tsvector there.
_SEARCH_INDEX = {
    "sqlite": (
        """
        CREATE VIRTUAL TABLE case_search
        USING fts5(tokens, case_id UNINDEXED, tokenize='unicode61')
        """,
    ),
    "postgresql": (
        """
        CREATE TABLE case_search (
            id bigserial PRIMARY KEY,
            case_id varchar(32) NOT NULL,
            tokens tsvector NOT NULL
        )
        """,
        "CREATE INDEX ix_case_search_tokens ON case_search USING gin (tokens)",
    ),
}


def upgrade() -> None:
    """Create every table of the first release."""
    create_journal()
    _create_case_numbers()
    _create_cases()
    _create_meetings()
    _create_units()
    _create_case_reports()
    _create_convened()
    _create_decisions()
    _create_opinions()
    _create_steps()
    for statement in _SEARCH_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_case_numbers() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_case_numbers"),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column(
            "case_no",
            sa.String(length=20).with_variant(
                sa.String(length=20, collation="C"), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column(
            "open_key",
            sa.String(length=160),
            nullable=True,
            comment="join key while not ended, else NULL",
        ),
        sa.Column("subject_key", sa.String(length=100), nullable=False),
        sa.Column("behaviour", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_unit", sa.String(length=40), nullable=True),
        sa.Column("subject_unit_name", sa.String(length=200), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=True),
        sa.Column("position", sa.String(length=200), nullable=True),
        sa.Column("id_digest", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("content_class", sa.String(length=40), nullable=False),
        sa.Column(
            "alleged",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Facts, gravest",
        ),
        sa.Column(
            "verified",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
            comment="Facts",
        ),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("addressee", sa.String(length=40), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("independent_sources", sa.Integer(), nullable=False),
        sa.Column("suggested", sa.SmallInteger(), nullable=True),
        sa.Column(
            "gravity",
            sa.Integer(),
            nullable=False,
            comment="suggested, or 4: the order of the queue",
        ),
        sa.Column(
            "circumstances",
            sa.String(length=120),
            nullable=False,
            comment="codes that the policy names, joined by commas",
        ),
        sa.Column("policy", sa.String(length=60), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True, comment="decided"),
        sa.Column("round", sa.Integer(), nullable=False, comment="of deliberation"),
        sa.Column("submitted_to", sa.String(length=40), nullable=True),
        sa.Column("has_failed_recheck", sa.Boolean(), nullable=False),
        sa.Column("handler_id", sa.String(length=32), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.String(length=32), nullable=True),
        sa.Column("letter_number", sa.String(length=60), nullable=True),
        sa.Column(
            "letter_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="moment of the newest letter event that moved the case",
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("case_no", name="uq_cases_case_no"),
        sa.UniqueConstraint("open_key", name="uq_cases_open_key"),
    )
    op.create_index(
        "ix_cases_addressee",
        "cases",
        ["addressee"],
        unique=False,
        sqlite_where=sa.text("addressee IS NOT NULL"),
        postgresql_where=sa.text("addressee IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_counts",
        "cases",
        [
            "state",
            "suggested",
            "level",
            "content_class",
            "subject_unit",
            "circumstances",
            "due_on",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cases_level",
        "cases",
        ["level"],
        unique=False,
        sqlite_where=sa.text("level IS NOT NULL"),
        postgresql_where=sa.text("level IS NOT NULL"),
    )
    op.create_index("ix_cases_queue", "cases", ["gravity", sa.text("case_id DESC")])
    op.create_index("ix_cases_subject_unit", "cases", ["subject_unit"], unique=False)
    op.create_index(
        "ix_cases_submitted_to",
        "cases",
        ["submitted_to"],
        unique=False,
        sqlite_where=sa.text("submitted_to IS NOT NULL"),
        postgresql_where=sa.text("submitted_to IS NOT NULL"),
    )


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic_text", sa.String(length=200), nullable=False),
        sa.Column(
            "units",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )


def _create_units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_units"),
    )


def _create_case_reports() -> None:
    op.create_table(
        "case_reports",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("report_no", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("content_class", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "policy", sa.String(length=60), nullable=False, comment="that graded it"
        ),
        sa.Column("suggested", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_case_reports_case_id"
        ),
        sa.PrimaryKeyConstraint("report_id", name="pk_case_reports"),
    )
    op.create_index(
        "ix_case_reports_source",
        "case_reports",
        ["case_id", "source_key"],
        unique=False,
    )


def _create_convened() -> None:
    op.create_table(
        "convened",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_convened_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "round", "unit", name="pk_convened"),
    )
    op.create_index("ix_convened_unit", "convened", ["unit"], unique=False)


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("suggested", sa.SmallInteger(), nullable=True),
        sa.Column("policy", sa.String(length=60), nullable=False),
        sa.Column("circumstances", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinions", sa.Integer(), nullable=False),
        sa.Column("resolution_no", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_decisions_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("case_id", "round", name="uq_decisions_case_id_round"),
    )


def _create_opinions() -> None:
    op.create_table(
        "opinions",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_opinions_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "round", "unit", name="pk_opinions"),
    )


def _create_steps() -> None:
    op.create_table(
        "steps",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("by_unit", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_steps_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
    )
    op.create_index("ix_steps_case_id", "steps", ["case_id"], unique=False)
