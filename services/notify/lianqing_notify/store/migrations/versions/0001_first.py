"""Create every table of the first release."""

from alembic import op

from lianqing_notify.store.tables import Base
from lianqing_shared.db.migrations import create_all

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    create_all(op.get_bind(), Base.metadata)
