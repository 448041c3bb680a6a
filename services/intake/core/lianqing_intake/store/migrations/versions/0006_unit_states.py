"""Keep why a unit takes no part, and where a merged one went."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both; until the registry tells, who takes no part counts as revoked."""
    op.add_column(
        "unit",
        sa.Column(
            "status", sa.String(length=40), nullable=False, server_default="active"
        ),
    )
    op.add_column(
        "unit",
        sa.Column(
            "successor",
            sa.String(length=40),
            nullable=True,
            comment="where a merged unit went",
        ),
    )
    op.execute("UPDATE unit SET status = 'revoked' WHERE NOT is_active")
