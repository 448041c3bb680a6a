"""Remember which files were read and which rows could not be used.

Kept in the spool's database, so that a crash between reading a file and listing its
rows leaves neither a gap nor a double line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianqing_sdk.errors import Problem
from lianqing_sdk.importing import Tally, Unused
from lianqing_sdk.reading import SourceFile
from lianqing_sdk.spool import Spool
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.reports import Outcome

_ADVICE = {
    Outcome.REJECTED: "请按原因改正这一行后重新放入文件，会作为新的一条报送。",
    Outcome.QUARANTINED: "中心将人工处理，无需重报；需要时中心会联系本单位。",
}


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file."""

    name: str
    usable: int
    unused: int
    skipped: int


class Ledger:
    """The record of files beside the spool."""

    def __init__(self, spool: Spool, *, clock: Clock) -> None:
        self._spool = spool
        self._clock = clock

    def handled(self, sha256: str) -> FileRecord | None:
        """Return what became of a file with this content; None if it is new."""
        with self._spool.work() as connection:
            found = connection.execute(
                "SELECT name, usable, unused, skipped FROM files WHERE sha256 = ?",
                (sha256,),
            ).fetchone()
        return None if found is None else FileRecord(*found)

    def files(self) -> list[FileRecord]:
        """Return all files read, oldest first."""
        with self._spool.work() as connection:
            rows = connection.execute(
                "SELECT name, usable, unused, skipped FROM files ORDER BY handled_at"
            ).fetchall()
        return [FileRecord(*row) for row in rows]

    def forget_unused(self, file_name: str) -> None:
        """Drop the list of a file that is about to be read again."""
        with self._spool.work() as connection:
            connection.execute("DELETE FROM unused WHERE file_name = ?", (file_name,))

    def note_unused(self, file_name: str, found: Iterable[Unused]) -> None:
        """Add rows to a file's list."""
        with self._spool.work() as connection:
            connection.executemany(
                "INSERT INTO unused (file_name, sheet, row, reason, advice)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        file_name,
                        one.sheet,
                        one.row,
                        one.problem.reason,
                        one.problem.advice,
                    )
                    for one in found
                ],
            )

    def close_file(self, file: SourceFile, tally: Tally) -> None:
        """Record that a file was read to its end."""
        with self._spool.work() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (
                    file.sha256,
                    file.name,
                    self._clock.now().timestamp(),
                    tally.usable,
                    tally.unused,
                    tally.skipped.total(),
                ),
            )

    def unused(self, file_name: str) -> Sequence[Unused]:
        """Return what of a file was not used: by the adapter, then by the centre."""
        with self._spool.work() as connection:
            local = connection.execute(
                "SELECT sheet, row, reason, advice FROM unused WHERE file_name = ?"
                " ORDER BY id",
                (file_name,),
            ).fetchall()
            centre = connection.execute(
                "SELECT sheet, row, outcome, coalesce(reason, '') FROM outgoing AS o"
                " WHERE file_name = ? AND outcome IN ('rejected', 'quarantined')"
                " AND revision = (SELECT max(revision) FROM outgoing"
                " WHERE base_id = o.base_id) ORDER BY row",
                (file_name,),
            ).fetchall()
        listed = [
            Unused(sheet, row, Problem(reason, advice))
            for sheet, row, reason, advice in local
        ]
        for sheet, row, outcome, reason in centre:
            told = Outcome(outcome)
            problem = Problem(f"中心{told.label}：{reason}", _ADVICE[told])
            listed.append(Unused(sheet, row, problem))
        return listed

    def note(self, name: str, value: str) -> None:
        """Keep one fact under a name, for `doctor` and `status`."""
        with self._spool.work() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value)
            )

    def noted(self, name: str) -> str | None:
        """Return a fact kept under a name."""
        with self._spool.work() as connection:
            found = connection.execute(
                "SELECT value FROM notes WHERE name = ?", (name,)
            ).fetchone()
        return None if found is None else str(found[0])
