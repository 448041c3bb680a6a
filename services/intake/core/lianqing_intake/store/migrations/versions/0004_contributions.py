"""Keep what verification said of a report, and whose reports only he may see."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what verification said and who sees it; index reports by their writer."""
    op.add_column(
        "report",
        sa.Column(
            "is_by_informant",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="typed in by an invited informant; hidden from his unit's clerks",
        ),
    )
    op.add_column(
        "report", sa.Column("verification", sa.String(length=40), nullable=True)
    )
    op.create_index(
        "ix_report_entered_by",
        "report",
        ["entered_by", "id"],
        unique=False,
        sqlite_where=sa.text("entered_by IS NOT NULL"),
        postgresql_where=sa.text("entered_by IS NOT NULL"),
    )
