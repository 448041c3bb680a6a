"""Keep an informant's whole life and the rules he accepted."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep an informant's whole life and the rules he accepted."""
