"""Registry, intake and grading as processes of their own, on the real bus."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.security.signing import Signer, new_seed
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until
from tests.integration.test_registry_requests import PASSWORD

_SEED = new_seed()
_START_S = 90.0
"""Within which a service starts; machines that test are busy."""


def environment_of(
    nats: SecuredNats,
    folder: Path,
    services: Sequence[str] = ("registry", "intake", "grading"),
) -> dict[str, str]:
    """Return the settings of services that know each other's keys."""
    files = {
        "SIGNING_KEY": _SEED,
        "REGISTRY_KEY": Signer(_SEED).public_key,
        "DIGEST_KEY": "00" * 32,
    }
    for name, content in files.items():
        (folder / name).write_text(content)
    given = {"BUS_URL": nats.url}
    given |= {name: str(folder / name) for name in files}
    found = dict(os.environ)
    for service in services:
        own = {
            **given,
            "DB_URL": f"sqlite+aiosqlite:///{folder / service}.db",
            "CREDENTIALS": str(nats.credentials(service)),
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


@asynccontextmanager
async def running(
    service: str, environment: dict[str, str], folder: Path
) -> AsyncIterator[None]:
    """Run a service until the block ends; it is ready inside."""
    with _started(service, environment, folder) as (process, ready):
        await until(
            lambda: ready.exists() or process.poll() is not None, limit_s=_START_S
        )
        assert process.poll() is None, f"{service} ended; see {folder}"
        yield


@contextmanager
def _started(
    service: str, environment: dict[str, str], folder: Path
) -> Iterator["tuple[subprocess.Popen[bytes], Path]"]:
    """Start a service; gives the process and the file that it writes when ready."""
    ready = folder / f"{service}.ready"
    ready.unlink(missing_ok=True)
    with (folder / f"{service}.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", f"lianqing_{service}"],
            env={**environment, "LIANQING_READY_FILE": str(ready)},
            stdout=output,
            stderr=output,
        )
    try:
        yield process, ready
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def client_of(nats: SecuredNats, name: str) -> AsyncIterator[RpcClient]:
    """Connect with one principal's credential."""
    connection = await connect(nats.url, name=name, credentials=nats.credentials(name))
    try:
        yield RpcClient(connection)
    finally:
        await connection.close()
