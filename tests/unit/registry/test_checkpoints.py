"""Promise: checkpoints are kept once, given to all units, and contradictions told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lianqing_registry.domain.checkpoints import (
    CheckpointFlaw,
    Known,
    Statement,
    flaw_of,
)
from lianqing_registry.store.tables import CredentialRow
from lianqing_registry.usecases.keep_checkpoint import keep_checkpoint, serve_latest
from lianqing_registry.usecases.ledger import ledger
from lianqing_registry.usecases.list_checkpoints import list_checkpoints
from lianqing_shared.contracts.auditing import (
    AuditedService,
    Checkpoint,
    CheckpointPage,
    CheckpointServed,
    ListCheckpoints,
)
from lianqing_shared.db.work import Database
from lianqing_shared.security.checkpoints import make_checkpoint, read_code
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, said

GRADING = AuditedService.GRADING
SIGNER = Signer.new()
KEYS = {GRADING: SIGNER.public_key}


def a_checkpoint(
    seq: int, *, digest: str = "a", minutes: int = 0, signer: Signer = SIGNER
) -> Checkpoint:
    at = START + timedelta(minutes=minutes)
    return make_checkpoint(GRADING, seq=seq, digest=digest * 64, at=at, signer=signer)


async def keep(database: Database, *checkpoints: Checkpoint) -> list[bool]:
    async with database.work() as work:
        return [await keep_checkpoint(work, one, keys=KEYS) for one in checkpoints]


async def listed(database: Database, **ask: object) -> CheckpointPage:
    return await list_checkpoints(database, ListCheckpoints.model_validate(ask))


async def give_credentials(database: Database, *units: str) -> None:
    async with database.work() as work:
        for number, unit in enumerate(units):
            work.session.add(
                CredentialRow(unit=unit, public_key=f"U{number}", issued_at=work.now)
            )


async def served(database: Database) -> list[tuple[str, int]]:
    return [
        (event.unit, event.checkpoint.seq)
        for event in await said(database)
        if isinstance(event, CheckpointServed)
    ]


async def test_a_checkpoint_is_kept_once_and_given_to_every_unit_that_can_hear(
    database: Database,
) -> None:
    await give_credentials(database, "court", "police")

    assert await keep(database, a_checkpoint(3)) == [True]
    assert await keep(database, a_checkpoint(3)) == [False]

    assert await served(database) == [("court", 3), ("police", 3)]
    page = await listed(database)
    assert [one.checkpoint for one in page.checkpoints] == [a_checkpoint(3)]
    assert page.findings == ()
    assert read_code(page.checkpoints[0].code) == page.checkpoints[0].code


async def test_a_unit_without_a_credential_in_force_is_given_nothing(
    database: Database,
) -> None:
    await give_credentials(database, "court")
    async with database.work() as work:
        (row,) = await work.session.scalars(select(CredentialRow))
        row.revoked_at = work.now

    await keep(database, a_checkpoint(3))

    assert await served(database) == []


async def test_a_unit_that_joins_is_given_the_latest_of_each_log(
    database: Database,
) -> None:
    await keep(database, a_checkpoint(3), a_checkpoint(5, minutes=1))

    async with database.work() as work:
        await serve_latest(work, "court")

    assert await served(database) == [("court", 5)]


@pytest.mark.parametrize(
    ("wrong", "flaw", "word"),
    [
        (a_checkpoint(9).model_copy(update={"seq": 8}), "forged", "签名不对"),
        (a_checkpoint(9, signer=Signer.new()), "strange_key", "不是用该服务登记的密钥"),
        (a_checkpoint(5, digest="b", minutes=1), "forked", "与先前收存的不同"),
        (a_checkpoint(4, minutes=2), "went_back", "日志倒退了"),
    ],
    ids=["forged", "strange key", "forked", "went back"],
)
async def test_what_is_wrong_is_not_kept_but_told_once(
    database: Database, wrong: Checkpoint, flaw: str, word: str
) -> None:
    await give_credentials(database, "court")
    await keep(database, a_checkpoint(5, minutes=1))

    assert await keep(database, wrong) == [True]
    assert await keep(database, wrong) == [False]

    page = await listed(database)
    assert [one.checkpoint.seq for one in page.checkpoints] == [5]
    assert [(one.code, one.seq) for one in page.findings] == [(flaw, wrong.seq)]
    assert word in page.findings[0].sentence
    assert await served(database) == [("court", 5)]
    problems = (await ledger(database.engine))["problems"]
    assert problems == [page.findings[0].sentence]


async def test_an_older_one_that_only_comes_late_is_in_order(
    database: Database,
) -> None:
    await keep(database, a_checkpoint(5, minutes=10), a_checkpoint(3, minutes=5))

    page = await listed(database)
    assert [one.checkpoint.seq for one in page.checkpoints] == [3, 5]
    assert page.findings == ()


async def test_pages_follow_one_another(database: Database) -> None:
    await keep(database, *(a_checkpoint(n, minutes=n) for n in range(1, 6)))

    first = await listed(database, limit=3)
    second = await listed(database, limit=3, before=first.older)

    assert [one.checkpoint.seq for one in first.checkpoints] == [5, 4, 3]
    assert [one.checkpoint.seq for one in second.checkpoints] == [2, 1]
    assert second.older is None
    assert (await listed(database, service="notify")).checkpoints == ()


async def test_without_a_key_laid_down_the_first_one_seen_counts(
    database: Database,
) -> None:
    async with database.work() as work:
        assert await keep_checkpoint(work, a_checkpoint(1), keys={})
        stranger = a_checkpoint(2, minutes=1, signer=Signer.new())
        assert await keep_checkpoint(work, stranger, keys={})

    page = await listed(database)
    assert [one.checkpoint.seq for one in page.checkpoints] == [1]
    assert [one.code for one in page.findings] == ["strange_key"]


@given(st.lists(st.integers(1, 50), min_size=1, unique=True))
def test_a_log_that_only_grows_is_never_accused_whatever_the_order_of_arrival(
    arrivals: list[int],
) -> None:
    known = Known(key="U")
    for seq in arrivals:
        new = Statement(
            seq=seq,
            digest=str(seq),
            at=START + timedelta(minutes=seq),
            key="U",
            is_signed=True,
        )
        assert flaw_of(new, known) is None
        if seq > known.last_seq:
            known = Known(key="U", last_seq=seq, last_at=new.at)


@given(st.integers(2, 50), st.integers(1, 49), st.integers(0, 90))
def test_a_log_that_lost_rows_is_always_accused(
    last: int, seq: int, minutes: int
) -> None:
    known = Known(key="U", last_seq=last + seq, last_at=START)
    at = START + timedelta(minutes=minutes)
    new = Statement(seq=seq, digest="x", at=at, key="U", is_signed=True)

    assert flaw_of(new, known) is CheckpointFlaw.WENT_BACK
