"""The tables of notify. Personal text is typed as such; each PDF has its digest.

The database itself keeps what must never happen from happening: two letters for one
case, one number twice, two answers in one round.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lianqing_notify.domain.deadlines import Duty, Rung
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.db import ServiceBase, service_metadata
from lianqing_shared.db.types import EnumText, Json, LevelNumber, Moment, PersonalText
from lianqing_shared.working_days import CalendarBasis


class Base(ServiceBase):
    """The root of notify's tables."""

    metadata = service_metadata()


class SeriesRow(Base):
    """The last serial of one kind of letter in one year; locked while numbering."""

    __tablename__ = "series"

    kind: Mapped[LetterKind] = mapped_column(EnumText(LetterKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class LetterRow(Base):
    """One letter; its number, its file, and where it stands."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("kind", "year", "serial"),)

    id: Mapped[str] = mapped_column(String(29), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(29), unique=True)
    case_no: Mapped[str] = mapped_column(String(40))
    kind: Mapped[LetterKind] = mapped_column(EnumText(LetterKind))
    level: Mapped[Level] = mapped_column(LevelNumber)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    addressee: Mapped[str] = mapped_column(String(32), index=True, comment="unit code")
    addressee_name: Mapped[str] = mapped_column(String(200), comment="as printed")
    issuer: Mapped[str] = mapped_column(String(60), comment="organ, as printed")
    legal_basis: Mapped[str] = mapped_column(Text)
    authorisation: Mapped[str] = mapped_column(Text, comment="empty unless level 1")
    basis: Mapped[dict[str, object]] = mapped_column(Json, comment="who decided")
    circumstances: Mapped[list[str]] = mapped_column(Json)
    questions: Mapped[int] = mapped_column(comment="how many an answer must answer")
    state: Mapped[LetterState] = mapped_column(EnumText(LetterState), index=True)
    round: Mapped[int] = mapped_column(comment="of replies; 1 before the first")
    issued_at: Mapped[datetime] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    reply_due_on: Mapped[date]
    code: Mapped[str] = mapped_column(String(20), comment="verification code")
    subject_key: Mapped[str] = mapped_column(String(64), comment="for recusal")
    subject_unit: Mapped[str | None] = mapped_column(String(32), comment="for recusal")
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    deadlines: Mapped[list["DeadlineRow"]] = relationship(
        lazy="raise", back_populates="letter", order_by="DeadlineRow.id"
    )
    replies: Mapped[list["ReplyRow"]] = relationship(
        lazy="raise", back_populates="letter", order_by="ReplyRow.round"
    )


class DeadlineRow(Base):
    """What a unit owes until when; the sweeper claims rows whose `next_at` has come."""

    __tablename__ = "deadlines"
    __table_args__ = (UniqueConstraint("letter_id", "duty", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), index=True)
    duty: Mapped[Duty] = mapped_column(EnumText(Duty))
    round: Mapped[int]
    days: Mapped[int]
    in_working_days: Mapped[bool]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    basis: Mapped[CalendarBasis] = mapped_column(EnumText(CalendarBasis))
    last_rung: Mapped[Rung | None] = mapped_column(EnumText(Rung))
    next_rung: Mapped[Rung | None] = mapped_column(EnumText(Rung))
    next_at: Mapped[datetime | None] = mapped_column(
        Moment, index=True, comment="None once done or once overdue was said"
    )
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    letter: Mapped[LetterRow] = relationship(lazy="raise", back_populates="deadlines")


class ReminderRow(Base):
    """A rung of the ladder that was reached; once for each deadline."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("deadline_id", "rung"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadlines.id"))
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), index=True)
    duty: Mapped[Duty] = mapped_column(EnumText(Duty))
    rung: Mapped[Rung] = mapped_column(EnumText(Rung))
    at: Mapped[datetime] = mapped_column(Moment)


class ReplyRow(Base):
    """One answer of a unit and what became of it."""

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("letter_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), index=True)
    round: Mapped[int]
    unit: Mapped[str] = mapped_column(String(32))
    said_by: Mapped[str] = mapped_column(String(40), comment="person id, or the unit")
    submission: Mapped[str] = mapped_column(
        String(140), unique=True, comment="unit and its submission id; else the row's"
    )
    body: Mapped[Personal] = mapped_column(PersonalText, comment="ReplyBody as JSON")
    at: Mapped[datetime] = mapped_column(Moment)
    is_late: Mapped[bool]
    verdict: Mapped[str | None] = mapped_column(String(20))
    verdict_reason: Mapped[str] = mapped_column(Text, default="")
    verdict_by: Mapped[str | None] = mapped_column(String(40))
    verdict_at: Mapped[datetime | None] = mapped_column(Moment)
    letter: Mapped[LetterRow] = relationship(lazy="raise", back_populates="replies")


class AcknowledgementRow(Base):
    """The signed receipt of a unit, whole, so that anyone can check it again."""

    __tablename__ = "acknowledgements"

    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime] = mapped_column(Moment)
    signed_by: Mapped[str] = mapped_column(String(60))
    signature: Mapped[str] = mapped_column(String(120))
    signed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)


class UnitRow(Base):
    """A unit as the registry last told; the highest version wins."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool]
    successor: Mapped[str | None] = mapped_column(
        String(32), index=True, comment="where a merged unit went"
    )
    public_key: Mapped[str | None] = mapped_column(String(60))
    version: Mapped[int]


class UnitKeyRow(Base):
    """A key of a unit and the time in which it was in force; past ones are kept."""

    __tablename__ = "unit_keys"

    public_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    since: Mapped[datetime | None] = mapped_column(
        Moment, comment="empty: not told, from ever"
    )
    until: Mapped[datetime | None] = mapped_column(Moment)


class CalendarYearRow(Base):
    """The official table of a year, as the registry published it."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    days_off: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    working_days: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
