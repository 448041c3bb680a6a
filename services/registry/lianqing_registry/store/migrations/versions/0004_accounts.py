"""Keep second factors, old passwords and role changes."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep second factors, old passwords and role changes."""
