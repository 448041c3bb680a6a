"""Promise: an export proves itself offline, and any tampering with it is named.

Five kinds of tampering with the rows, any single bit of the file, and the limits: what
passes without something kept outside is tested as well.
"""

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lianqing.auditing.file import (
    FORMAT,
    ExportFile,
    Header,
    Trailer,
    write_export,
)
from lianqing.auditing.verifying import verify_export
from lianqing.auditing.witnesses import read_checkpoints, read_codes
from lianqing.commands.audit import app
from lianqing.errors import CommandError, UsageError
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import (
    AuditedService,
    AuditRow,
    AuditSealed,
    Checkpoint,
    CheckpointPage,
    KeptCheckpoint,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import service_metadata
from lianqing_shared.errors import LianqingError
from lianqing_shared.security.chain import GENESIS, Link, digest_of
from lianqing_shared.security.checkpoints import make_checkpoint, short_code
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened, said

SERVICE = AuditedService.GRADING
SIGNER = Signer.new()
LENGTH = 12
Tamper = Callable[[list[AuditRow]], list[AuditRow]]


def chained(rows: Sequence[AuditRow]) -> list[AuditRow]:
    """Number and digest rows anew, as a forger with time would."""
    fresh: list[AuditRow] = []
    for seq, row in enumerate(rows, start=1):
        prev = fresh[-1].digest if fresh else GENESIS
        link = Link(**{**row.model_dump(), "seq": seq, "prev": prev})
        fresh.append(AuditRow(**link._replace(digest=digest_of(link))._asdict()))
    return fresh


def a_log() -> list[AuditRow]:
    return chained(
        [
            AuditRow(
                seq=1,
                prev=GENESIS,
                digest=GENESIS,
                at=(START + timedelta(minutes=n)).isoformat(),
                actor="pe_1",
                action="case.read",
                object_id=f"ca_{n}",
                detail='{"备注": "号"}',
            )
            for n in range(LENGTH)
        ]
    )


def sealed(row: AuditRow, signer: Signer = SIGNER) -> Checkpoint:
    return make_checkpoint(
        SERVICE, seq=row.seq, digest=row.digest, at=START, signer=signer
    )


def put(path: Path, rows: Sequence[AuditRow], *, upto: int | None = None) -> Path:
    """Write rows as an export, its own digest right."""

    async def write() -> None:
        async def pages() -> AsyncIterator[Sequence[AuditRow]]:
            yield rows

        head = Header(
            format=FORMAT,
            service=SERVICE,
            rows=len(rows) if upto is None else upto,
            exported_at=START,
        )
        await write_export(path, head, pages())

    asyncio.run(write())
    return path


def edit(rows: list[AuditRow]) -> list[AuditRow]:
    rows[5] = rows[5].model_copy(update={"actor": "pe_2"})
    return rows


def delete(rows: list[AuditRow]) -> list[AuditRow]:
    del rows[5]
    return rows


def cut(rows: list[AuditRow]) -> list[AuditRow]:
    return rows[:7]


def rewrite(rows: list[AuditRow]) -> list[AuditRow]:
    return chained(edit(rows))


def swap(rows: list[AuditRow]) -> list[AuditRow]:
    rows[3], rows[8] = rows[8], rows[3]
    return rows


@pytest.mark.parametrize(
    ("tamper", "rows", "words"),
    [
        pytest.param(edit, (6, 6), "第 6 条的内容被改过", id="edit"),
        pytest.param(delete, (6, 6), "第 5 条之后缺行", id="delete"),
        pytest.param(cut, (None, 8), "第 8 条起没有了", id="cut the tail"),
        pytest.param(rewrite, (None, 10), "第 10 条与", id="rewrite"),
        pytest.param(swap, (4, 4), "第 4 条与第 9 条被对调", id="swap"),
    ],
)
def test_tampering_is_named_and_some_only_with_what_was_kept_outside(
    tmp_path: Path, tamper: Tamper, rows: tuple[int | None, int], words: str
) -> None:
    alone, with_checkpoint = rows
    kept = sealed(a_log()[9])
    file = put(tmp_path / "log.jsonl", tamper(a_log()))

    without = verify_export(file)
    found = verify_export(file, checkpoints=[kept])

    assert (without.ok, without.row) == (alone is None, alone)
    assert (found.ok, found.row) == (False, with_checkpoint)
    assert words in found.problem


def test_a_whole_log_tells_how_far_it_is_vouched_for(tmp_path: Path) -> None:
    file = put(tmp_path / "log.jsonl", a_log())

    found = verify_export(file, checkpoints=[sealed(a_log()[9])])

    assert (found.ok, found.rows, found.sealed) == (True, LENGTH, 10)


def test_a_printed_code_does_what_a_checkpoint_does(tmp_path: Path) -> None:
    codes = read_codes([f"10:{short_code(a_log()[9].digest).lower()}"])

    whole = verify_export(put(tmp_path / "a", a_log()), codes=codes)
    forged = verify_export(put(tmp_path / "b", rewrite(a_log())), codes=codes)
    short = verify_export(put(tmp_path / "c", cut(a_log())), codes=codes)

    assert (whole.ok, whole.sealed) == (True, 10)
    assert (forged.ok, forged.row) == (False, 10)
    assert (short.ok, short.row) == (False, 10)


def test_withheld_rows_break_nothing_and_are_counted(tmp_path: Path) -> None:
    rows = a_log()
    place = rows[4].model_dump(include={"seq", "prev", "digest"})
    rows[4] = AuditRow(**place, is_withheld=True)
    file = put(tmp_path / "log.jsonl", rows)

    found = verify_export(file, checkpoints=[sealed(rows[9])])

    assert (found.ok, found.withheld) == (True, 1)
    assert "1 条只留位置，内容没有校验" in found.reach
    assert "ca_4" not in file.read_text(encoding="utf-8")


def test_a_file_that_breaks_off_is_told_from_a_log_that_was_cut(
    tmp_path: Path,
) -> None:
    file = put(tmp_path / "log.jsonl", a_log())
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:6]))

    found = verify_export(file, checkpoints=[sealed(a_log()[9])])

    assert (found.ok, found.row) == (False, 4)


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b"[]\n",
        b'{"seq":1}\n',
        b'{"seq":true,"prev":"","digest":"","is_withheld":true}\n',
        b'{"seq":"1","prev":"","digest":"","is_withheld":true}\n',
        b'{"seq":1,"prev":[],"digest":"","is_withheld":true}\n',
        b'{"seq":1,"seq":1,"prev":"","digest":"","is_withheld":true}\n',
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: bytes) -> None:
    file = put(tmp_path / "log.jsonl", a_log())
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join((*lines[:3], line, *lines[4:])))

    found = verify_export(file)

    assert (found.ok, found.row) == (False, 3)


