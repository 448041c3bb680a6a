"""Let a unit in and cut it off, live; verify the server with the system's user.

Pushing an account takes effect at once on every server that keeps accounts. A revoked
user's connections are closed within milliseconds, and the refusal of a reconnect is
tried before anybody is told that it worked. Every command here may be cut off at any
step and given again; `tell` hears of each step before it is taken.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import APIError

from lianqing_shared.bus.admin import administrator, ask, part
from lianqing_shared.bus.provision import add_unit
from lianqing_shared.contracts.topology import SUBMIT_REPORT
from lianqing_shared.errors import SettingsError, TryAgainError
from lianqing_shared.security.authority import PROVISION, Authority, UnitCredential
from lianqing_shared.security.grants import SYSTEM, unit_name
from lianqing_shared.security.keys import write_secret

_PUSH = "$SYS.REQ.CLAIMS.UPDATE"
_WRONG_STREAM = 10_060
_PATIENCE_S = 5.0
_WAY_OUT = (
    "请重启系统。若 keys、creds 目录是从较早的备份恢复的，本机就不知道后来发的凭证："
    "请换上最新的这两个目录，再办一次。"
)
_LOOKS, _BETWEEN_LOOKS_S = 20, 0.05

Tell = Callable[[str], None]
Record = Callable[[UnitCredential], Awaitable[None]]
"""Has a new key recorded where signatures are checked, before it can be used."""


def _silent(step: str) -> None:
    """Tell nobody."""


async def push_account(url: str, credentials: Path, token: str) -> None:
    """Give the server an account's new claims, and check that it took them.

    It takes what it can read, even from an authority that it does not trust; whether
    they work is shown by `smoke_publish`.

    Args:
        url: The server's address.
        credentials: `system.creds`.
        token: The account's signed claims.

    Raises:
        SettingsError: The server refused them.
        TryAgainError: The server did not answer.
    """
    async with administrator(url, credentials, name=SYSTEM) as client:
        answer = await ask(client, _PUSH, token.encode())
    if part(answer, "data").get("code") != 200:  # noqa: PLR2004 # as in HTTP
        message = f"nats-server 没有接受账户：{answer!r}。"
        raise SettingsError(message)


async def admit_unit(
    url: str, authority: Authority, code: str, *, tell: Tell = _silent
) -> UnitCredential:
    """Issue a unit's credential, push its account, make its consumer and try it."""
    tell("issue")
    credential = authority.issue_unit(code)
    system = authority.credentials(SYSTEM)
    tell("push")
    await push_account(url, system, authority.unit_token(code).token)
    tell("consumer")
    await add_unit(url, authority.credentials(PROVISION), code)
    tell("try")
    await smoke_publish(url, credential)
    return credential


async def rotate_unit(
    url: str, authority: Authority, code: str, *, record: Record, tell: Tell = _silent
) -> UnitCredential:
    """Give a unit another credential and key, and cut the old one off.

    The new one is tried and recorded while the old one still counts; until then a
    failure has changed nothing. What was signed with the old key stays good: who checks
    signatures keeps the times of past keys.

    Raises:
        NotFoundError: The unit has no credential in force.
        SettingsError: The old credential still opens a connection, or the new one not.
    """
    name = unit_name(code)
    path = authority.credentials(name)
    kept = _read(path)
    tell("stage")
    staged = authority.stage_unit(code)
    tell("try")
    await smoke_publish(url, staged)
    tell("record")
    await record(staged)
    tell("replace")
    account = authority.replace_unit(code)
    tell("push")
    await push_account(url, authority.credentials(SYSTEM), account.token)
    tell("finish")
    authority.finish()
    if kept is not None:
        tell("verify")
        await _see_refused(url, kept, name=name, beside=path)
    await smoke_publish(url, authority.issue_unit(code))
    return authority.issue_unit(code)


async def dismiss_unit(
    url: str, authority: Authority, code: str, *, tell: Tell = _silent
) -> None:
    """Revoke a unit's credential, cut its connections, and see it refused.

    Raises:
        SettingsError: The credential still opens a connection, or a line is left open.
        NotFoundError: The unit has no credential here.
    """
    name = unit_name(code)
    path = authority.credentials(name)
    kept = _read(path)
    tell("revoke")
    account = authority.revoke_unit(code)
    tell("push")
    await push_account(url, authority.credentials(SYSTEM), account.token)
    tell("verify")
    if kept is not None:
        await _see_refused(url, kept, name=name, beside=path)
    await _see_nobody(url, authority.credentials(SYSTEM), account.public_key, name=name)


def _read(path: Path) -> bytes | None:
    """Return a file's content; None if there is none, or none any more."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


async def _see_refused(url: str, kept: bytes, *, name: str, beside: Path) -> None:
    if await _opens(url, kept, name=name, beside=beside):
        message = f"{name} 的旧凭证已作废，但服务器仍让它连接；{_WAY_OUT}"
        raise SettingsError(message)


async def _see_nobody(url: str, system: Path, account: str, *, name: str) -> None:
    """Raise SettingsError if anybody of an account stays connected."""
    subject = f"$SYS.REQ.ACCOUNT.{account}.CONNZ"
    async with administrator(url, system, name=SYSTEM) as client:
        for _ in range(_LOOKS):
            answer = await ask(client, subject, {"limit": 1})
            if not part(answer, "data").get("num_connections"):
                return
            await asyncio.sleep(_BETWEEN_LOOKS_S)
    message = f"{name} 的凭证已作废，但它还有连接没有断开；{_WAY_OUT}"
    raise SettingsError(message)


async def smoke_publish(url: str, credential: UnitCredential) -> None:
    """Prove that a unit reaches its stream, and store nothing.

    The message expects another stream; that stream's refusal shows that it arrived.

    Raises:
        SettingsError: It did not arrive, or it was stored.
    """
    name = unit_name(credential.code)
    async with administrator(url, credential.credentials, name=name) as client:
        if not await _refused_by_stream(client):
            message = f"单位 {credential.code} 的凭证连得上，但报送到不了 REPORTS 流。"
            raise SettingsError(message)


async def check_server(url: str, credentials: Path) -> None:
    """Refuse a server that does not write to disk before it acknowledges.

    Args:
        url: The server's address.
        credentials: `system.creds`.

    Raises:
        SettingsError: `sync_interval` is not `always`.
    """
    async with administrator(url, credentials, name=SYSTEM) as client:
        answer = await ask(client, "$SYS.REQ.SERVER.PING.JSZ", {"config": True})
    if part(part(answer, "data"), "config").get("sync_always") is not True:
        message = (
            "nats-server 的 sync_interval 不是 always，断电会丢失已确认的上报；"
            "请改正 nats.conf 后重启。"
        )
        raise SettingsError(message)


async def _refused_by_stream(client: Client) -> bool:
    stream = client.jetstream(timeout=_PATIENCE_S)
    try:
        await stream.publish(
            SUBMIT_REPORT.base, b"", headers={"Nats-Expected-Stream": "NONE"}
        )
    except APIError as err:
        return err.err_code == _WRONG_STREAM
    except (NatsError, TimeoutError):
        return False
    return False


async def _opens(url: str, credentials: bytes, *, name: str, beside: Path) -> bool:
    """Try to connect with a credential whose file is gone already."""
    # The command and the launcher may look at the same unit in the same moment.
    trial = beside.with_suffix(f".revoked-{secrets.token_hex(4)}")
    write_secret(trial, credentials.decode())
    try:
        async with administrator(url, trial, name=name):
            return True
    except TryAgainError:
        return False
    finally:
        trial.unlink()
