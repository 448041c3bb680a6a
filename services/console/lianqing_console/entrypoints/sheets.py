"""A page with forms on it: show it, send one of its forms, show it again if refused."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Filled, Form, Given
from lianqing_console.entrypoints.pages import Pages, go, said_done
from lianqing_console.entrypoints.refill import refill
from lianqing_console.entrypoints.trouble import sentence_of, status_of
from lianqing_console.entrypoints.visits import given_in, once_in
from lianqing_console.errors import AlreadySentError
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.send_once import send_once
from lianqing_shared.errors import RefusedError

_WHOLE_PAGE = frozenset({"not_found", "not_allowed"})
"""Refusals that leave nothing to show the form on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as it stands now; its template reads `filled`, `done` and `refusal`."""

    template: str
    said: Mapping[str, object]
    forms: Sequence[Form] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    """What a person reads after a form was carried out, by the form's name."""


def show_sheet(request: Request, pages: Pages, sheet: Sheet) -> Response:
    """Return the page with its forms as they begin."""
    return pages.show(
        request,
        sheet.template,
        status=200,
        **sheet.said,
        filled=[Filled(form=form) for form in sheet.forms],
        done=said_done(request, sheet.done),
        refusal="",
    )


async def send_form(
    request: Request,
    pages: Pages,
    *,
    console: Console,
    visitor: Visitor,
    action: str,
    back: str,
    act: Callable[[Given], Awaitable[str | Sheet]],
    again: Callable[[], Awaitable[Sheet]],
    take: Callable[[Request, Visitor], Awaitable[Given]] = given_in,
) -> Response:
    """Carry out a sent form once; what was typed stays if it is refused.

    Args:
        request: What the browser sent.
        pages: What renders.
        console: The console's parts.
        visitor: Whose form it is.
        action: The form's name.
        back: Where to look while the first sending is still under way.
        act: Ask the owner; returns the location of the effect, or a page that is shown
            this once because it holds a secret.
        again: The page as it stands after the refusal.
        take: Read what was sent; a form with a file is read by `taken_in`.
    """
    given = await take(request, visitor)
    secret: list[Sheet] = []

    async def carry_out() -> str:
        effect = await act(given)
        if isinstance(effect, str):
            return effect
        secret.append(effect)
        return back

    try:
        location = await send_once(
            console, visitor, once=once_in(given), back=back, act=carry_out
        )
    except AlreadySentError:
        raise
    except RefusedError as error:
        if error.code in _WHOLE_PAGE:
            raise
        return _refused(request, pages, await again(), action, given=given, error=error)
    return show_sheet(request, pages, secret[0]) if secret else go(location)


def _refused(
    request: Request,
    pages: Pages,
    sheet: Sheet,
    action: str,
    *,
    given: Given,
    error: RefusedError,
) -> Response:
    filled = refill(sheet.forms, action, given=given, error=error)
    # A form that is no longer offered has nowhere to show the refusal.
    is_shown = any(item.refusal for item in filled)
    return pages.show(
        request,
        sheet.template,
        status=status_of(error),
        **sheet.said,
        filled=filled,
        done="",
        refusal="" if is_shown else sentence_of(error),
    )
