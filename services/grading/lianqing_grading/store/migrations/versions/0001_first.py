"""Create grading's first tables."""

from alembic import op

from lianqing_grading.store.tables import Base
from lianqing_shared.db.migrations import create_all

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table and the search index."""
    create_all(op.get_bind(), Base.metadata)


def downgrade() -> None:
    """Refuse: a first version has nothing to go back to."""
    raise NotImplementedError("restore a backup instead")
