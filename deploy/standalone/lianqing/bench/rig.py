"""A whole installation in a throw-away folder: server, keys, streams, services.

The settings are the product's own (fsync on every message, `synchronous=FULL`); the
processes are started exactly as `lianqing up` starts them.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.provision import provision
from lianqing_shared.bus.publish import Outgoing, publish_one
from lianqing_shared.bus.server import server_binary, write_configuration
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitView
from lianqing_shared.errors import SettingsError
from lianqing_shared.security.authority import PROVISION, Authority
from lianqing_shared.security.signing import Signer, new_seed

UNITS = ("court", "finance", "police")
_START_S = 30.0


@dataclass(slots=True)
class Rig:
    """What a benchmark runs on."""

    folder: Path
    authority: Authority
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"nats://127.0.0.1:{self.port}"

    def credentials(self, name: str) -> Path:
        """Return a principal's or unit's credentials file."""
        return self.authority.credentials(name)

    def database(self, name: str) -> Path:
        """Return where a service keeps its database."""
        return self.folder / "db" / f"{name}.db"

    def cpu_s(self, name: str) -> float:
        """Return the processor time a process has used so far, in seconds."""
        times = psutil.Process(self.processes[name].pid).cpu_times()
        used: float = times.user + times.system
        return used

    def start(self, name: str, command: Sequence[str], **environment: str) -> None:
        """Start a process whose output goes into the folder."""
        log = (self.folder / f"{name}.log").open("ab")
        with log:
            self.processes[name] = subprocess.Popen(  # noqa: S603 - our own programs
                command, env=os.environ | environment, stdout=log, stderr=log
            )

    def start_service(self, name: str) -> None:
        """Start one of lianqing's services and wait until it is ready."""
        prefix = f"LIANQING_{name.upper()}_"
        ready = self.folder / f"{name}.ready"
        ready.unlink(missing_ok=True)
        keys = self.folder / "keys"
        self.start(
            name,
            [sys.executable, "-m", f"lianqing_{name}"],
            **{
                f"{prefix}DB_URL": f"sqlite+aiosqlite:///{self.database(name)}",
                f"{prefix}BUS_URL": self.url,
                f"{prefix}CREDENTIALS": str(self.credentials(name)),
                f"{prefix}SIGNING_KEY": str(keys / f"{name}.seed"),
                f"{prefix}REGISTRY_KEY": str(keys / "registry.pub"),
                f"{prefix}DIGEST_KEY": str(keys / "digest.key"),
                f"{prefix}LOG_LEVEL": "WARNING",
                "LIANQING_READY_FILE": str(ready),
            },
        )
        self._wait(name, ready)

    def stop(self, name: str) -> None:
        """Stop one process in order."""
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        """Stop everything, the server last."""
        for name in reversed(list(self.processes)):
            self.stop(name)

    def _wait(self, name: str, ready: Path) -> None:
        until = time.monotonic() + _START_S
        while not ready.exists():
            if self.processes[name].poll() is not None or time.monotonic() > until:
                raise SettingsError(
                    f"{name} did not start; see {self.folder / f'{name}.log'}"
                )
            time.sleep(0.02)


async def build_rig(folder: Path) -> Rig:
    """Make an installation with three units and start its server."""
    authority = Authority(folder)
    for unit in UNITS:
        authority.issue_unit(unit)
    _make_keys(folder / "keys")
    rig = Rig(folder, authority, _free_port())
    path = write_configuration(folder, port=rig.port, authority=authority)
    rig.start("nats", [str(server_binary()), "-c", str(path)])
    _wait_for_port(rig.port)
    await provision(rig.url, rig.credentials(PROVISION), units=UNITS)
    await _tell_units(rig)
    return rig


def _make_keys(keys: Path) -> None:
    for name in ("registry", "intake", "grading", "notify"):
        seed = new_seed()
        (keys / f"{name}.seed").write_text(seed)
        (keys / f"{name}.pub").write_text(Signer(seed).public_key)
    (keys / "digest.key").write_text(secrets.token_hex(32))


async def _tell_units(rig: Rig) -> None:
    """Say what the registry would say of the three units."""
    client = await connect(
        rig.url, name="registry", credentials=rig.credentials("registry")
    )
    at = SystemClock().now()
    for unit in UNITS:
        view = UnitView(
            code=unit, name=f"测速单位{unit}", kind=UnitKind.MEMBER, parent="centre"
        )
        event = UnitChanged(unit=view, version=1, at=at)
        await publish_one(
            client,
            Outgoing(
                subject=topology.UNIT_CHANGED.base,
                headers={"ce-id": f"unit-{unit}"},
                body=event.model_dump_json().encode(),
            ),
        )
    await client.close()


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(4) == b"INFO":
                    return
        except OSError:
            time.sleep(0.02)
    raise SettingsError("nats-server did not start")
