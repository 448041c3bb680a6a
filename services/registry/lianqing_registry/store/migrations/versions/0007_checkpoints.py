"""Keep the checkpoints of every service's audit log."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Keep the checkpoints of every service's audit log."""
