"""`lianqing informant …`: the invited informants' database. Source: P1.3.2."""

from datetime import datetime
from typing import Annotated

import typer

from lianqing.commands import informant_conduct, show
from lianqing.commands.informant_options import (
    Months,
    Person,
    Reason,
    asked,
    do,
    personal,
)
from lianqing.commands.informant_tables import file_tables, page_tables, row_table
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import Background, InformantState

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("特邀预警信息员：申报、备案、培训、考核", "Invited informants."),
)
informant_conduct.add_to(app)
_PAGE = 200
"""Informants in one answer; the list asks on until it has all."""


@app.command("list", help=say("列出管理库", "List the informants' database."))
def list_informants(
    *,
    state: Annotated[
        InformantState | None, typer.Option(help=say("状态", "State."))
    ] = None,
    recruiter: Annotated[
        str | None, typer.Option(help=say("选聘单位", "Recruiter."))
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List the informants' database."""

    async def look(desk: Desk) -> i.InformantPage:
        request = i.ListInformants(state=state, recruiter=recruiter, limit=_PAGE)
        first = await desk.ask(request)
        found, following = list(first.informants), first.next
        while following is not None:
            more = await desk.ask(request.model_copy(update={"after": following}))
            found += more.informants
            following = more.next
        return first.model_copy(update={"informants": tuple(found), "next": None})

    page = act(data, login, look)
    show.result(page, output, table=page_tables(page))


@app.command("show", help=say("打开一人的档案", "Open one informant's file."))
def show_informant(
    person: Annotated[
        str | None, typer.Argument(help=say("编号，本人可省略", "Id; none is oneself."))
    ] = None,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Open one informant's file."""

    async def look(desk: Desk) -> i.InformantFile:
        return await desk.ask(asked(i.ShowInformant, person_id=person))

    found = act(data, login, look)
    show.result(found, output, table=file_tables(found))


@app.command(help=say("单位选聘并申报", "Recruit an informant and apply for filing."))
def apply(
    name: Annotated[str, typer.Argument(help=say("姓名", "Name."))],
    *,
    background: Annotated[Background, typer.Option(help=say("界别", "Background."))],
    background_text: Annotated[
        str | None,
        typer.Option(help=say("界别为其他时的具体身份", "What he is, for `other`.")),
    ] = None,
    recruiter: Annotated[
        str, typer.Option(help=say("选聘单位，谁选聘谁负责", "The unit that answers."))
    ],
    phone: Annotated[str | None, typer.Option(help=say("电话", "Phone."))] = None,
    months: Months = None,
    consents: Annotated[
        bool,
        typer.Option(
            "--consents", help=say("同意在奖励名单公开姓名", "May be named in rewards.")
        ),
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Recruit an informant and apply for filing."""
    request = asked(
        i.ApplyInformant,
        name=name,
        background=background,
        background_text=background_text,
        recruiter=recruiter,
        phone=phone,
        months=months,
        consents_to_publication=consents,
    )
    do(request, login, data=data, output=output)


@app.command("file", help=say("中心备案，可同时开通账号", "File him, with a log-in."))
def file_informant(
    person: Person,
    *,
    account: Annotated[
        str | None, typer.Option("--login", help=say("登录名", "His log-in name."))
    ] = None,
    links: Annotated[
        bool, typer.Option("--link", help=say("关联已有账号", "He has it already."))
    ] = False,
    account_unit: Annotated[
        str | None,
        typer.Option(help=say("账号所在单位，默认中心", "Unit of the account.")),
    ] = None,
    starts_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=say("聘期起始日", "First day.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """File an informant or his new term; the initial password is shown once."""
    request = asked(
        i.FileInformant,
        person_id=person,
        login=account,
        links_account=links,
        account_unit=account_unit,
        starts_on=starts_on.date() if starts_on else None,
    )

    async def work(desk: Desk) -> i.InformantFiled:
        return await desk.ask(request)

    filed = act(data, login, work)
    show.result(filed, output, table=_filed(filed))


def _filed(filed: i.InformantFiled) -> list[show.Renderable]:
    told: list[show.Renderable] = [row_table((filed.informant,))]
    if filed.initial_password is not None:
        password = filed.initial_password.get_secret_value()
        told.append(
            say(
                f"登录名 {filed.login}，初始密码 {password}（只显示这一次，"
                "请当面交给本人，首次登录须修改）",
                f"Log-in {filed.login}, initial password {password} (shown only now; "
                "to be changed at the first log-in)",
            )
        )
    return told


@app.command(help=say("不予备案", "Refuse what waits for filing."))
def refuse(
    person: Person,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Refuse what waits for filing."""
    request = asked(i.RefuseInformant, person_id=person, reason=reason)
    do(request, login, data=data, output=output)


@app.command(help=say("申请续聘", "Ask for a new term."))
def renew(
    person: Person,
    *,
    months: Months = None,
    reason: Annotated[str | None, typer.Option(help=say("理由", "Why."))] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Ask for a new term; somebody else files it."""
    request = asked(
        i.RenewInformant, person_id=person, months=months, reason=personal(reason)
    )
    do(request, login, data=data, output=output)


@app.command(help=say("暂停履职", "Suspend an informant."))
def suspend(
    person: Person,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Suspend an informant; his log-in stops at once."""
    request = asked(i.SuspendInformant, person_id=person, reason=reason)
    do(request, login, data=data, output=output)


@app.command(help=say("恢复履职", "Let a suspended informant go on."))
def resume(
    person: Person,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Let a suspended informant go on."""
    request = asked(i.ResumeInformant, person_id=person, reason=reason)
    do(request, login, data=data, output=output)


@app.command(help=say("解聘", "Dismiss an informant."))
def dismiss(
    person: Person,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Dismiss an informant; his history stays."""
    request = asked(i.DismissInformant, person_id=person, reason=reason)
    do(request, login, data=data, output=output)


@app.command(help=say("更正联系电话、界别", "Correct telephone or background."))
def change(
    person: Person,
    *,
    phone: Annotated[
        str | None, typer.Option(help=say("电话，留空为清除", "Phone; empty clears."))
    ] = None,
    background: Annotated[
        Background | None, typer.Option(help=say("界别", "Background."))
    ] = None,
    background_text: Annotated[
        str | None,
        typer.Option(help=say("界别为其他时的具体身份", "What he is, for `other`.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Correct an informant's telephone or background."""
    request = asked(
        i.ChangeInformant,
        person_id=person,
        phone=phone,
        background=background,
        background_text=background_text,
    )
    do(request, login, data=data, output=output)


@app.command(help=say("变更选聘单位", "Let another unit answer for him."))
def transfer(
    person: Person,
    *,
    recruiter: Annotated[str, typer.Option(help=say("新的单位", "The other unit."))],
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Let another unit answer for an informant."""
    request = asked(
        i.TransferInformant, person_id=person, recruiter=recruiter, reason=reason
    )
    do(request, login, data=data, output=output)
