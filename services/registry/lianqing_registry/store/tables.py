"""The tables of the registry.

Three promises are kept by the database itself, whatever the code does: at most two
entry clerks per unit (`slot`), one credential in force per unit, one person per log-in.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.domain.relations import RelationKind
from lianqing_shared.contracts.network import (
    Background,
    InformantState,
    RecordKind,
    UnitKind,
    UnitStatus,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.tables import ServiceBase, service_metadata
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText

_UNIT = 32
_PERSON = 40
_DIGEST = 64


class Base(ServiceBase):
    """The root of the registry's tables."""

    metadata = service_metadata()


class UnitRow(Base):
    """One unit of the network; rows are never deleted."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(_UNIT), primary_key=True)
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


class PersonRow(Base):
    """A person with an account."""

    __tablename__ = "people"

    person_id: Mapped[str] = mapped_column(String(_PERSON), primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Personal] = mapped_column(PersonalText)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    password_hash: Mapped[str] = mapped_column(
        String(200), comment="Argon2id in PHC form"
    )
    must_change_password: Mapped[bool]
    is_active: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)


class PersonRoleRow(Base):
    """One role of one person; two columns so that two writers never lose one."""

    __tablename__ = "person_roles"

    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.person_id"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(EnumText(Role), primary_key=True)


class ClerkRow(Base):
    """An entry clerk's appointment; `slot` is 1 or 2 while it lasts, then empty."""

    __tablename__ = "clerks"
    __table_args__ = (
        # Empty slots count as different on both databases, so the past may pile up.
        UniqueConstraint("unit", "slot"),
        CheckConstraint("slot IN (1, 2)", name="slot"),
        CheckConstraint("(slot IS NULL) = (ended_at IS NOT NULL)", name="ended"),
        Index(
            "uq_clerks_person",
            "person_id",
            unique=True,
            sqlite_where=text("slot IS NOT NULL"),
            postgresql_where=text("slot IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"))
    slot: Mapped[int | None]
    appointed_at: Mapped[datetime] = mapped_column(Moment)
    appointed_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


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
    subject_key: Mapped[str | None] = mapped_column(String(_DIGEST))
    declared_at: Mapped[datetime] = mapped_column(Moment)
    declared_by: Mapped[str] = mapped_column(String(80))


class SessionRow(Base):
    """A session; of its secret only the digest is kept."""

    __tablename__ = "sessions"

    session_id: Mapped[str] = mapped_column(String(_PERSON), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    refresh_sha256: Mapped[str] = mapped_column(String(_DIGEST), unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class LoginAttemptRow(Base):
    """Failures in a row under one log-in name, whether it exists or not."""

    __tablename__ = "login_attempts"

    login_sha256: Mapped[str] = mapped_column(String(_DIGEST), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


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

    person_id: Mapped[str] = mapped_column(String(_PERSON), primary_key=True)
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


class CalendarRow(Base):
    """The working calendar of one year, as last published."""

    __tablename__ = "calendars"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days_off: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    working_days: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    source: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(Moment)
