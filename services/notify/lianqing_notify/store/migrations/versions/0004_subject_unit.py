"""Keep the unit that a letter is about beside the one that it goes to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the subject's unit; letters from before have their addressee only."""
    op.add_column(
        "letters",
        sa.Column(
            "subject_unit", sa.String(length=32), nullable=True, comment="for recusal"
        ),
    )
