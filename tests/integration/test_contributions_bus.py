"""Promise: the registry asks intake for sums over the real bus, and nobody else can.

Registry and intake run as processes of their own, with their own accounts.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import NoAnswerError, RpcClient
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import informant_conduct as c
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer, new_seed
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until
from tests.integration.test_registry_requests import PASSWORD, token_of

SEED = new_seed()


@pytest.fixture
def environment(secured_nats: SecuredNats, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a registry and an intake that know each other's keys."""
    files = {
        "SIGNING_KEY": SEED,
        "REGISTRY_KEY": Signer(SEED).public_key,
        "DIGEST_KEY": "00" * 32,
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    given = {"BUS_URL": secured_nats.url}
    given |= {name: str(tmp_path / name) for name in files}
    found = dict(os.environ)
    for service in ("registry", "intake"):
        own = {
            **given,
            "DB_URL": f"sqlite+aiosqlite:///{tmp_path / service}.db",
            "CREDENTIALS": str(secured_nats.credentials(service)),
        }
        found |= {
            f"LIANQING_{service.upper()}_{name}": value for name, value in own.items()
        }
    return found | {
        "LIANQING_REGISTRY_DEMO_PASSWORD": PASSWORD,
        "LIANQING_REGISTRY_TOTP_ROLES": "[]",
        "LIANQING_REGISTRY_HASH_TIME_COST": "1",
        "LIANQING_REGISTRY_HASH_MEMORY_KIB": "8",
    }


@contextmanager
def started(
    service: str, environment: dict[str, str], folder: Path
) -> Iterator["tuple[subprocess.Popen[bytes], Path]"]:
    ready = folder / f"{service}.ready"
    with (folder / f"{service}.log").open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", f"lianqing_{service}"],
            env={**environment, "LIANQING_READY_FILE": str(ready)},
            stdout=output,
            stderr=output,
        )
    try:
        yield running, ready
    finally:
        running.kill()
        running.wait()


@asynccontextmanager
async def client_of(nats: SecuredNats, name: str) -> AsyncIterator[RpcClient]:
    connection = await connect(nats.url, name=name, credentials=nats.credentials(name))
    try:
        yield RpcClient(connection)
    finally:
        await connection.close()


async def an_informant(client: RpcClient, director: str) -> str:
    head = await token_of(client, "court-head")
    applied = await client.ask(
        i.ApplyInformant(
            name=Personal("酉某"), background=Background.CPPCC, recruiter="court"
        ),
        head,
    )
    await client.ask(
        i.FileInformant(person_id=applied.person_id, login="you"), director
    )
    return applied.person_id


async def test_the_registry_asks_intake_and_stores_nothing_without_an_answer(
    secured_nats: SecuredNats, environment: dict[str, str], tmp_path: Path
) -> None:
    with started("registry", environment, tmp_path) as (process, ready):
        await until(lambda: ready.exists() or process.poll() is not None)
        async with client_of(secured_nats, "console") as client:
            director = await token_of(client, "director")
            person = await an_informant(client, director)
            year = (await client.ask(i.ListInformants(), director)).informants[0]
            assert year.starts_on is not None
            ask = c.ProposeAssessment(person_id=person, year=year.starts_on.year)
            with pytest.raises(RefusedError) as caught:
                await client.ask(ask, director, timeout_s=20.0)
            assert caught.value.code == "counts_unavailable"

            with started("intake", environment, tmp_path) as (other, its_ready):
                await until(lambda: its_ready.exists() or other.poll() is not None)
                proposal = await client.ask(ask, director, timeout_s=20.0)
                kept = await client.ask(
                    c.AssessInformant(
                        person_id=person,
                        year=ask.year,
                        proposed=proposal.score,
                        score=proposal.score,
                    ),
                    director,
                    timeout_s=20.0,
                )

            assert proposal.has_account
            assert kept.score == proposal.score == 45
            found = await client.ask(i.ShowInformant(person_id=person), director)
            assert found.assessments == (kept,)


@pytest.mark.parametrize("name", ["console", "desk", "grading", "notify"])
async def test_nobody_but_the_registry_reaches_the_sums(
    secured_nats: SecuredNats,
    environment: dict[str, str],
    tmp_path: Path,
    name: str,
) -> None:
    with (
        started("registry", environment, tmp_path) as (registry, registry_ready),
        started("intake", environment, tmp_path) as (intake, intake_ready),
    ):
        await until(lambda: registry_ready.exists() or registry.poll() is not None)
        await until(lambda: intake_ready.exists() or intake.poll() is not None)
        async with client_of(secured_nats, "console") as people:
            opened = await people.ask(
                a.OpenSession(login="director", password=SecretStr(PASSWORD))
            )
        token = opened.token.get_secret_value()
        question = c.CountContributions(person_ids=("pe_" + "0" * 26,), year=2026)

        async with client_of(secured_nats, name) as other:
            with pytest.raises(NoAnswerError):
                await other.ask(question, token, timeout_s=0.5)
        async with client_of(secured_nats, "registry") as allowed:
            page = await allowed.ask(question, token)

    assert page.contributions[0].submitted == 0
