"""What guards accounts: old passwords, second factors, changes of roles.

Source: domain 4.2; 等保2.0.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import DIGEST, PERSON, Base
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeState
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText

_IS_PENDING = text("state = 'pending'")


class OldPasswordRow(Base):
    """A password that a person had and must not take again soon."""

    __tablename__ = "old_passwords"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    password_hash: Mapped[str] = mapped_column(
        String(200), comment="Argon2id in PHC form"
    )
    replaced_at: Mapped[datetime] = mapped_column(Moment)


class SecondFactorRow(Base):
    """A person's second factor in force, and the one he is about to confirm."""

    __tablename__ = "second_factors"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("(fresh IS NULL) = (fresh_until IS NULL)", name="fresh"),
    )

    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.person_id"), primary_key=True
    )
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="the secret, AES-GCM under the installation's key"
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None] = mapped_column(
        BigInteger, comment="the last half minute whose code was taken"
    )
    fresh: Mapped[bytes | None] = mapped_column(LargeBinary)
    fresh_until: Mapped[datetime | None] = mapped_column(Moment)
    reset_by: Mapped[str | None] = mapped_column(
        String(80), comment="who took it off, until there is a new one"
    )


class RecoveryCodeRow(Base):
    """A code for a lost phone; of the code only a keyed digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"))
    digest: Mapped[str] = mapped_column(String(DIGEST))
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class AccountNoteRow(Base):
    """Why somebody did something to a person's account; the audit log has no words."""

    __tablename__ = "account_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    reason: Mapped[Personal] = mapped_column(PersonalText)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by: Mapped[str] = mapped_column(String(80))


class RoleChangeRow(Base):
    """One version of a change of a person's roles; one at a time is pending."""

    __tablename__ = "role_changes"
    __table_args__ = (
        UniqueConstraint("person_id", "version"),
        CheckConstraint("(state = 'pending') = (ended_at IS NULL)", name="ended"),
        Index(
            "uq_role_changes_pending",
            "person_id",
            unique=True,
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
    )

    change_id: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"))
    version: Mapped[int]
    adds: Mapped[list[str]] = mapped_column(Json)
    drops: Mapped[list[str]] = mapped_column(Json)
    reason: Mapped[Personal] = mapped_column(PersonalText)
    state: Mapped[RoleChangeState] = mapped_column(EnumText(RoleChangeState))
    needed: Mapped[int]
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_reason: Mapped[Personal | None] = mapped_column(PersonalText)


class RoleApprovalRow(Base):
    """One other person's yes; he has one for each change."""

    __tablename__ = "role_approvals"
    __table_args__ = (UniqueConstraint("change_id", "approver"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[str] = mapped_column(ForeignKey("role_changes.change_id"))
    version: Mapped[int]
    approver: Mapped[str] = mapped_column(String(PERSON))
    approved_at: Mapped[datetime] = mapped_column(Moment)
