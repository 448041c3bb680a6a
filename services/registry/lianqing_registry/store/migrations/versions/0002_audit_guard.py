"""Make the audit log refuse changes."""

from lianqing_shared.db.audit_guard import create_guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the audit log refuse changes."""
    create_guard()
