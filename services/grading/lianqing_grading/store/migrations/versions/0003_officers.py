"""Keep who holds a deciding office."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep who holds a deciding office."""
