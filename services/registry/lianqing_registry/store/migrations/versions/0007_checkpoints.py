"""Keep checkpoints of all audit logs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Keep checkpoints of all audit logs."""
    _create_checkpoints()
    _create_checkpoint_findings()


def _create_checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_key", sa.String(length=56), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoints"),
        sa.UniqueConstraint("service", "seq", name="uq_checkpoints_service_seq"),
    )


def _create_checkpoint_findings() -> None:
    op.create_table(
        "checkpoint_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("flaw", sa.String(length=40), nullable=False),
        sa.Column(
            "sentence", sa.Text(), nullable=False, comment="for people, in Chinese"
        ),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="the checkpoint as it came, JSON"
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoint_findings"),
        sa.UniqueConstraint(
            "service",
            "seq",
            "digest",
            "flaw",
            name="uq_checkpoint_findings_service_seq_digest_flaw",
        ),
    )
