"""Keep the checkpoints of the centre's audit logs: the unit is a witness outside.

`checkpoints.jsonl` only grows, one signed checkpoint a line. Whoever writes a log of
the centre anew cannot write this file anew, nor those of the other units. What
contradicts an earlier line is kept as well, and told in `checkpoints-矛盾.txt`.
"""

import os
from pathlib import Path

import structlog
from pydantic import ValidationError

from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.security.checkpoints import is_genuine, short_code

log = structlog.get_logger(__name__)

_TROUBLE = "-矛盾.txt"


class Witness:
    """One unit's file of checkpoints; read once, then only added to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digests: dict[tuple[AuditedService, int], set[str]] | None = None

    def keep(self, checkpoint: Checkpoint) -> None:
        """Add a checkpoint to the file, on the disk when this returns.

        The same one again adds nothing; one that nobody signed is dropped.
        """
        if not is_genuine(checkpoint):
            log.error("checkpoint.forged", service=checkpoint.service)
            return
        if self._digests is None:
            self._digests = self._read()
        seen = self._digests.setdefault((checkpoint.service, checkpoint.seq), set())
        if checkpoint.digest in seen:
            return
        self._add(f"{checkpoint.model_dump_json()}\n", self._path)
        if seen:
            self._tell(checkpoint)
        seen.add(checkpoint.digest)

    def _tell(self, checkpoint: Checkpoint) -> None:
        log.error("checkpoint.contradicts", service=checkpoint.service)
        day = checkpoint.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        told = (
            f"{day} {checkpoint.service.label}审计日志第 {checkpoint.seq} 条："
            f"这次的校验码 {short_code(checkpoint.digest)} 与先前收到的不同，"
            "防控中心的日志可能被改写过。请保存好本文件和 checkpoints.jsonl，"
            "报告县纪委监委。\n"
        )
        self._add(told, self._path.with_name(f"{self._path.stem}{_TROUBLE}"))

    def _read(self) -> dict[tuple[AuditedService, int], set[str]]:
        """Return what the file holds; a line torn by a loss of power is passed over."""
        found: dict[tuple[AuditedService, int], set[str]] = {}
        lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for line in lines:
            try:
                one = Checkpoint.model_validate_json(line)
            except ValidationError:
                continue
            found.setdefault((one.service, one.seq), set()).add(one.digest)
        return found

    @staticmethod
    def _add(text: str, path: Path) -> None:
        with path.open("ab+") as out:
            end = out.seek(0, os.SEEK_END)
            if end:
                out.seek(end - 1)
                if out.read(1) != b"\n":  # the line before was torn
                    out.write(b"\n")
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        if not end:
            _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that a new file's name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
