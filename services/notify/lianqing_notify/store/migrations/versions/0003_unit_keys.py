"""Keep the past keys of units, so that what they signed stays good."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep the past keys of units, beginning with those in force now."""
    op.create_table(
        "unit_keys",
        sa.Column("public_key", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="empty: not told, from ever",
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("public_key", name="pk_unit_keys"),
    )
    op.create_index("ix_unit_keys_unit", "unit_keys", ["unit"])
    op.execute(
        "INSERT INTO unit_keys (public_key, unit) "
        "SELECT public_key, code FROM units WHERE public_key IS NOT NULL"
    )