def doubled(line: bytes) -> bytes:
    return line.replace(b'"actor":', b'"actor":"pe_nobody","actor":')


def spaced(line: bytes) -> bytes:
    return line.replace(b'"actor":', b'"actor": ')


def escaped(line: bytes) -> bytes:
    return line.replace(b'"pe_1"', b'"pe\\u005f1"')


def loosely_typed(line: bytes) -> bytes:
    return line.replace(b'"is_withheld":false', b'"is_withheld":0')


@pytest.mark.parametrize("write", [doubled, spaced, escaped, loosely_typed])
def test_a_row_has_one_form_so_that_nobody_reads_another_than_was_checked(
    tmp_path: Path, write: Callable[[bytes], bytes]
) -> None:
    """The forger makes the last line anew; what each row says stays the same."""
    file = put(tmp_path / "log.jsonl", a_log())
    lines = file.read_bytes().splitlines(keepends=True)
    assert lines[3] != write(lines[3])
    lines[3] = write(lines[3])
    digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    trailer = Trailer(end=LENGTH, withheld=0, sha256=digest)
    file.write_bytes(b"".join(lines[:-1]) + f"{trailer.model_dump_json()}\n".encode())

    found = verify_export(file)

    assert (found.ok, found.row) == (False, 3)


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = a_log()[:4]
    place = rows[3].model_dump(include={"seq", "prev", "digest"})
    rows[3] = AuditRow(**place, is_withheld=True)
    return put(tmp_path_factory.mktemp("export") / "log.jsonl", rows)


def flipped(file: Path, at: int, bit: int) -> bool:
    """Return whether the file still passes with one bit turned over."""
    data = bytearray(file.read_bytes())
    data[at] ^= 1 << bit
    other = file.with_name("flipped.jsonl")
    other.write_bytes(data)
    try:
        return verify_export(other).ok
    except LianqingError:
        return False


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_single_bit_turned_over_is_found(
    whole_file: Path, data: st.DataObject
) -> None:
    size = whole_file.stat().st_size
    at = data.draw(st.integers(0, size - 1))
    bit = data.draw(st.integers(0, 7))

    assert verify_export(whole_file).ok
    assert not flipped(whole_file, at, bit)


def test_every_bit_of_the_first_and_the_last_line_counts(whole_file: Path) -> None:
    data = whole_file.read_bytes()
    first, last = data.index(b"\n"), data.rindex(b"\n", 0, -1)
    passed = [
        (at, bit)
        for at in (*range(first + 1), *range(last, len(data)))
        for bit in range(8)
        if flipped(whole_file, at, bit)
    ]

    assert passed == []


