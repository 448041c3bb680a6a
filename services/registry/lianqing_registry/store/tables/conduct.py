"""Why somebody keeps out of a matter, and who tried to meddle in one.

Source: 监察法 Art. 66, 67; architecture P6.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import DIGEST, PERSON, Base
from lianqing_registry.store.tables.kept import KEPT, follow_people, keep
from lianqing_shared.contracts.conduct import (
    InterferenceKind,
    InterferenceWay,
    RelationKind,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.types import EnumText, Moment, PersonalText

_IN_FORCE = text("ended_at IS NULL")


def _one_in_force(target: str) -> Index:
    """Let a relation be in force once; ended ones may pile up."""
    return Index(
        f"uq_relations_{target}",
        "person_id",
        "kind",
        target,
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


class RelationRow(Base):
    """A declared relation: to a whole unit, or to one person in it; never deleted.

    The person's name is kept beside his key: a register that nobody can read cannot be
    checked, he could not be followed to another unit, and no key could be made anew.
    """

    __tablename__ = "relations"
    __table_args__ = (
        CheckConstraint("(unit IS NULL) <> (subject_key IS NULL)", name="one_target"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        _one_in_force("unit"),
        _one_in_force("subject_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    relation_id: Mapped[str] = mapped_column(String(PERSON), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(EnumText(RelationKind))
    unit: Mapped[str | None] = mapped_column(
        ForeignKey("units.code"), comment="the whole unit"
    )
    subject_key: Mapped[str | None] = mapped_column(String(DIGEST))
    subject_unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    subject_name: Mapped[Personal | None] = mapped_column(PersonalText)
    declared_at: Mapped[datetime] = mapped_column(Moment)
    declared_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    end_reason: Mapped[str | None] = mapped_column(String(200))


class FormerIdentityRow(Base):
    """A unit and name that a person went by before; never deleted.

    The database itself writes it when a person's unit or name is changed (`kept`),
    whichever statement changes it: one that forgot would let people back in.
    """

    __tablename__ = "former_identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.person_id"), index=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    name: Mapped[Personal] = mapped_column(PersonalText)


class InterferenceRow(Base):
    """An entry of the interference register; the database keeps it as it is."""

    __tablename__ = "interferences"

    id: Mapped[int] = mapped_column(primary_key=True)
    interference_id: Mapped[str] = mapped_column(String(PERSON), unique=True)
    kind: Mapped[InterferenceKind] = mapped_column(EnumText(InterferenceKind))
    way: Mapped[InterferenceWay] = mapped_column(EnumText(InterferenceWay))
    happened_on: Mapped[date] = mapped_column(Date)
    asker_id: Mapped[str | None] = mapped_column(ForeignKey("people.person_id"))
    asker_name: Mapped[Personal] = mapped_column(PersonalText)
    asker_unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    asker_place: Mapped[str] = mapped_column(String(200))
    asker_position: Mapped[Personal | None] = mapped_column(PersonalText)
    asker_key: Mapped[str | None] = mapped_column(String(DIGEST))
    about_unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    about_name: Mapped[Personal | None] = mapped_column(PersonalText)
    about_key: Mapped[str | None] = mapped_column(String(DIGEST))
    case_no: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[Personal] = mapped_column(PersonalText)
    response: Mapped[Personal] = mapped_column(PersonalText)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("people.person_id"))


class OfficerSaidRow(Base):
    """What was last said of an officer, so that only changes are said."""

    __tablename__ = "officers_said"

    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.person_id"), primary_key=True
    )
    version: Mapped[int]
    said: Mapped[str] = mapped_column(Text, comment="all but the version, as JSON")


for _table in KEPT:
    keep(Base.metadata.tables[_table])
follow_people(Base.metadata.tables["former_identities"])
