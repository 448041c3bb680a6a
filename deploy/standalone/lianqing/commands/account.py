"""`lianqing account …`: one's own password and second factor. Source: 等保2.0."""

import asyncio
import sys
from typing import Annotated

import typer
from pydantic import SecretStr

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.commands.person import NEW_PASSWORD_VARIABLE
from lianqing.desk import Desk, act, code_of
from lianqing.text import say
from lianqing_shared.contracts.accounts import (
    AccountView,
    ChangePassword,
    PasswordRules,
    ShowAccount,
    ShowPasswordRules,
)
from lianqing_shared.contracts.base import Done
from lianqing_shared.contracts.role_changes import RoleChangeState, RolesAwaited
from lianqing_shared.contracts.second_factors import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    DropSecondFactor,
    SecondFactorConfirmed,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "我的账号：查看、修改密码、绑定动态验证码",
        "One's own account: show, change the password, enrol a second factor.",
    ),
)


@app.command("show", help=say("查看本人的账号", "Show one's own account."))
def show_account(
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one's own account."""

    async def look(desk: Desk) -> AccountView:
        return await desk.ask(ShowAccount())

    found = act(data, login, look)
    rows: list[tuple[str, object]] = [
        (say("登录名", "Log-in"), found.login),
        (say("姓名", "Name"), found.name),
        (say("单位", "Unit"), found.unit),
        (say("角色", "Roles"), _roles(found)),
        (say("须先办理", "To do first"), "、".join(one.label for one in found.pending)),
        (say("密码修改于", "Password of"), found.password_changed_at),
        (say("须在此前更换", "To be changed by"), found.password_ends_at),
        (say("动态验证码绑定于", "Second factor since"), found.second_factor_since),
        (say("必须绑定", "Must have one"), found.second_factor_required),
        (say("剩余备用码", "Recovery codes left"), found.recovery_codes_left),
    ]
    parts: list[show.Renderable] = [show.facts(rows)]
    if found.roles_awaited:
        parts.append(_awaited(found.roles_awaited))
    elif not found.roles:
        parts.append(
            say(
                "录入员由单位负责人或中心主任任命，其他角色由安全管理员申请、他人复核。"
                "请与安全管理员联系。",
                "Entry clerks are appointed by their unit's head or the centre's "
                "director; other roles are asked for by the security administrator "
                "and approved by others. Speak to the security administrator.",
            )
        )
    show.result(found, output, table=parts)


@app.command(help=say("密码规定", "The rules for passwords."))
def rules(
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show the rules for passwords."""

    async def look(desk: Desk) -> PasswordRules:
        return await desk.ask(ShowPasswordRules())

    found = act(data, login, look)
    show.result(found, output, table=found.sentences)


@app.command(help=say("修改本人的密码", "Change one's own password."))
def password(
    *,
    new: Annotated[
        str,
        typer.Option(
            prompt=say("新密码", "New password"),
            hide_input=True,
            confirmation_prompt=say("再输一次新口令", "New password again"),
            envvar=NEW_PASSWORD_VARIABLE,
            help=say("新密码，宜用环境变量", "New password; use the variable."),
        ),
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Change one's own password."""

    async def work(desk: Desk) -> Done:
        asked = ChangePassword(old=desk.password, new=SecretStr(new))
        return await desk.ask(asked, timeout_s=15.0)

    done = act(data, login, work)
    told = say("密码已修改，其他登录已注销。", "Changed; other sessions have ended.")
    show.result(done, output, table=[told])


@app.command(
    "second-factor",
    help=say("绑定、更换或解除动态验证码", "Enrol, replace or drop a second factor."),
)
def second_factor(
    *,
    drop: Annotated[
        bool, typer.Option("--drop", help=say("解除", "Give it up."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Enrol, replace or drop one's own second factor."""
    if drop:
        done = act(data, login, _drop)
        show.result(done, output, table=[say("已解除。", "Done.")])
        return
    confirmed = act(data, login, _enrol)
    told = say(
        "已绑定。备用码只显示这一次，每个可代替动态验证码登录一次，请打印后锁存：",
        "Enrolled. The recovery codes are shown once; each opens once in place of a "
        "code. Print them and lock them away:",
    )
    codes = [one.get_secret_value() for one in confirmed.recovery_codes]
    show.result(confirmed, output, table=[told, *codes])


def _roles(found: AccountView) -> str:
    if found.roles:
        return "、".join(role.label for role in found.roles)
    return say("没有角色，只能管理自己的账号", "none yet: only one's own account")


def _awaited(one: RolesAwaited) -> str:
    """Say how far the change of one's own roles is, and what to do."""
    signs = [f"+{role.label}" for role in one.add] + [f"-{r.label}" for r in one.drop]
    what = f"{say('角色变更', 'Change of roles')} {' '.join(signs)}"
    if one.state is not RoleChangeState.PENDING:
        return say(
            f"{what}：{one.state.label}。需要的，请与安全管理员联系。",
            f"{what}: {one.state.value}. If you need it, speak to the security "
            "administrator.",
        )
    return say(
        f"{what}：须 {one.needed} 人复核，已有 {one.given} 人同意；复核由其他管理员、"
        "镇纪委书记、中心主任或县纪委联络员办理，齐全后自动生效，届时请重新登录。",
        f"{what}: {one.given} of {one.needed} approvals; other administrators, the "
        "commission's secretary, the director or the county's liaison give them. It "
        "then takes effect; log in again.",
    )


async def _enrol(desk: Desk) -> SecondFactorConfirmed:
    account = await desk.ask(ShowAccount())
    code = await _code(desk) if account.second_factor_since else None
    begun = await desk.ask(BeginSecondFactor(password=desk.password, code=code))
    told = say(
        "请在动态验证码应用中添加（扫码或手工输入密钥）：",
        "Add this to your app, by link or by typing the secret:",
    )
    secret, uri = begun.secret.get_secret_value(), begun.uri.get_secret_value()
    sys.stderr.write(f"{told}\n  {uri}\n  {secret}\n")
    fresh = await asyncio.to_thread(_first_code)
    return await desk.ask(ConfirmSecondFactor(code=SecretStr(fresh)))


async def _drop(desk: Desk) -> Done:
    return await desk.ask(DropSecondFactor(code=await _code(desk)))


async def _code(desk: Desk) -> SecretStr:
    """Ask for a code of the second factor in force; log-in has used the last one up."""
    told = say(
        "登录已用掉刚才的动态验证码，请等应用上出现下一个。",
        "Log-in has used the last code up; wait for the next one.",
    )
    sys.stderr.write(f"{told}\n")
    login = desk.session.actor.name.reveal()
    return SecretStr(await asyncio.to_thread(code_of, login))


def _first_code() -> str:
    """Ask for the first code of the new app."""
    asked: str = typer.prompt(
        say("应用上显示的 6 位数字", "The six digits that the app shows"), err=True
    )
    return asked
