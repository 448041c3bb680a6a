"""Put the probes of the matrix to a running server, and leave no trace of them.

A probe is published with `Nats-Trace-Only`: the server checks the permission, writes
where the message would have gone to a subject that nobody may hear, and delivers
nothing. Should a server not know that header, the body is none that anybody accepts,
every stream expects to be another one, and an ack names a message that will never be.
A subscription is given up in the same breath. The server complains of a refusal before
it answers the next ping. Provision's power to change streams is not tried at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client

from lianqing_shared.bus.admin import administrator
from lianqing_shared.bus.matrix import NOWHERE, Act, Matrix, Probe
from lianqing_shared.errors import LianqingError, SettingsError

_BODY = b"probe"
_HARMLESS = {
    "Nats-Trace-Dest": NOWHERE,
    "Nats-Trace-Only": "true",
    "Nats-Expected-Stream": "NONE",
}
_REFUSAL = re.compile(
    r'violation for (publish|subscription) to "([^"]+)"(?: using queue "([^"]+)")?'
)
_QUEUE = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one credential differs from the table; empty sets are as it must be."""

    name: str
    tried: int
    surplus: frozenset[Probe] = frozenset()
    missing: frozenset[Probe] = frozenset()
    problem: str = ""
    """Why it could not be probed; empty if it was."""

    @property
    def fits(self) -> bool:
        """Whether it may do exactly what the table grants."""
        return not self.surplus and not self.missing and not self.problem


async def examine(
    url: str, credentials: Callable[[str], Path], *, units: Sequence[str]
) -> list[Verdict]:
    """Probe every credential of an installation that has its file here.

    Args:
        url: The server's address.
        credentials: Gives the credentials file of a name.
        units: Codes of the units that were issued a credential.

    Returns:
        A verdict for each; one that could not be probed says why.
    """
    matrix, found = Matrix(units), []
    for name in matrix.credentials:
        path = credentials(name)
        if path.is_file():
            try:
                found.append(await judge(url, path, name=name, matrix=matrix))
            except LianqingError as err:
                found.append(Verdict(name=name, tried=0, problem=str(err)))
    return found


async def judge(url: str, credentials: Path, *, name: str, matrix: Matrix) -> Verdict:
    """Probe one credential and compare with what the table grants it."""
    probes, wanted = matrix.probes(name), matrix.expected(name)
    allowed = await scan(url, credentials, name=name, probes=probes)
    return Verdict(
        name=name,
        tried=len(probes),
        surplus=allowed - wanted,
        missing=wanted - allowed,
    )


async def scan(
    url: str, credentials: Path, *, name: str, probes: Sequence[Probe]
) -> frozenset[Probe]:
    """Return the probes that the server did not refuse to a credential.

    Raises:
        SettingsError: Not even a probe's own trace is allowed: an older account.
    """
    heard: list[Exception] = []
    async with administrator(url, credentials, name=name, heard=heard) as client:
        for probe in probes:
            await _put(client, probe)
        # nats-py writes the ping of the first flush ahead of what still waits (2.16).
        await client.flush()
        await client.flush()
    refused = {found for error in heard if (found := _refusal(str(error)))}
    if (Act.PUBLISH, NOWHERE) in refused:
        message = f"凭证 {name} 的账户是旧版本写的，无法试探；请重新启动系统。"
        raise SettingsError(message)
    return frozenset(
        probe
        for probe in probes
        # The client puts the server's words in small letters.
        if (probe.act, probe.subject.lower()) not in refused
    )


async def _put(client: Client, probe: Probe) -> None:
    if probe.act is Act.PUBLISH:
        await client.publish(probe.subject, _BODY, headers=dict(_HARMLESS))
        return
    queue = _QUEUE if probe.act is Act.JOIN else ""
    listening = await client.subscribe(probe.subject, queue=queue)
    await listening.unsubscribe()


def _refusal(error: str) -> tuple[Act, str] | None:
    found = _REFUSAL.search(error.lower())
    if found is None:
        return None
    act, subject, queue = found.groups()
    return (Act.JOIN if queue else Act(act)), subject
