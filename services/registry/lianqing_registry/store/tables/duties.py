"""Schedules of reporting, papers of appointments, and gaps. Source: P1.3.1, P1.0."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import PERSON, Base
from lianqing_shared.contracts.duties import (
    ScheduleScope,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Moment, PersonalText

_OPEN = text("cleared_at IS NULL")
_Term = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class ScheduleRuleRow(Base):
    """A rule of reporting, as it was set; rows are never changed."""

    __tablename__ = "schedule_rules"
    __table_args__ = (
        CheckConstraint("unit IS NULL OR kind IS NULL", name="one_scope"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="the order of setting")
    scope: Mapped[ScheduleScope] = mapped_column(EnumText(ScheduleScope))
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"), index=True)
    kind: Mapped[UnitKind | None] = mapped_column(EnumText(UnitKind))
    valid_from: Mapped[date] = mapped_column(Date)
    term: Mapped[dict[str, Any] | None] = mapped_column(
        _Term, comment="ScheduleTerm; empty: the wider rule again"
    )
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class ClerkPaperRow(Base):
    """What is written down about one appointment of an entry clerk."""

    __tablename__ = "clerk_papers"

    clerk_id: Mapped[int] = mapped_column(ForeignKey("clerks.id"), primary_key=True)
    qualification: Mapped[Personal | None] = mapped_column(PersonalText)
    handover: Mapped[Personal | None] = mapped_column(PersonalText)
    ended_by: Mapped[str | None] = mapped_column(String(80))


class NetworkGapRow(Base):
    """Something missing in the network, from when it was first seen until put right.

    Of one thing missing one row is open; the same thing missing again is a new row.
    """

    __tablename__ = "network_gaps"
    __table_args__ = (
        Index(
            "uq_network_gaps_open",
            "key",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), comment="what is missing where")
    kind: Mapped[NetworkGapKind] = mapped_column(EnumText(NetworkGapKind))
    detail: Mapped[Personal] = mapped_column(
        PersonalText, comment="JSON of the finding: sentence, targets, whom it concerns"
    )
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)


class GapCheckRow(Base):
    """When the network was last looked through; there is one row at most."""

    __tablename__ = "gap_checks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    checked_at: Mapped[datetime] = mapped_column(Moment)
    checked_by: Mapped[str] = mapped_column(String(PERSON))
    found: Mapped[int]
