"""Create sessions and sent forms."""

from alembic import op

from lianqing_console.store.tables import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables of the first version."""
    Base.metadata.create_all(op.get_bind())
