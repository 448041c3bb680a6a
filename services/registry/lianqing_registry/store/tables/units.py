"""Units, their history and their credentials. Source: P1.0."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.domain.tree import MOST_PATH
from lianqing_registry.store.tables.base import UNIT, Base
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText

_UNSAID = text("said < version")


class UnitRow(Base):
    """One unit of the network; rows are never deleted."""

    __tablename__ = "units"
    __table_args__ = (
        Index("ix_units_children", "parent", "position", "code"),
        Index("ix_units_levels", "depth", "position", "code"),
        Index(
            "ix_units_unsaid",
            "code",
            sqlite_where=_UNSAID,
            postgresql_where=_UNSAID,
        ),
    )

    code: Mapped[str] = mapped_column(String(UNIT), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind))
    kind_text: Mapped[str] = mapped_column(String(20))
    parent: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    path: Mapped[str] = mapped_column(
        # By bytes on both databases, so that one range of it is one subtree.
        String(MOST_PATH).with_variant(String(MOST_PATH, "C"), "postgresql"),
        unique=True,
        comment="codes from the root, joined by /",
    )
    depth: Mapped[int] = mapped_column(comment="0 for a root")
    position: Mapped[int] = mapped_column(comment="among the units of one parent")
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    leader: Mapped[Personal | None] = mapped_column(PersonalText)
    deputy: Mapped[Personal | None] = mapped_column(PersonalText)
    contacts: Mapped[Personal | None] = mapped_column(PersonalText, comment="JSON list")
    remark: Mapped[str] = mapped_column(Text)
    status: Mapped[UnitStatus] = mapped_column(EnumText(UnitStatus))
    successor: Mapped[str | None] = mapped_column(
        ForeignKey("units.code"), index=True, comment="where a merged unit went"
    )
    aliases: Mapped[list[str]] = mapped_column(Json)
    words: Mapped[str] = mapped_column(Text, comment="all that it is found by")
    version: Mapped[int] = mapped_column(comment="counts the changes of the unit")
    said: Mapped[int] = mapped_column(comment="the version that others were told")
    added_at: Mapped[datetime] = mapped_column(Moment)
    idle_since: Mapped[datetime | None] = mapped_column(Moment)
    idle_reason: Mapped[str | None] = mapped_column(Text)


class UnitVersionRow(Base):
    """What changed with one version of a unit; written once, never changed.

    Appointments and credentials count versions too and have books of their own, so the
    numbers of one unit may leave some out.
    """

    __tablename__ = "unit_versions"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[UnitChange] = mapped_column(EnumText(UnitChange))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[list[str]]] = mapped_column(
        Json, comment="name, before, after; of people only that they changed"
    )


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
