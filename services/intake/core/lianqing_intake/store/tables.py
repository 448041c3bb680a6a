"""Intake's tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import Outcome, Verification
from lianqing_shared.db import ServiceBase, service_metadata
from lianqing_shared.db.tables import Octets
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText

_Key = BigInteger().with_variant(Integer(), "sqlite")


class Base(ServiceBase):
    """The root of intake's tables."""

    metadata = service_metadata()


class ReportRow(Base):
    """One submission, whatever became of it; (unit, submission_id) is its identity."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("unit", "submission_id"),
        Index("ix_report_unit_outcome_id", "unit", "outcome", "id"),
        Index(
            "ix_report_entered_by",
            "entered_by",
            "id",
            sqlite_where=text("entered_by IS NOT NULL"),
            postgresql_where=text("entered_by IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_Key, primary_key=True)
    unit: Mapped[str] = mapped_column(String(40))
    submission_id: Mapped[str] = mapped_column(String(120))
    body_sha256: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome), index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    report_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    report_no: Mapped[str | None] = mapped_column(String(20), unique=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
    entered_by: Mapped[str | None] = mapped_column(
        String(40), comment="person who typed it in; None from an adapter"
    )
    is_by_informant: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="typed in by an invited informant; hidden from his unit's clerks",
    )
    verification: Mapped[Verification | None] = mapped_column(EnumText(Verification))
    title: Mapped[Personal | None] = mapped_column(PersonalText)
    subject_unit: Mapped[str | None] = mapped_column(String(40))
    subject_key: Mapped[str | None] = mapped_column(
        String(64), comment="for recusal; empty where nothing of the subject is kept"
    )
    body: Mapped[bytes | None] = mapped_column(
        Octets, comment="the report's JSON without the sealed reporter"
    )


class SealedReporterRow(Base):
    """The reporter's identity, sealed at the source; kept apart from the substance."""

    __tablename__ = "sealed_reporter"

    report_id: Mapped[str] = mapped_column(
        ForeignKey("report.report_id"), primary_key=True
    )
    sealed: Mapped[str] = mapped_column(Text)


class DayCountRow(Base):
    """How many reports were numbered on a day."""

    __tablename__ = "day_count"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]


class UnitRow(Base):
    """Intake's copy of a unit, as the registry last told it."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool]
    status: Mapped[UnitStatus] = mapped_column(EnumText(UnitStatus))
    successor: Mapped[str | None] = mapped_column(
        String(40), comment="where a merged unit went"
    )
    version: Mapped[int]


class UnitNameRow(Base):
    """A spelling under which a unit is found in reports."""

    __tablename__ = "unit_name"

    spelling: Mapped[str] = mapped_column(String(200), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)


class UnitScheduleRow(Base):
    """Every term of a unit's reporting, as the registry last told it."""

    __tablename__ = "unit_schedule"

    code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    terms: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, comment="ScheduleTerm, earliest first"
    )


class NilReturnRow(Base):
    """A unit's word that it has nothing to report for one period (零报告)."""

    __tablename__ = "nil_return"
    __table_args__ = (
        UniqueConstraint("unit", "period"),
        UniqueConstraint("unit", "submission_id"),
    )

    id: Mapped[int] = mapped_column(_Key, primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    period: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by: Mapped[str] = mapped_column(String(40), comment="person, or `adapter`")
    submission_id: Mapped[str | None] = mapped_column(
        String(120), comment="from an adapter; None from the console"
    )


class CalendarYearRow(Base):
    """The official working days of a year, as the registry published them."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days_off: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    working_days: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
