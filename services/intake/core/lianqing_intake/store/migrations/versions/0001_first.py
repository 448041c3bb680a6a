"""Create intake's first tables."""

from alembic import op

from lianqing_intake.store.tables import Base
from lianqing_shared.db.migrations import create_all

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    create_all(op.get_bind(), Base.metadata)
