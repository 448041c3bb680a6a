"""Give tests a real nats-server: a plain one, and one with the whole installation."""

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nats.aio.client import Client

from lianqing_shared.bus.provision import provision
from lianqing_shared.bus.server import (
    configuration,
    server_binary,
    write_configuration,
)
from lianqing_shared.security.authority import PROVISION, Authority, UnitCredential

UNITS = ("court", "police")
"""The units of `secured_nats`."""
_START_WITHIN_S = 15.0
_STOP_WITHIN_S = 10.0


class NatsServer:
    """A nats-server process on a port of its own that tests may stop and kill."""

    def __init__(self, configuration_file: Path, *, port: int) -> None:
        self._configuration = configuration_file
        self.port = port
        self.url = f"nats://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The file with all that the server printed."""
        return self._configuration.with_suffix(".log")

    def start(self) -> None:
        """Start the process and wait until it answers on its port."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 # our own program
                [server_binary(), "-c", self._configuration], stdout=log, stderr=log
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Stop the process in order; nothing happens if it does not run."""
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """Kill the process as a power cut would, except for what is in the OS cache."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop in order and start again on the same port with the same data."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _START_WITHIN_S
        while time.monotonic() < until:
            if process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as line:
                    # JetStream is ready before the server greets a client.
                    if line.recv(4) == b"INFO":
                        return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"nats-server did not start:\n{self.log.read_text()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuredNats:
    """A server with the whole installation: keys, accounts, streams and two units."""

    server: NatsServer
    authority: Authority
    units: dict[str, UnitCredential]
    folder: Path

    @property
    def url(self) -> str:
        """The server's address."""
        return self.server.url

    def credentials(self, name: str) -> Path:
        """Return the credentials file of a principal, `unit-<code>`, or `system`."""
        return self.authority.credentials(name)


async def settle(client: Client) -> None:
    """Wait until the server has handled all that the client sent so far.

    nats-py writes the ping of `flush` ahead of messages that still wait to be written
    (2.16), so that one flush is answered too early; the second one follows them.
    """
    await client.flush()
    await client.flush()


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def plain_server(folder: Path) -> NatsServer:
    """Return a server without accounts, not yet started, with its data in `folder`."""
    port = free_port()
    path = folder / "nats.conf"
    text = configuration(port=port, streams_folder=folder / "js")
    path.write_text(text, encoding="utf-8")
    return NatsServer(path, port=port)


def secured_server(folder: Path) -> SecuredNats:
    """Return a server with the whole installation, started and provisioned not yet."""
    authority = Authority(folder)
    units = {code: authority.issue_unit(code) for code in UNITS}
    port = free_port()
    path = write_configuration(folder, port=port, authority=authority)
    return SecuredNats(
        server=NatsServer(path, port=port),
        authority=authority,
        units=units,
        folder=folder,
    )


@pytest.fixture
async def nats_server(tmp_path: Path) -> AsyncIterator[NatsServer]:
    """Run a plain server with the streams and consumers of the table."""
    folder = tmp_path / "nats"
    folder.mkdir()
    server = plain_server(folder)
    server.start()
    try:
        await provision(server.url, units=UNITS)
        yield server
    finally:
        server.stop()


@pytest.fixture
async def secured_nats(tmp_path: Path) -> AsyncIterator[SecuredNats]:
    """Run a server with the whole installation of its own for one test."""
    secured = secured_server(tmp_path / "installation")
    secured.server.start()
    try:
        await provision(secured.url, secured.credentials(PROVISION), units=UNITS)
        yield secured
    finally:
        secured.server.stop()


@pytest.fixture(scope="session")
def shared_secured_nats(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SecuredNats]:
    """Run one installation for all tests that neither stop it nor change accounts."""
    secured = secured_server(tmp_path_factory.mktemp("installation"))
    secured.server.start()
    try:
        asyncio.run(provision(secured.url, secured.credentials(PROVISION), units=UNITS))
        yield secured
    finally:
        secured.server.stop()
