"""People, their roles, appointments and sessions. Source: P1.3.1."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import DIGEST, PERSON, Base
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Moment, PersonalText


class PersonRow(Base):
    """A person with an account."""

    __tablename__ = "people"

    person_id: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Personal] = mapped_column(PersonalText)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    password_hash: Mapped[str] = mapped_column(
        String(200), comment="Argon2id in PHC form"
    )
    must_change_password: Mapped[bool]
    is_active: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)
    email: Mapped[Personal | None] = mapped_column(PersonalText)
    phone: Mapped[Personal | None] = mapped_column(PersonalText)
    password_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    password_set_by: Mapped[str | None] = mapped_column(String(80))
    initial_until: Mapped[datetime | None] = mapped_column(Moment)
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_reason: Mapped[Personal | None] = mapped_column(PersonalText)


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


class SessionRow(Base):
    """A session; of its secret only the digest is kept."""

    __tablename__ = "sessions"

    session_id: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    refresh_sha256: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    origin: Mapped[Personal | None] = mapped_column(PersonalText)


class LoginAttemptRow(Base):
    """Failures in a row under one log-in name, whether it exists or not."""

    __tablename__ = "login_attempts"

    login_sha256: Mapped[str] = mapped_column(String(DIGEST), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
