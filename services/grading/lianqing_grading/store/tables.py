"""The tables of grading. Reporters are nowhere in them, nor is a report's narrative."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Level, Source
from lianqing_shared.contracts.reports import SubjectKind
from lianqing_shared.db import ServiceBase, service_metadata
from lianqing_shared.db.types import EnumText, Json, LevelNumber, Moment, PersonalText

_Id = String(32)
_Unit = String(40)
_Key = BigInteger().with_variant(Integer(), "sqlite")
# Numbers are searched as ranges; a locale's order would skip the hyphens.
_Number = String(20).with_variant(String(20, collation="C"), "postgresql")
JsonObject = dict[str, object]

GRAVITY_NONE = 4
"""Sorts cases without a suggestion behind level 3."""


class Base(ServiceBase):
    """The root of grading's tables."""

    metadata = service_metadata()


def _set_only(column: str) -> Index:
    """Index a column where it is set; most cases are open and have none."""
    is_set = text(f"{column} IS NOT NULL")
    return Index(
        f"ix_cases_{column}", column, sqlite_where=is_set, postgresql_where=is_set
    )


class CaseRow(Base):
    """A case: one matter about one subject."""

    __tablename__ = "cases"
    __table_args__ = (
        # Gravest first, newest first within a level: the order of every list.
        Index("ix_cases_queue", "gravity", text("case_id DESC")),
        # All that counting reads, so that it never touches the wide rows.
        Index(
            "ix_cases_counts",
            "state",
            "suggested",
            "level",
            "content_class",
            "subject_unit",
            "circumstances",
            "due_on",
        ),
        _set_only("addressee"),
        _set_only("submitted_to"),
        _set_only("level"),
    )

    case_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    case_no: Mapped[str] = mapped_column(_Number, unique=True)
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState))
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    open_key: Mapped[str | None] = mapped_column(
        String(160), unique=True, comment="join key while not ended, else NULL"
    )
    subject_key: Mapped[str] = mapped_column(String(100))
    behaviour: Mapped[Behaviour] = mapped_column(EnumText(Behaviour))
    subject_kind: Mapped[SubjectKind] = mapped_column(EnumText(SubjectKind))
    subject_unit: Mapped[str | None] = mapped_column(_Unit, index=True)
    subject_unit_name: Mapped[str] = mapped_column(String(200))
    person_name: Mapped[Personal | None] = mapped_column(PersonalText)
    position: Mapped[str | None] = mapped_column(String(200))
    id_digest: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[Personal] = mapped_column(PersonalText)
    source: Mapped[Source] = mapped_column(EnumText(Source))
    content_class: Mapped[ContentClass] = mapped_column(EnumText(ContentClass))
    alleged: Mapped[JsonObject] = mapped_column(Json, comment="Facts, gravest")
    verified: Mapped[JsonObject | None] = mapped_column(Json, comment="Facts")
    finding: Mapped[Personal | None] = mapped_column(PersonalText)
    addressee: Mapped[str | None] = mapped_column(_Unit)
    reports: Mapped[int] = mapped_column(Integer)
    independent_sources: Mapped[int] = mapped_column(Integer)
    suggested: Mapped[Level | None] = mapped_column(LevelNumber)
    gravity: Mapped[int] = mapped_column(
        Integer, comment="suggested, or 4: the order of the queue"
    )
    circumstances: Mapped[str] = mapped_column(
        String(120), comment="codes that the policy names, joined by commas"
    )
    policy: Mapped[str] = mapped_column(String(60))
    level: Mapped[Level | None] = mapped_column(LevelNumber, comment="decided")
    round: Mapped[int] = mapped_column(Integer, default=1, comment="of deliberation")
    submitted_to: Mapped[Body | None] = mapped_column(EnumText(Body))
    has_failed_recheck: Mapped[bool] = mapped_column(Boolean, default=False)
    handler_id: Mapped[str | None] = mapped_column(_Id)
    handler_name: Mapped[Personal | None] = mapped_column(PersonalText)
    letter_id: Mapped[str | None] = mapped_column(_Id)
    letter_number: Mapped[str | None] = mapped_column(String(60))
    letter_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="moment of the newest letter event that moved the case"
    )
    due_on: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class ReportRow(Base):
    """A report joined to its case; its id is unique, so it is graded once."""

    __tablename__ = "case_reports"
    __table_args__ = (Index("ix_case_reports_source", "case_id", "source_key"),)

    report_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(_Id, ForeignKey(CaseRow.case_id))
    report_no: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(_Unit)
    source: Mapped[Source] = mapped_column(EnumText(Source))
    source_key: Mapped[str] = mapped_column(String(120))
    content_class: Mapped[ContentClass] = mapped_column(EnumText(ContentClass))
    title: Mapped[Personal] = mapped_column(PersonalText)
    reported_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    graded_at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[JsonObject] = mapped_column(Json)
    policy: Mapped[str] = mapped_column(String(60), comment="that graded it")
    suggested: Mapped[Level | None] = mapped_column(LevelNumber)


