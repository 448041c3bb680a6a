"""Keep what verification said of a report."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep what verification said of a report."""
