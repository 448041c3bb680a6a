"""Keep who holds a deciding office."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Keep who holds a deciding office."""
    op.create_table(
        "officers",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("keys", _JSON, nullable=False, comment="his own as a subject"),
        sa.Column("recused_units", _JSON, nullable=False),
        sa.Column("recused_subjects", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_officers"),
    )
