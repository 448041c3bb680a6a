"""The tables that every service has: outbox, inbox, audit, quarantine."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.orm import DeclarativeBase
from typing_extensions import override

from lianqing_shared.db.audit_guard import guard
from lianqing_shared.db.types import Moment

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Octets(LargeBinary):
    """Bytes as they are; both drivers take them without the usual wrapping."""

    @override
    def bind_processor(self, dialect: Dialect) -> None:
        """Wrap nothing (measured: 4 % of intake's time)."""


_Key = BigInteger().with_variant(Integer(), "sqlite")


class ServiceBase(DeclarativeBase):
    """The root of a service's tables; each service subclasses it with `metadata`."""

    @override
    def __init_subclass__(cls, **given: Any) -> None:
        # A subclass with metadata of its own is a service's base, not a table.
        cls.__abstract__ = "metadata" in cls.__dict__
        super().__init_subclass__(**given)


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal tables of one service."""

    outbox: Table
    cursor: Table
    inbox: Table
    audit: Table
    quarantine: Table


def service_metadata() -> MetaData:
    """Return metadata that names constraints and already holds the journal tables."""
    metadata = MetaData(naming_convention=NAMING)
    journal_of(metadata)
    return metadata


def journal_of(metadata: MetaData) -> Journal:
    """Return the journal tables of a metadata, adding them the first time."""
    if "outbox" in metadata.tables:
        names = ("outbox", "outbox_cursor", "inbox", "audit", "quarantine")
        return Journal(*(metadata.tables[name] for name in names))
    return Journal(
        outbox=_outbox(metadata),
        cursor=_cursor(metadata),
        inbox=_inbox(metadata),
        audit=_audit(metadata),
        quarantine=_quarantine(metadata),
    )


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        Column("pos", _Key, primary_key=True, autoincrement=False),
        Column("subject", String(200), nullable=False),
        Column("message_id", String(120), nullable=False),
        Column("headers", Text, nullable=False, comment="JSON object of strings"),
        Column("body", Octets, nullable=False),
        comment="append-only log of what was said; outbox_cursor is how far it went",
    )


def _cursor(metadata: MetaData) -> Table:
    return Table(
        "outbox_cursor",
        metadata,
        Column("name", String(40), primary_key=True),
        Column("pos", _Key, nullable=False),
    )


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("message_id", String(120), primary_key=True),
        Column("at", Moment, nullable=False, index=True),
        comment="ids of messages whose effect is committed",
    )


def _audit(metadata: MetaData) -> Table:
    table = Table(
        "audit",
        metadata,
        Column("seq", _Key, primary_key=True, autoincrement=False),
        Column("prev", String(64), nullable=False, unique=True),
        Column("digest", String(64), nullable=False),
        Column("at", String(40), nullable=False, comment="ISO 8601, UTC, as digested"),
        Column("actor", String(80), nullable=False),
        Column("action", String(80), nullable=False),
        Column("object_id", String(120), nullable=False, index=True),
        Column("detail", Text, nullable=False, comment="JSON, no personal text"),
        comment="hash chain: digest covers prev and every other column",
    )
    guard(table)
    return table


def _quarantine(metadata: MetaData) -> Table:
    return Table(
        "quarantine",
        metadata,
        Column("id", _Key, primary_key=True, autoincrement=True),
        Column("key", String(64), nullable=False, unique=True, comment="of the body"),
        Column("subject", String(200), nullable=False),
        Column("message_id", String(120), nullable=False),
        Column("unit", String(40), nullable=False),
        Column("reason", Text, nullable=False, comment="for the clerk, in Chinese"),
        Column("headers", Text, nullable=False),
        Column("body", Octets, nullable=False),
        Column("at", Moment, nullable=False),
        comment="messages that can never be handled as they stand",
    )
