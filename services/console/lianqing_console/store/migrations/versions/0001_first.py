"""Create the console's first tables."""

import sqlalchemy as sa
from alembic import op

from lianqing_shared.db.first_journal import create_journal

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    create_journal()
    _create_sent_forms()
    _create_sessions()


def _create_sent_forms() -> None:
    op.create_table(
        "sent_forms",
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of session and form key",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "location",
            sa.String(length=300),
            nullable=True,
            comment="where the effect is seen; none while it is being done",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_sent_forms"),
    )
    op.create_index("ix_sent_forms_at", "sent_forms", ["at"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the cookie",
        ),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="the registry's tokens, under a key made from the cookie",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], unique=False)
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"], unique=False)
