"""Invited informants: life, terms, records. Source: P1.3.2.

The database itself keeps that nobody files what he asked for, that a filing number is
given once, that one term waits at a time, and that one account is one informant's.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import DIGEST, PERSON, Base
from lianqing_shared.contracts.informant_words import (
    Background,
    InformantState,
    LifeMove,
    RecordKind,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Moment, PersonalText

_BY = 80
_WAITING = text("filed_at IS NULL AND refused_at IS NULL")


class InformantRow(Base):
    """An invited informant, as he now stands. Source: P1.3.2."""

    __tablename__ = "informants"

    person_id: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    name: Mapped[Personal] = mapped_column(PersonalText)
    background: Mapped[Background] = mapped_column(EnumText(Background))
    background_text: Mapped[str | None] = mapped_column(String(200))
    recruiter: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    phone: Mapped[Personal | None] = mapped_column(PersonalText)
    state: Mapped[InformantState] = mapped_column(EnumText(InformantState))
    ends_on: Mapped[date | None] = mapped_column(
        Date, index=True, comment="last day of the newest filed term"
    )
    applied_at: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[str | None] = mapped_column(
        ForeignKey("people.person_id"), unique=True, comment="what he reports under"
    )
    consents_to_publication: Mapped[bool]


class InformantTermRow(Base):
    """A term: asked for, then filed by somebody else, or refused. Source: P1.3.2a."""

    __tablename__ = "informant_terms"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        UniqueConstraint("filing_year", "filing_number"),
        CheckConstraint(
            "(filing_number IS NULL) = (filed_at IS NULL)", name="numbered"
        ),
        CheckConstraint("filed_by <> asked_by", name="four_eyes"),
        CheckConstraint("filed_at IS NULL OR refused_at IS NULL", name="one_end"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index(
            "uq_informant_terms_waiting",
            "person_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("informants.person_id"))
    number: Mapped[int]
    months: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(_BY))
    reason: Mapped[Personal | None] = mapped_column(PersonalText)
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    filed_by: Mapped[str | None] = mapped_column(String(_BY))
    filing_year: Mapped[int | None]
    filing_number: Mapped[int | None]
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    refused_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_by: Mapped[str | None] = mapped_column(String(_BY))


class InformantStepRow(Base):
    """A step of an informant's life; only ever added."""

    __tablename__ = "informant_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("informants.person_id"), index=True
    )
    move: Mapped[LifeMove] = mapped_column(EnumText(LifeMove))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(_BY))
    reason: Mapped[Personal | None] = mapped_column(PersonalText)


class InformantRecordRow(Base):
    """A training, reward or punishment. Source: P1.3.2b."""

    __tablename__ = "informant_records"
    __table_args__ = (
        UniqueConstraint("person_id", "digest"),
        CheckConstraint(
            "(amount IS NULL) = (rule_reference IS NULL)", name="money_by_rule"
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name="withdrawn",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("informants.person_id"), index=True
    )
    kind: Mapped[RecordKind] = mapped_column(EnumText(RecordKind))
    on_day: Mapped[date] = mapped_column(Date)
    text: Mapped[Personal] = mapped_column(PersonalText)
    half_hours: Mapped[int | None] = mapped_column(comment="of a training")
    place: Mapped[str | None] = mapped_column(String(200))
    amount: Mapped[int | None] = mapped_column(BigInteger, comment="of a reward, fen")
    rule_reference: Mapped[str | None] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(
        String(DIGEST), comment="the same record sent again is the same record"
    )
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(_BY))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(_BY))
    withdrawn_why: Mapped[Personal | None] = mapped_column(PersonalText)


class FilingNumberRow(Base):
    """The last filing number of a year; taken in the transaction that uses it."""

    __tablename__ = "filing_numbers"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
