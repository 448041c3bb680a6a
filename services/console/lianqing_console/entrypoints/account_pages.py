"""One's own account: password, second factor, open sessions. Source: 等保2.0."""

import segno
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.account_forms import confirm_form
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.pages import go
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    cookie_name,
    given_in,
)
from lianqing_console.usecases import account as use
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.sessions import renew
from lianqing_shared.contracts.accounts import RevokeSession, RevokeSessions
from lianqing_shared.errors import NotFoundError

router = APIRouter()
_PATH = "/account"
_DONE = {
    "password": "密码已修改，您在别处的登录已全部退出。",
    "drop": "动态验证码已停用。",
    "session": "该处登录已退出。",
    "sessions": "其他各处的登录已全部退出。",
}
_QR_SCALE = 4


@router.get("/account")
async def account(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show one's own account."""
    return show_sheet(request, pages, await _sheet(console, visitor))


@router.post("/account/sessions/others")
async def end_others(
    request: Request, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """End all of one's sessions but this one."""
    await given_in(request, visitor)
    await console.desk.ask(RevokeSessions(), visitor.token)
    return go(f"{_PATH}?done=sessions")


@router.post("/account/sessions/{session}")
async def end_session(
    request: Request, session: str, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """End one of one's own sessions."""
    await given_in(request, visitor)
    await console.desk.ask(RevokeSession(session_id=session), visitor.token)
    return go(f"{_PATH}?done=session")


@router.post("/account/{action}")
async def act(
    request: Request,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Carry out one of the page's forms; secrets in the answer are shown once."""

    async def carry_out(given: Given) -> str | Sheet:
        effect = await _carry_out(console, visitor, action, given=given)
        # Duties that were pending are over in the next token only.
        await renew(console, request.cookies.get(cookie_name(console)))
        return effect

    async def again() -> Sheet:
        if action == "confirm":
            return _factor_sheet(secret="", drawing="")
        return await _sheet(console, visitor)

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=_PATH,
        act=carry_out,
        again=again,
    )


async def _carry_out(
    console: Console, visitor: Visitor, action: str, *, given: Given
) -> str | Sheet:
    match action:
        case "password":
            await use.change_password(console, visitor, given=given)
        case "second-factor":
            begun = await use.begin_second_factor(console, visitor, given=given)
            drawing = segno.make(begun.uri.get_secret_value(), error="m")
            return _factor_sheet(
                secret=use.in_groups(begun.secret),
                drawing=drawing.svg_inline(scale=_QR_SCALE, omitsize=False),
            )
        case "confirm":
            confirmed = await use.confirm_second_factor(console, visitor, given=given)
            codes = [use.in_groups(code) for code in confirmed.recovery_codes]
            return Sheet(template="account_codes.html", said={"codes": codes})
        case "drop":
            await use.drop_second_factor(console, visitor, given=given)
        case _:
            raise NotFoundError("这个页面")
    return f"{_PATH}?done={action}"


async def _sheet(console: Console, visitor: Visitor) -> Sheet:
    own = await use.show_account(console, visitor)
    return Sheet(
        template="account.html",
        said={"account": own.account, "sessions": own.sessions, "rules": own.rules},
        forms=own.forms,
        done=_DONE,
    )


def _factor_sheet(*, secret: str, drawing: str) -> Sheet:
    return Sheet(
        template="account_factor.html",
        said={"secret": secret, "drawing": drawing},
        forms=(confirm_form(),),
    )
