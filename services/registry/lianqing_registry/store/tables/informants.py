"""Invited informants. Source: P1.3.2."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import PERSON, Base
from lianqing_shared.contracts.informants import Background, InformantState, RecordKind
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Moment, PersonalText


class InformantRow(Base):
    """An invited informant. Source: P1.3.2."""

    __tablename__ = "informants"
    __table_args__ = (
        UniqueConstraint("filing_year", "filing_number"),
        CheckConstraint(
            "(filing_number IS NULL) = (filed_at IS NULL)", name="numbered"
        ),
        CheckConstraint("filed_by <> applied_by", name="four_eyes"),
    )

    person_id: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    name: Mapped[Personal] = mapped_column(PersonalText)
    background: Mapped[Background] = mapped_column(EnumText(Background))
    recruiter: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    state: Mapped[InformantState] = mapped_column(EnumText(InformantState))
    applied_at: Mapped[datetime] = mapped_column(Moment)
    applied_by: Mapped[str] = mapped_column(String(80))
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    filed_by: Mapped[str | None] = mapped_column(String(80))
    filing_year: Mapped[int | None]
    filing_number: Mapped[int | None]


class InformantRecordRow(Base):
    """A training, assessment, reward or punishment. Source: P1.3.2b."""

    __tablename__ = "informant_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("informants.person_id"), index=True
    )
    kind: Mapped[RecordKind] = mapped_column(EnumText(RecordKind))
    on_day: Mapped[date] = mapped_column(Date)
    text: Mapped[Personal] = mapped_column(PersonalText)
    score: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(80))


class FilingNumberRow(Base):
    """The last filing number of a year; taken in the transaction that uses it."""

    __tablename__ = "filing_numbers"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
