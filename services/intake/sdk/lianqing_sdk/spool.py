"""Keep what a unit has to say until the centre has receipted it.

One SQLite file in WAL mode with `synchronous=FULL`: what `offer` has returned for
survives a power cut. A report's body is wiped (`secure_delete`) only when the centre's
signed receipt for exactly these bytes has come; a PubAck is not enough. The id stays,
so that the same row read again sends nothing. Source: architecture section 4 item 4.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lianqing_sdk.errors import SpoolFullError
from lianqing_sdk.spool_schema import SCHEMA
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.base import Command
from lianqing_shared.contracts.duties import SubmitNil
from lianqing_shared.contracts.letters import AcknowledgeLetter, ReplyLetter
from lianqing_shared.contracts.reports import Outcome, Receipt, SubmitReport

MAX_BODY_BYTES = 200_000
"""Below what the stream takes (256 KiB with headers); a longer one is refused here."""
_MAX_WAITING_BYTES = 1024 * 1024 * 1024


class State(StrEnum):
    """Where an outgoing message stands."""

    UNSENT = "unsent"
    SENT = "sent"
    """Stored by the bus; the centre's receipt is awaited."""
    RECEIPTED = "receipted"
    HANDED = "handed"
    """Stored by the bus, and of a kind that the centre does not receipt."""


class Offered(StrEnum):
    """What the spool made of a message."""

    TAKEN = "taken"
    KNOWN = "known"
    """The same content was offered before; nothing is sent."""
    CHANGED = "changed"
    """The same id with other content: the centre would refuse it."""
    TOO_LARGE = "too_large"


SpooledCommand = SubmitReport | SubmitNil | AcknowledgeLetter | ReplyLetter
_RECEIPTED = frozenset({SubmitReport.topic.base, SubmitNil.topic.base})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message to be kept, and where it came from."""

    message: SpooledCommand
    content_sha256: str
    file_name: str = ""
    sheet: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is due."""

    submission_id: str
    subject: str
    body: bytes
    attempts: int
    is_receipted: bool
    """Whether the centre answers this kind with a receipt."""


@dataclass(frozen=True, slots=True)
class Fate:
    """How one message stands; `reason` is the centre's, in Chinese."""

    state: str
    outcome: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports stand where; `submitted` is their sum."""

    submitted: int
    unsent: int
    sent: int
    accepted: int
    rejected: int
    quarantined: int
    other_waiting: int
    """Letter receipts and replies not yet stored by the bus; nil returns that the
    centre has not receipted."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits for the bus or the centre."""
        return self.unsent + self.sent + self.other_waiting == 0


