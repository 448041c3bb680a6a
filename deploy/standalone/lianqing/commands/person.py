"""`lianqing person …`: who takes part. Source: P1.3.1; 等保2.0."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Limit, Output, OutputForm
from lianqing.commands.person_tables import Who, people_table, person_id_of, record_of
from lianqing.commands.role_tables import changes_table
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts.base import Done
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.second_factors import ResetSecondFactor

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "人员：新增、列出、修改、停用、重置密码",
        "People: add, list, change, suspend, reset.",
    ),
)

NEW_PASSWORD_VARIABLE = "LIANQING_NEW_PASSWORD"  # noqa: S105 - the name of a variable
Reason = Annotated[str, typer.Option("--reason", help=say("理由", "Why."))]


@app.command("list", help=say("列出、查找人员", "List or look for people."))
def list_people(
    *,
    unit: Annotated[str | None, typer.Option(help=say("单位代码", "Unit."))] = None,
    role: Annotated[Role | None, typer.Option(help=say("角色", "Role."))] = None,
    text: Annotated[
        str, typer.Option(help=say("姓名或登录名里的字", "Part of name or log-in."))
    ] = "",
    limit: Limit = 100,
    after: Annotated[
        str | None, typer.Option(help=say("从谁之后继续", "Go on after whom."))
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List people."""
    asked = a.ListPeople(
        unit=unit, role=role, text=Personal(text), limit=limit, after=after
    )

    async def look(desk: Desk) -> a.PeoplePage:
        return await desk.ask(asked)

    page = act(data, login, look, demo_login="sysadmin")
    parts: list[show.Renderable] = [people_table(page.people)]
    if page.next:
        parts.append(
            say(f"还有更多：--after {page.next}", f"more: --after {page.next}")
        )
    show.result(page, output, table=parts)


@app.command(
    help=say(
        "新增人员；系统生成一次性初始密码，角色须由他人复核",
        "Add a person; the registry makes an initial password once, and roles wait for "
        "others.",
    )
)
def add(
    new_login: Annotated[str, typer.Argument(help=say("新登录名", "New log-in."))],
    *,
    name: Annotated[str, typer.Option(help=say("姓名", "Name."))],
    unit: Annotated[str, typer.Option(help=say("单位代码", "Unit."))],
    role: Annotated[
        list[Role] | None,
        typer.Option(
            "--role",
            help=say("角色；录入员不在此选，另行任命", "Role; clerks are appointed."),
        ),
    ] = None,
    email: Annotated[str | None, typer.Option(help=say("电子邮箱", "E-mail."))] = None,
    phone: Annotated[str | None, typer.Option(help=say("电话", "Telephone."))] = None,
    password: Annotated[
        str | None,
        typer.Option(
            envvar=NEW_PASSWORD_VARIABLE,
            show_envvar=False,
            hidden=True,
        ),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Add a person."""
    asked = a.AddPerson(
        login=new_login,
        name=Personal(name),
        unit=unit,
        roles=tuple(role or ()),
        password=SecretStr(password) if password else None,
        email=Personal(email) if email else None,
        phone=Personal(phone) if phone else None,
    )

    async def work(desk: Desk) -> a.PersonAdded:
        return await desk.ask(asked)

    view = act(data, login, work, demo_login="sysadmin")
    parts: list[show.Renderable] = [people_table((view,))]
    if view.initial_password:
        parts.append(_once(view.initial_password))
    if view.role_change:
        parts += [
            say("以下角色待他人复核：", "These roles wait for others:"),
            changes_table((view.role_change,)),
        ]
    show.result(view, output, table=parts)


@app.command("show", help=say("查看一个人", "Show one person."))
def show_person(
    who: Who,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one person."""
    _on_person(who, lambda person: a.ShowPerson(person_id=person), login, data, output)


@app.command(
    help=say(
        "修改姓名、单位、联系方式；调动会免去录入员和各项角色",
        "Change name, unit or contacts; moving takes seat and roles away.",
    )
)
def change(
    who: Who,
    *,
    name: Annotated[str | None, typer.Option(help=say("姓名", "Name."))] = None,
    unit: Annotated[str | None, typer.Option(help=say("调往单位", "New unit."))] = None,
    email: Annotated[
        str | None, typer.Option(help=say("电子邮箱，空为清除", "E-mail; '' clears."))
    ] = None,
    phone: Annotated[
        str | None, typer.Option(help=say("电话，空为清除", "Telephone; '' clears."))
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Change a person."""
    _on_person(
        who,
        lambda person: a.ChangePerson(
            person_id=person,
            name=Personal(name) if name else None,
            unit=unit,
            email=None if email is None else Personal(email),
            phone=None if phone is None else Personal(phone),
        ),
        login,
        data,
        output,
    )


@app.command(help=say("停用账号，立即生效", "Shut a person out at once."))
def suspend(
    who: Who,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Suspend a person."""
    _on_person(
        who,
        lambda person: a.SuspendPerson(person_id=person, reason=Personal(reason)),
        login,
        data,
        output,
    )


@app.command(help=say("恢复账号", "Let a person in again."))
def resume(
    who: Who,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Resume a person."""
    _on_person(
        who,
        lambda person: a.ResumePerson(person_id=person, reason=Personal(reason)),
        login,
        data,
        output,
    )


@app.command(
    "reset-password",
    help=say("重置密码，生成一次性初始密码", "Make a new initial password."),
)
def reset_password(
    who: Who,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Reset a person's password."""

    async def work(desk: Desk) -> a.PasswordGiven:
        person = await person_id_of(desk, who)
        return await desk.ask(a.ResetPassword(person_id=person))

    found = act(data, login, work, demo_login="sysadmin")
    show.result(found, output, table=[_once(found.initial_password)])


@app.command(
    "reset-second-factor",
    help=say("解除遗失的动态验证码", "Take a lost second factor off."),
)
def reset_second_factor(
    who: Who,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Reset a person's second factor."""

    async def work(desk: Desk) -> Done:
        person = await person_id_of(desk, who)
        return await desk.ask(
            ResetSecondFactor(person_id=person, reason=Personal(reason))
        )

    done = act(data, login, work, demo_login="sysadmin")
    told = say(
        "已解除。此人下次登录后须重新绑定。", "Done. He must enrol again after log-in."
    )
    show.result(done, output, table=[told])


Asked = a.ShowPerson | a.ChangePerson | a.SuspendPerson | a.ResumePerson


def _on_person(
    who: str,
    asked: Callable[[str], Asked],
    login: str | None,
    data: Path,
    output: OutputForm,
) -> None:
    async def work(desk: Desk) -> a.PersonRecord:
        return await desk.ask(asked(await person_id_of(desk, who)))

    record = act(data, login, work, demo_login="sysadmin")
    show.result(record, output, table=record_of(record))


def _once(password: SecretStr) -> str:
    told = say(
        "初始密码（只显示这一次，首次登录须修改）：",
        "Initial password (shown once; must be changed at the first log-in): ",
    )
    return f"{told}{password.get_secret_value()}"
