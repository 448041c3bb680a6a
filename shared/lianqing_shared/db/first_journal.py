"""The journal tables as the first migration of every service makes them.

Written out, not taken from the metadata: a migration must do the same for ever.
"""

import sqlalchemy as sa
from alembic import op


def create_journal() -> None:
    """Create outbox, its cursor, inbox, audit log and quarantine."""
    _create_audit()
    _create_inbox()
    _create_outbox()
    _create_outbox_cursor()
    _create_quarantine()


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "at",
            sa.String(length=40),
            nullable=False,
            comment="ISO 8601, UTC, as digested",
        ),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.String(length=120), nullable=False),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="JSON, no personal text"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("prev", name="uq_audit_prev"),
        comment="hash chain: digest covers prev and every other column",
    )
    op.create_index("ix_audit_object_id", "audit", ["object_id"], unique=False)


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_inbox"),
        comment="ids of messages whose effect is committed",
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False)


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column(
            "pos",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column(
            "headers", sa.Text(), nullable=False, comment="JSON object of strings"
        ),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name="pk_outbox"),
        comment="append-only log of what was said; outbox_cursor is how far it went",
    )


def _create_outbox_cursor() -> None:
    op.create_table(
        "outbox_cursor",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "pos", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("name", name="pk_outbox_cursor"),
    )


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False, comment="of the body"),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="for the clerk, in Chinese"
        ),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("key", name="uq_quarantine_key"),
        comment="messages that can never be handled as they stand",
    )
