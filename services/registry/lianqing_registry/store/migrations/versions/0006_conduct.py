"""Keep ended relations and interference."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Keep ended relations and interference."""
