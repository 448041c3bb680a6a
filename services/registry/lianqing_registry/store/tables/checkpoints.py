"""Checkpoints of all services' audit logs, and what contradicts them."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.domain.checkpoints import CheckpointFlaw
from lianqing_registry.store.tables.base import DIGEST, Base
from lianqing_shared.contracts.auditing import AuditedService
from lianqing_shared.db.types import EnumText, Moment

_SEQ = BigInteger().with_variant(Integer(), "sqlite")


class CheckpointRow(Base):
    """A checkpoint that was believed; written once, never changed."""

    __tablename__ = "checkpoints"
    __table_args__ = (UniqueConstraint("service", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[AuditedService] = mapped_column(EnumText(AuditedService))
    seq: Mapped[int] = mapped_column(_SEQ)
    digest: Mapped[str] = mapped_column(String(DIGEST))
    at: Mapped[datetime] = mapped_column(Moment)
    public_key: Mapped[str] = mapped_column(String(56))
    signature: Mapped[str] = mapped_column(String(100))
    received_at: Mapped[datetime] = mapped_column(Moment)


class CheckpointFindingRow(Base):
    """A checkpoint that was not believed, and why; told once, kept for ever."""

    __tablename__ = "checkpoint_findings"
    __table_args__ = (UniqueConstraint("service", "seq", "digest", "flaw"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[AuditedService] = mapped_column(EnumText(AuditedService))
    seq: Mapped[int] = mapped_column(_SEQ)
    digest: Mapped[str] = mapped_column(String(DIGEST))
    flaw: Mapped[CheckpointFlaw] = mapped_column(EnumText(CheckpointFlaw))
    sentence: Mapped[str] = mapped_column(Text, comment="for people, in Chinese")
    body: Mapped[str] = mapped_column(Text, comment="the checkpoint as it came, JSON")
    found_at: Mapped[datetime] = mapped_column(Moment)
