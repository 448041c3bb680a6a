"""Units and their credentials. Source: P1.0."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import UNIT, Base
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText


class UnitRow(Base):
    """One unit of the network; rows are never deleted."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(UNIT), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind))
    parent: Mapped[str | None] = mapped_column(ForeignKey("units.code"), index=True)
    path: Mapped[str] = mapped_column(
        String(400), unique=True, comment="codes from the root, joined by /"
    )
    area_code: Mapped[str | None] = mapped_column(String(12))
    leader: Mapped[Personal | None] = mapped_column(PersonalText)
    status: Mapped[UnitStatus] = mapped_column(EnumText(UnitStatus))
    aliases: Mapped[list[str]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(comment="counts the changes said to others")
    added_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str | None] = mapped_column(Text)


class CredentialRow(Base):
    """A public key that the operator issued for a unit."""

    __tablename__ = "credentials"
    __table_args__ = (
        Index(
            "uq_credentials_in_force",
            "unit",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    public_key: Mapped[str] = mapped_column(String(56), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
