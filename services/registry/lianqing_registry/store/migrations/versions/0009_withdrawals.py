"""Keep when, by whom and why a record of an informant was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_WHOLE = (
    "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
    " AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)"
)


def upgrade() -> None:
    """Add the three columns; they are filled together or not at all.

    The check goes with the last column: SQLite adds none to a table that is there.
    """
    for column in (
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column(
            "withdrawn_why",
            sa.Text(),
            sa.CheckConstraint(_WHOLE, name="ck_informant_records_withdrawn"),
            nullable=True,
        ),
    ):
        op.add_column("informant_records", column)
