"""Informants' yearly assessments and the rules they accept. Source: P1.3.2b."""

from datetime import date, datetime
from typing import Any

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

from lianqing_registry.store.tables.base import DIGEST, Base
from lianqing_shared.contracts.informant_conduct import Result
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Json, Moment, PersonalText

_BY = 80
_IN_FORCE = text("superseded_at IS NULL")


class AssessmentRow(Base):
    """A year's assessment; a correction is a new version, and one is in force."""

    __tablename__ = "informant_assessments"
    __table_args__ = (
        UniqueConstraint("person_id", "year", "version"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "uq_informant_assessments_in_force",
            "person_id",
            "year",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("informants.person_id"))
    year: Mapped[int]
    version: Mapped[int]
    score: Mapped[int]
    result: Mapped[Result] = mapped_column(EnumText(Result))
    proposal: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="what the rule proposed, line by line"
    )
    reason: Mapped[Personal | None] = mapped_column(PersonalText)
    assessed_at: Mapped[datetime] = mapped_column(Moment)
    assessed_by: Mapped[str] = mapped_column(String(_BY))
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)


class ManagementRulesRow(Base):
    """One version of the management rules (管理办法); the newest is in force."""

    __tablename__ = "management_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(DIGEST))
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(String(_BY))


class AcknowledgementRow(Base):
    """An informant accepted one version of the rules; once for all."""

    __tablename__ = "rules_acknowledgements"

    person_id: Mapped[str] = mapped_column(
        ForeignKey("informants.person_id"), primary_key=True
    )
    version: Mapped[str] = mapped_column(
        ForeignKey("management_rules.version"), primary_key=True
    )
    text_sha256: Mapped[str] = mapped_column(String(DIGEST))
    at: Mapped[datetime] = mapped_column(Moment)
    signed_on: Mapped[date] = mapped_column(Date)
    is_on_paper: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(String(_BY))
