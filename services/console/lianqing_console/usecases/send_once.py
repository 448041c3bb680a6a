"""Carry out a sent form once, however often the browser sends it."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from lianqing_console.errors import AlreadySentError, ForgedFormError
from lianqing_console.store import sessions as store
from lianqing_console.store.tables import SentFormRow
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.errors import LianqingError

_LONGEST = timedelta(seconds=30)
"""After that a claim without an effect belongs to a process that died."""
_LEAST_KEY = 8


async def send_once(
    console: Console,
    visitor: Visitor,
    *,
    once: str,
    back: str,
    act: Callable[[], Awaitable[str]],
) -> str:
    """Do `act` unless this form was already sent; return where its effect is seen.

    Args:
        console: The console's parts.
        visitor: Whose form it is; two people's equal keys are two forms.
        once: The key that came with the form.
        back: Where to look while the first sending is still under way.
        act: Ask the owner; returns the location of the effect.

    Raises:
        AlreadySentError: With the location, for the second sending.
        ForgedFormError: The form has no key, so it is none of our pages'.
    """
    if len(once) < _LEAST_KEY:
        raise ForgedFormError
    key = hashlib.sha256(f"{visitor.session} {once}".encode()).hexdigest()
    await _claim(console, key, back=back)
    try:
        location = await act()
    except LianqingError:
        async with console.database.work() as work:
            await store.forget_form(work.session, key)
        raise
    async with console.database.work() as work:
        await store.settle_form(work.session, key, location)
    return location


async def _claim(console: Console, key: str, *, back: str) -> None:
    try:
        async with console.database.work() as work:
            before = await store.sent_form(work.session, key)
            if before is None:
                work.session.add(SentFormRow(key=key, at=work.now, location=None))
            elif before.location or work.now - before.at < _LONGEST:
                raise AlreadySentError(before.location or back)
            else:
                before.at = work.now
    except IntegrityError as err:
        raise AlreadySentError(back) from err