def test_a_verifier_that_trusts_the_digests_would_be_caught(tmp_path: Path) -> None:
    """Planted: leave the recomputing out, and the edit above passes."""
    rows = edit(a_log())
    trusting = [row.prev for row in rows][1:] == [row.digest for row in rows][:-1]

    assert trusting, "the links alone see no edit"
    assert not verify_export(put(tmp_path / "log.jsonl", rows)).ok


def test_checkpoints_are_read_from_a_unit_or_from_the_registrys_list(
    tmp_path: Path,
) -> None:
    kept = [sealed(row) for row in a_log()[:3]]
    lines = "".join(f"{one.model_dump_json()}\n" for one in kept)
    (tmp_path / "unit.jsonl").write_text(f'{lines}{{"torn', encoding="utf-8")
    page = CheckpointPage(
        checkpoints=tuple(
            KeptCheckpoint(checkpoint=one, code="", received_at=START) for one in kept
        )
    )
    listed = page.model_dump_json(indent=2)
    (tmp_path / "list.json").write_text(listed, encoding="utf-8")

    assert read_checkpoints(tmp_path / "unit.jsonl") == kept
    assert read_checkpoints(tmp_path / "list.json") == kept
    (tmp_path / "other").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError):
        read_checkpoints(tmp_path / "other")


def test_a_checkpoint_by_another_key_is_told_where_keys_are_named(
    tmp_path: Path,
) -> None:
    file = put(tmp_path / "log.jsonl", a_log())
    strange = sealed(a_log()[3], signer=Signer.new())
    keys = frozenset({SIGNER.public_key})

    assert verify_export(file, checkpoints=[strange]).ok
    found = verify_export(file, checkpoints=[strange], keys=keys)
    assert (found.ok, found.row) == (False, 4)


def run(*arguments: str, lang: str = "zh_CN.UTF-8") -> tuple[int, str]:
    ran = CliRunner(env={"LC_ALL": lang, "LANG": lang}).invoke(app, list(arguments))
    if isinstance(ran.exception, UsageError):
        return 2, str(ran.exception)
    if isinstance(ran.exception, CommandError):
        return 1, str(ran.exception)
    return ran.exit_code, ran.stdout


def test_the_command_says_it_by_exit_code_and_in_words(tmp_path: Path) -> None:
    whole = str(put(tmp_path / "whole.jsonl", a_log()))
    edited = str(put(tmp_path / "edited.jsonl", edit(a_log())))
    (tmp_path / "no-log").write_text("x", encoding="utf-8")

    assert run("verify", whole)[0] == 0
    code, told = run("verify", edited)
    assert (code, "第 6 条的内容被改过" in told) == (1, True)
    code, told = run("verify", edited, lang="en_US.UTF-8")
    assert "row 6 was changed" in told
    code, told = run("verify", edited, "--output", "json")
    assert json.loads(told)["row"] == 6
    for missing in ("no-log", "nowhere"):
        assert run("verify", str(tmp_path / missing))[0] == 2
    assert run("verify", whole, "--code", "12")[0] == 2
    assert run("verify", whole, "--code", "12:AAAA-AAAA-AAAA-AAAA-A")[0] == 2


def test_to_verify_neither_the_bus_nor_a_database_is_loaded() -> None:
    """A file is checked on any machine; loading those would take longer than that."""
    told = "import sys, lianqing.commands.audit; print(*sys.modules)"

    ran = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, text=True
    )

    assert {"nats", "sqlalchemy", "alembic"}.isdisjoint(ran.stdout.split())


def test_the_operator_exports_from_the_database_and_verifies(
    tmp_path: Path, sqlite_url: str, clock: SetClock
) -> None:
    async def fill() -> list[Checkpoint]:
        async with opened(
            sqlite_url, service_metadata(), clock=clock, service=Principal.GRADING
        ) as database:
            async with database.work(actor="pe_1") as work:
                for number in range(5):
                    work.note("case.read", f"ca_{number}")
                work.seal()
            return [
                event.checkpoint
                for event in await said(database)
                if isinstance(event, AuditSealed)
            ]

    kept = asyncio.run(fill())
    to, file = str(tmp_path / "log.jsonl"), str(tmp_path / "test.db")
    witness = tmp_path / "checkpoints.jsonl"
    witness.write_text(f"{kept[0].model_dump_json()}\n", encoding="utf-8")

    assert run("export", "-s", "grading", "--to", to, "--database", file)[0] == 0
    code, told = run("verify", to, "--checkpoints", str(witness), "--output", "json")

    assert code == 0
    assert json.loads(told)["sealed"] == 6
    assert len(list(ExportFile(Path(to)).rows())) == 6
    nowhere = run("export", "-s", "grading", "--to", to, "--database", "/nowhere.db")
    assert nowhere[0] == 2
