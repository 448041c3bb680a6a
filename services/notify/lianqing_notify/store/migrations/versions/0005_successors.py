"""Keep where merged units went: letters go there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the successor and an index by it."""
    op.add_column(
        "units",
        sa.Column(
            "successor",
            sa.String(length=32),
            nullable=True,
            comment="where a merged unit went",
        ),
    )
    op.create_index("ix_units_successor", "units", ["successor"])
