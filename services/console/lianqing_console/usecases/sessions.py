"""Keep a session alive, end it.

Opaque cookie, server-side session, a new one at every log-in; idle and absolute limits.
Source: plan P1.3.1 (dedicated log-in window); 等保2.0 8.1.4.1.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, SecretStr, ValidationError

from lianqing_console.errors import SignedOutError
from lianqing_console.gateways.seal import digest_of, form_token, seal, unseal
from lianqing_console.store import sessions as store
from lianqing_console.store.tables import SessionRow
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.accounts import (
    CloseSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.errors import NotAllowedError, RefusedError
from lianqing_shared.security.tokens import read_actor

_RENEW_BEFORE = timedelta(seconds=20)
"""A token lives for a minute; a page's requests must not outlive it."""
_SEEN_EVERY = timedelta(seconds=30)
"""How stale `seen_at` may be; saves a write on most requests."""


class Kept(BaseModel):
    """What is sealed into a session."""

    token: str
    refresh: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class _Found:
    row: SessionRow
    kept: Kept


async def resume(
    console: Console, cookie: str | None, *, counts_as_use: bool = True
) -> Visitor:
    """Return the person of a cookie, renewing the token where it runs out.

    `counts_as_use` is False for what a browser does by itself, so that an open page
    does not keep an absent person logged in. Raises SignedOutError.
    """
    if not cookie:
        raise SignedOutError
    digest = digest_of(cookie)
    async with console.turns[digest]:
        found = await _find(console, cookie)
        at = console.clock.now()
        kept, actor = await _fresh(console, cookie, kept=found.kept)
        is_renewed = kept is not found.kept
        if is_renewed or (counts_as_use and at - found.row.seen_at > _SEEN_EVERY):
            sealed = seal(kept.model_dump_json(), cookie) if is_renewed else None
            seen_at = at if counts_as_use else found.row.seen_at
            async with console.database.work() as work:
                await store.mark_seen(work.session, digest, at=seen_at, sealed=sealed)
    return Visitor(
        actor=actor,
        token=kept.token,
        unit_name=kept.unit_name,
        form_token=form_token(cookie),
        session=digest,
    )


async def renew(console: Console, cookie: str | None) -> None:
    """Get a fresh token although the old one still holds: his duties have changed.

    Raises SignedOutError where the registry has ended the session.
    """
    if not cookie:
        raise SignedOutError
    digest = digest_of(cookie)
    async with console.turns[digest]:
        found = await _find(console, cookie)
        kept, _ = await _renewed(console, cookie, kept=found.kept)
        sealed = seal(kept.model_dump_json(), cookie)
        async with console.database.work() as work:
            await store.mark_seen(work.session, digest, at=work.now, sealed=sealed)


async def log_out(console: Console, cookie: str) -> None:
    """End the session here, and at the registry if it can be reached."""
    try:
        found = await _find(console, cookie)
    except SignedOutError:
        return
    await _forget(console, digest_of(cookie))
    await console.desk.ask(CloseSession(refresh=SecretStr(found.kept.refresh)))


async def _find(console: Console, cookie: str) -> _Found:
    digest = digest_of(cookie)
    async with console.database.look() as session:
        row = await store.session_of(session, digest)
    if row is None:
        console.turns.pop(digest, None)
        raise SignedOutError("revoked")
    why = _ended(console, row, at=console.clock.now())
    if why:
        # The row stays, so that every later click is told the same; a log-in tidies up.
        raise SignedOutError(why)
    text = unseal(row.sealed, cookie)
    if text is None:
        await _forget(console, digest)
        raise SignedOutError("revoked")
    try:
        return _Found(row, Kept.model_validate_json(text))
    except ValidationError as err:
        await _forget(console, digest)
        raise SignedOutError("ended") from err


def _ended(console: Console, row: SessionRow, *, at: datetime) -> str:
    """Return why a session is over, or nothing."""
    if at - row.seen_at > timedelta(minutes=console.settings.idle_minutes):
        return "idle"
    if at - row.opened_at > timedelta(hours=console.settings.longest_hours):
        return "ended"
    return ""


async def _fresh(console: Console, cookie: str, *, kept: Kept) -> tuple[Kept, Actor]:
    """Return tokens that hold for a while yet, and whom they name."""
    at = console.clock.now()
    try:
        actor = read_actor(kept.token, key=console.registry_key, at=at)
        if actor.expires_at - at > _RENEW_BEFORE:
            return kept, actor
    except NotAllowedError:
        pass  # out of date: the registry decides whether it may be renewed
    return await _renewed(console, cookie, kept=kept)


async def _renewed(console: Console, cookie: str, *, kept: Kept) -> tuple[Kept, Actor]:
    try:
        opened = await console.desk.ask(RenewSession(refresh=SecretStr(kept.refresh)))
        renewed = kept_of(opened)
        at = console.clock.now()
        return renewed, read_actor(renewed.token, key=console.registry_key, at=at)
    except RefusedError as err:
        await _forget(console, digest_of(cookie))
        raise SignedOutError("revoked") from err


async def _forget(console: Console, digest: str) -> None:
    console.turns.pop(digest, None)
    async with console.database.work() as work:
        await store.forget_session(work.session, digest)


def kept_of(opened: SessionOpened) -> Kept:
    """Return what is sealed of a session that the registry opened."""
    return Kept(
        token=opened.token.get_secret_value(),
        refresh=opened.refresh.get_secret_value(),
        unit_name=opened.unit_name,
    )