class Spool:
    """The local store of one unit; safe to use from several threads."""

    def __init__(self, path: Path, *, clock: Clock, max_waiting: int = 200_000) -> None:
        self._clock = clock
        self._max_waiting = max_waiting
        self._lock = threading.Lock()
        # Unknown at first: more than allowed makes the first offer add them up.
        self._bytes_at_most = _MAX_WAITING_BYTES + 1
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10
        )
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file; anything not committed is not kept."""
        self.tidy()
        with self._lock:
            self._connection.close()

    def tidy(self) -> None:
        """Empty the write-ahead log, where bodies that were let go may still stand."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """Give the connection within one transaction."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def offer(self, entries: Sequence[Entry]) -> list[Offered]:
        """Keep messages, all in one transaction; the answers come in their order.

        A row that the centre has rejected may come again with other content: it then
        gets the next revision of its id, because the old one is taken.

        Raises:
            SpoolFullError: Nothing of this call was kept.
        """
        with self.work() as connection:
            self._require_room(connection, len(entries))
            return [self._offer(connection, entry) for entry in entries]

    def _require_room(self, connection: sqlite3.Connection, more: int) -> None:
        """Count rows each time, bytes only when as many may have come since.

        Adding up the bodies for each of 200 chunks took half of a large import.
        """
        (waiting,) = connection.execute(
            "SELECT count(*) FROM outgoing WHERE body IS NOT NULL"
        ).fetchone()
        if self._bytes_at_most > _MAX_WAITING_BYTES:
            (self._bytes_at_most,) = connection.execute(
                "SELECT coalesce(sum(length(body)), 0) FROM outgoing"
                " WHERE body IS NOT NULL"
            ).fetchone()
        if (
            waiting + more > self._max_waiting
            or self._bytes_at_most > _MAX_WAITING_BYTES
        ):
            raise SpoolFullError(waiting)

    def _offer(self, connection: sqlite3.Connection, entry: Entry) -> Offered:
        base_id = entry.message.submission_id
        revision, content, outcome = connection.execute(
            "SELECT revision, content_sha256, outcome FROM outgoing WHERE base_id = ?"
            " ORDER BY revision DESC LIMIT 1",
            (base_id,),
        ).fetchone() or (0, None, None)
        if content == entry.content_sha256:
            return Offered.KNOWN
        if content is not None and outcome != Outcome.REJECTED:
            return Offered.CHANGED
        message = _revised(entry.message, revision + 1)
        body = message.model_dump_json().encode()
        if len(body) > MAX_BODY_BYTES:
            return Offered.TOO_LARGE
        self._bytes_at_most += len(body)
        connection.execute(
            "INSERT INTO outgoing (submission_id, base_id, revision, content_sha256,"
            " subject, body, body_sha256, made_at, file_name, sheet, row)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                message.submission_id,
                base_id,
                revision + 1,
                entry.content_sha256,
                message.topic.base,
                body,
                hashlib.sha256(body).hexdigest(),
                self._now(),
                entry.file_name,
                entry.sheet,
                entry.row,
            ),
        )
        return Offered.TAKEN

    def due(self, limit: int) -> list[Outgoing]:
        """Return what is to be sent now, in the order in which it was kept."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT submission_id, subject, body, attempts FROM outgoing"
                " WHERE body IS NOT NULL AND next_at <= ?"
                " ORDER BY next_at, rowid LIMIT ?",
                (self._now(), limit),
            ).fetchall()
        return [
            Outgoing(name, subject, body, attempts, subject in _RECEIPTED)
            for name, subject, body, attempts in rows
        ]

    def next_due_at(self) -> float | None:
        """Return the moment (seconds) when something is due; None when all is done."""
        with self._lock:
            found = self._connection.execute(
                "SELECT min(next_at) FROM outgoing WHERE body IS NOT NULL"
            ).fetchone()[0]
        return None if found is None else float(found)

    def mark_sent(self, rows: Iterable[Outgoing], *, again_at: float) -> None:
        """Record that the bus has stored these; those without receipts are done."""
        with self.work() as connection:
            for row in rows:
                if row.is_receipted:
                    connection.execute(
                        "UPDATE outgoing SET state = ?, attempts = attempts + 1,"
                        " next_at = ? WHERE submission_id = ? AND body IS NOT NULL",
                        (State.SENT, again_at, row.submission_id),
                    )
                else:
                    connection.execute(
                        "UPDATE outgoing SET state = ?, body = NULL, done_at = ?"
                        " WHERE submission_id = ?",
                        (State.HANDED, self._now(), row.submission_id),
                    )

    def postpone(self, row: Outgoing, *, until: float) -> None:
        """Record a failed attempt; the row is due again at `until`."""
        with self.work() as connection:
            connection.execute(
                "UPDATE outgoing SET attempts = attempts + 1, next_at = ?"
                " WHERE submission_id = ?",
                (until, row.submission_id),
            )

    def settle(self, receipts: Iterable[Receipt]) -> list[str]:
        """Let go of rows whose receipt names exactly their bytes; return their files.

        The caller has checked the signature. Receipts that come twice, for unknown ids
        or for other bytes change nothing.
        """
        files: dict[str, None] = {}
        with self.work() as connection:
            for receipt in receipts:
                done = connection.execute(
                    "UPDATE outgoing SET state = ?, body = NULL, outcome = ?,"
                    " report_no = ?, reason = ?, done_at = ?"
                    " WHERE submission_id = ? AND body_sha256 = ? AND body IS NOT NULL"
                    " RETURNING file_name",
                    (
                        State.RECEIPTED,
                        receipt.outcome,
                        receipt.report_no,
                        receipt.reason,
                        self._now(),
                        receipt.submission_id,
                        receipt.body_sha256,
                    ),
                ).fetchone()
                if done is not None:
                    files[done[0]] = None
        return list(files)

    def fate(self, submission_id: str) -> Fate | None:
        """Return how the newest message of an id stands; None if there is none."""
        with self._lock:
            row = self._connection.execute(
                "SELECT state, outcome, reason FROM outgoing WHERE base_id = ?"
                " ORDER BY revision DESC LIMIT 1",
                (submission_id,),
            ).fetchone()
        return Fate(*row) if row else None

    def counts(self) -> Counts:
        """Count reports by where they stand."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT subject = ?, state, coalesce(outcome, ''), count(*)"
                " FROM outgoing GROUP BY 1, 2, 3",
                (SubmitReport.topic.base,),
            ).fetchall()
        return _counted(rows)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _revised(message: SpooledCommand, revision: int) -> SpooledCommand:
    if revision == 1:
        return message
    name = f"{message.submission_id}.{revision}"
    return message.model_copy(update={"submission_id": name})


def _counted(rows: Sequence[tuple[int, str, str, int]]) -> Counts:
    by_state: dict[str, int] = {}
    other = 0
    for is_report, state, outcome, count in rows:
        if is_report:
            key = outcome or state
            by_state[key] = by_state.get(key, 0) + count
        elif state in (State.UNSENT, State.SENT):
            other += count
    return Counts(
        submitted=sum(by_state.values()),
        unsent=by_state.get(State.UNSENT, 0),
        sent=by_state.get(State.SENT, 0),
        accepted=by_state.get(Outcome.ACCEPTED, 0),
        rejected=by_state.get(Outcome.REJECTED, 0),
        quarantined=by_state.get(Outcome.QUARANTINED, 0),
        other_waiting=other,
    )


def command_digest(message: Command) -> str:
    """Return the digest of a command's whole content."""
    return hashlib.sha256(message.model_dump_json().encode()).hexdigest()
