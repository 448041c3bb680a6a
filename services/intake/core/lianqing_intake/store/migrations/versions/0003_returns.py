"""Keep nil returns and each unit's schedule."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep nil returns and each unit's schedule."""
