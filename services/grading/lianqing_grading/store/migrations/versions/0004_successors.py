"""Keep where merged units went; find member units without reading all others."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the successor, and indexes by it and by kind."""
    op.add_column(
        "units",
        sa.Column(
            "successor",
            sa.String(length=40),
            nullable=True,
            comment="where a merged unit went",
        ),
    )
    op.create_index("ix_units_successor", "units", ["successor"])
    op.create_index("ix_units_kind", "units", ["kind"])
