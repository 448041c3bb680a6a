"""Keep whom a report is about, by unit and keyed digest, so that queries can recuse."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the subject's unit and key; reports from before get theirs at the start."""
    op.add_column(
        "report", sa.Column("subject_unit", sa.String(length=40), nullable=True)
    )
    op.add_column(
        "report",
        sa.Column(
            "subject_key",
            sa.String(length=64),
            nullable=True,
            comment="for recusal; empty where nothing of the subject is kept",
        ),
    )
