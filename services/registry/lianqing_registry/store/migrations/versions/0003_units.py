"""Give units contacts, history and schedules."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give units contacts, history and schedules."""