class ConvenedRow(Base):
    """A unit convened for a round of study. Source: P3.2c."""

    __tablename__ = "convened"

    case_id: Mapped[str] = mapped_column(
        _Id, ForeignKey(CaseRow.case_id), primary_key=True
    )
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(_Unit, primary_key=True, index=True)


class OpinionRow(Base):
    """What a convened unit said; one for each unit and round. Source: P3.2c."""

    __tablename__ = "opinions"

    case_id: Mapped[str] = mapped_column(
        _Id, ForeignKey(CaseRow.case_id), primary_key=True
    )
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(_Unit, primary_key=True)
    person_id: Mapped[str] = mapped_column(_Id)
    person_name: Mapped[Personal] = mapped_column(PersonalText)
    agrees: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class DecisionRow(Base):
    """A decision: one for each case and round, kept with the policy it was made under.

    Source: P3.2b, P3.2c, P3.2d.
    """

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: Mapped[int] = mapped_column(_Key, primary_key=True)
    case_id: Mapped[str] = mapped_column(_Id, ForeignKey(CaseRow.case_id))
    round: Mapped[int] = mapped_column(Integer)
    body: Mapped[Body] = mapped_column(EnumText(Body))
    approved: Mapped[bool] = mapped_column(Boolean)
    level: Mapped[Level] = mapped_column(LevelNumber)
    suggested: Mapped[Level | None] = mapped_column(LevelNumber)
    policy: Mapped[str] = mapped_column(String(60))
    circumstances: Mapped[str] = mapped_column(String(120))
    decided_by: Mapped[str] = mapped_column(_Id)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    opinions: Mapped[int] = mapped_column(Integer, default=0)
    resolution_no: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text, default="")


class StepRow(Base):
    """A line of a case's history: what people and letters did, in order."""

    __tablename__ = "steps"

    id: Mapped[int] = mapped_column(_Key, primary_key=True)
    case_id: Mapped[str] = mapped_column(_Id, ForeignKey(CaseRow.case_id), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(Text)
    by_name: Mapped[Personal | None] = mapped_column(PersonalText)
    by_unit: Mapped[str | None] = mapped_column(_Unit)
    detail: Mapped[str] = mapped_column(Text, default="")


class MeetingRow(Base):
    """A coordination meeting. Source: P3.1."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(_Key, primary_key=True)
    held_on: Mapped[date] = mapped_column(Date)
    topic_text: Mapped[str] = mapped_column(String(200))
    units: Mapped[list[str]] = mapped_column(Json)
    minutes: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[Personal] = mapped_column(PersonalText)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class UnitRow(Base):
    """Our copy of a unit; the registry owns it, the highest version counts."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(_Unit, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind), index=True)
    status: Mapped[UnitStatus] = mapped_column(EnumText(UnitStatus))
    successor: Mapped[str | None] = mapped_column(
        _Unit, index=True, comment="where a merged unit went"
    )
    version: Mapped[int] = mapped_column(Integer)


class OfficerRow(Base):
    """Our copy of who holds office, by keyed digests; the highest version counts."""

    __tablename__ = "officers"

    person_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    unit: Mapped[str] = mapped_column(_Unit)
    roles: Mapped[list[str]] = mapped_column(Json)
    keys: Mapped[list[str]] = mapped_column(Json, comment="his own as a subject")
    recused_units: Mapped[list[str]] = mapped_column(Json)
    recused_subjects: Mapped[list[str]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(Integer)


class NumberRow(Base):
    """The last case number given out on a day in Beijing."""

    __tablename__ = "case_numbers"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


# The search index differs by database and is therefore written out, see store/search.
_SEARCH_TABLE = {
    "sqlite": """
        CREATE VIRTUAL TABLE case_search
        USING fts5(tokens, case_id UNINDEXED, tokenize='unicode61')
    """,
    "postgresql": """
        CREATE TABLE case_search (
            id bigserial PRIMARY KEY,
            case_id varchar(32) NOT NULL,
            tokens tsvector NOT NULL
        );
        CREATE INDEX ix_case_search_tokens ON case_search USING gin (tokens)
    """,
}


def _make_search_index(_table: Table, connection: Connection, **_: object) -> None:
    for statement in _SEARCH_TABLE[connection.dialect.name].split(";"):
        connection.execute(text(statement))


event.listen(CaseRow.__table__, "after_create", _make_search_index)
