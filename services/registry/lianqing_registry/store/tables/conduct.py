"""Why somebody keeps out of a matter. Source: 监察法 Art. 67."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import DIGEST, Base
from lianqing_shared.contracts.conduct import RelationKind
from lianqing_shared.db.types import EnumText, Moment


class RelationRow(Base):
    """A declared relation: to a unit or to one subject."""

    __tablename__ = "relations"
    __table_args__ = (
        CheckConstraint("(unit IS NULL) <> (subject_key IS NULL)", name="one_target"),
        UniqueConstraint("person_id", "kind", "unit"),
        UniqueConstraint("person_id", "kind", "subject_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(EnumText(RelationKind))
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    subject_key: Mapped[str | None] = mapped_column(String(DIGEST))
    declared_at: Mapped[datetime] = mapped_column(Moment)
    declared_by: Mapped[str] = mapped_column(String(80))
