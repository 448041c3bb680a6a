"""Open a session: name and password, then the code where one is needed.

Source: plan P1.3.1 (dedicated log-in window); 等保2.0 8.1.4.1.
"""

import base64
import binascii
import secrets
from datetime import datetime, timedelta

from pydantic import BaseModel, SecretStr, ValidationError

from lianqing_console.errors import SignedOutError
from lianqing_console.gateways.seal import digest_of, seal, unseal
from lianqing_console.store import sessions as store
from lianqing_console.store.tables import SessionRow
from lianqing_console.usecases.console import Console
from lianqing_console.usecases.sessions import kept_of
from lianqing_shared.contracts.accounts import OpenSession
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.security.tokens import read_actor

CODE_NEEDED = "code_needed"
"""The registry's word for: the password is right, now the code."""
_HALF_LASTS = timedelta(minutes=3)
_SECRET_BYTES = 32


class Claim(BaseModel):
    """Who somebody says he is, as typed."""

    login: str
    password: str
    code: str = ""


class _Held(BaseModel):
    claim: Claim
    until: datetime


async def log_in(console: Console, who: Claim, *, old: str | None, origin: str) -> str:
    """Open a session with the registry and return its new cookie.

    `old` is the cookie that the browser had; its session ends, so that nobody can
    plant one. Raises RefusedError with the registry's one sentence for any mismatch,
    or with `CODE_NEEDED`.
    """
    opened = await console.desk.ask(
        OpenSession(
            login=who.login,
            password=SecretStr(who.password),
            code=SecretStr(who.code) if who.code else None,
            origin=Personal(origin) if origin else None,
        )
    )
    token = opened.token.get_secret_value()
    at = console.clock.now()
    actor = read_actor(token, key=console.registry_key, at=at)
    cookie = secrets.token_urlsafe(_SECRET_BYTES)
    async with console.database.work(actor=actor.person_id) as work:
        if old:
            await store.forget_session(work.session, digest_of(old))
        await store.forget_older(
            work.session,
            opened_before=at - timedelta(hours=console.settings.longest_hours),
            seen_before=at - timedelta(minutes=console.settings.idle_minutes),
        )
        work.session.add(
            SessionRow(
                digest=digest_of(cookie),
                person_id=actor.person_id,
                sealed=seal(kept_of(opened).model_dump_json(), cookie),
                opened_at=at,
                seen_at=at,
            )
        )
    return cookie


def hold(console: Console, who: Claim) -> tuple[str, str]:
    """Seal a claim until its code is typed; return it and the cookie that opens it.

    The page alone and the cookie alone tell nothing, and this side keeps nothing.
    """
    cookie = secrets.token_urlsafe(_SECRET_BYTES)
    held = _Held(claim=who, until=console.clock.now() + _HALF_LASTS)
    sealed = seal(held.model_dump_json(), cookie)
    return base64.urlsafe_b64encode(sealed).decode(), cookie


def take_up(console: Console, held: str, *, cookie: str, code: str) -> Claim:
    """Return the claim with its code; raises SignedOutError if it came too late."""
    try:
        text = unseal(base64.urlsafe_b64decode(held), cookie)
        found = _Held.model_validate_json(text or "")
    except (binascii.Error, ValidationError, ValueError) as err:
        raise SignedOutError("half") from err
    if console.clock.now() >= found.until:
        raise SignedOutError("half")
    return found.claim.model_copy(update={"code": code})
