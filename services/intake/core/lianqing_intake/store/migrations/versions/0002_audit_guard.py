"""Make the audit log refuse changes."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the audit log refuse changes."""
