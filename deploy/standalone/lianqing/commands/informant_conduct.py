"""`lianqing informant …`: training, assessment, rewards, papers, rules.

Source: P1.3.2b.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.informant_options import (
    Day,
    Out,
    Person,
    Reason,
    Year,
    asked,
    day_of,
    do,
    personal,
    save,
    today,
)
from lianqing.commands.informant_tables import (
    assessment_table,
    proposal_tables,
    record_tables,
    rules_tables,
)
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import CommandError, UsageError
from lianqing.text import say
from lianqing_shared.contracts import informant_conduct as c
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import InformantPaper

rules = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("管理办法：查看、发布、签收", "Management rules: show, publish, accept."),
)
_FEN = 100
What = Annotated[str, typer.Option("--text", help=say("内容", "What."))]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the informants' group."""
    app.command(help=say("记录培训", "Record a training."))(train)
    app.command(help=say("年度考核：看建议分，确认或调整", "Assess a year."))(assess)
    app.command(help=say("记录奖励", "Record a reward."))(reward)
    app.command(help=say("记录惩戒", "Record a punishment."))(punish)
    app.command(help=say("撤销一条记录", "Take a record back."))(withdraw)
    app.command(help=say("登记是否同意公开姓名", "Record his consent."))(consent)
    app.command("print", help=say("打印聘书、备案表、考核表", "Print a paper."))(
        print_paper
    )
    app.command(help=say("打印奖励名单", "Print a year's rewards."))(rewards)
    app.add_typer(rules, name="rules")


def train(
    person: Person,
    *,
    course: Annotated[str, typer.Option(help=say("课程", "The course."))],
    hours: Annotated[float, typer.Option(help=say("学时", "Hours."))],
    place: Annotated[str | None, typer.Option(help=say("地点", "Where."))] = None,
    on: Day = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record a training."""
    request = asked(
        i.TrainInformant,
        person_id=person,
        course=course,
        hours=hours,
        place=place,
        on=day_of(on),
    )
    do(request, login, data=data, output=output)


def assess(
    person: Person,
    *,
    year: Year = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help=say("确认建议分", "Confirm as proposed."))
    ] = False,
    score: Annotated[
        int | None, typer.Option(min=0, max=100, help=say("评定分", "Another score."))
    ] = None,
    reason: Annotated[str | None, typer.Option(help=say("理由", "Why."))] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show the proposed score with its reasons; with --confirm or --score keep one."""
    wanted = year or today().year

    async def work(desk: Desk) -> c.ScoreProposal | c.AssessmentView:
        proposal = await desk.ask(
            asked(c.ProposeAssessment, person_id=person, year=wanted)
        )
        if not confirm and score is None:
            return proposal
        return await desk.ask(
            asked(
                c.AssessInformant,
                person_id=person,
                year=wanted,
                proposed=proposal.score,
                score=proposal.score if score is None else score,
                reason=personal(reason),
            )
        )

    found = act(data, login, work)
    if isinstance(found, c.ScoreProposal):
        show.result(found, output, table=proposal_tables(found))
    else:
        show.result(found, output, table=[assessment_table((found,))])


def reward(
    person: Person,
    *,
    text: What,
    on: Day = None,
    yuan: Annotated[
        float | None, typer.Option(min=0.01, help=say("奖金（元）", "Money, in yuan."))
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(help=say("依据的县级奖励规定", "The county's rule for money.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record a reward; money only under a county rule."""
    request = asked(
        i.RewardInformant,
        person_id=person,
        on=day_of(on),
        text=text,
        amount=None if yuan is None else round(yuan * _FEN),
        rule_reference=rule,
    )
    do(request, login, data=data, output=output)


def punish(
    person: Person,
    *,
    text: What,
    on: Day = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record a punishment."""
    request = asked(i.PunishInformant, person_id=person, on=day_of(on), text=text)
    do(request, login, data=data, output=output)


def withdraw(
    person: Person,
    number: Annotated[int, typer.Argument(min=1, help=say("记录编号", "Its number."))],
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Take a training, reward or punishment back; it stays in the file."""
    request = asked(
        i.WithdrawInformantRecord, person_id=person, number=number, reason=reason
    )

    async def work(desk: Desk) -> i.InformantRecord:
        return await desk.ask(request)

    found = act(data, login, work)
    show.result(found, output, table=record_tables((found,)))


def consent(
    person: Person,
    *,
    yes: Annotated[
        bool, typer.Option("--yes/--no", help=say("同意或不同意", "Yes or no."))
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record whether his name may stand on a published list of rewards."""
    request = asked(i.ConsentInformant, person_id=person, consents=yes)
    do(request, login, data=data, output=output)


def print_paper(
    person: Person,
    *,
    paper: Annotated[InformantPaper, typer.Option(help=say("哪一种", "Which one."))],
    out: Out,
    year: Year = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print an appointment letter, a filing form or an assessment sheet."""
    request = asked(i.PrintInformant, person_id=person, paper=paper, year=year)

    async def work(desk: Desk) -> i.Paper:
        return await desk.ask(request)

    save(act(data, login, work), out)
    show.stdout().print(str(out))


def rewards(
    *,
    out: Out,
    year: Year = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print a year's list of rewards; names only of those who consent."""
    request = asked(i.PrintRewards, year=year or today().year)

    async def work(desk: Desk) -> i.Paper:
        return await desk.ask(request)

    save(act(data, login, work), out)
    show.stdout().print(str(out))


@rules.command("show", help=say("查看，以及谁还没有签收", "Show, and who lacks it."))
def show_rules(
    *,
    text: Annotated[
        bool, typer.Option("--text", help=say("连同正文", "With the text."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show the management rules."""

    async def look(desk: Desk) -> c.RulesPage:
        return await desk.ask(c.ListRules())

    page = act(data, login, look)
    show.result(page, output, table=rules_tables(page, shows_text=text))


@rules.command(help=say("发布一个版本", "Publish a version."))
def publish(
    version: Annotated[str, typer.Argument(help=say("版本号，如 2026-1", "Version."))],
    *,
    title: Annotated[str, typer.Option(help=say("名称", "Title."))] = (
        "特邀预警信息员管理办法"
    ),
    file: Annotated[
        Path, typer.Option("--file", help=say("正文文件，UTF-8", "The text, UTF-8."))
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Publish a version of the management rules."""
    try:
        words = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise CommandError(
            say(
                f"读不了 {file}：请给一个 UTF-8 文本文件。",
                f"Cannot read {file}: give a text file in UTF-8.",
            )
        ) from err

    request = asked(c.PublishRules, version=version, title=title, text=words)

    async def work(desk: Desk) -> c.RulesPage:
        await desk.ask(request)
        return await desk.ask(c.ListRules())

    page = act(data, login, work)
    show.result(page, output, table=rules_tables(page, shows_text=False))


@rules.command(help=say("签收现行办法", "Accept the rules in force."))
def ack(
    version: Annotated[str, typer.Argument(help=say("版本号", "Version."))],
    *,
    person: Annotated[
        str | None,
        typer.Option(help=say("代为登记纸质签收的人", "Whose signed paper it is.")),
    ] = None,
    signed_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=say("签字日期", "Day on the paper.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Accept the rules in force: oneself, or from a signed paper."""
    if (person is None) != (signed_on is None):
        raise UsageError(
            say(
                "登记纸质签收要同时给 --person 和 --signed-on。",
                "A signed paper needs both --person and --signed-on.",
            )
        )
    request = asked(
        c.AcknowledgeRules,
        version=version,
        person_id=person,
        signed_on=signed_on.date() if signed_on else None,
    )

    async def work(desk: Desk) -> c.AcknowledgementView:
        return await desk.ask(request)

    found = act(data, login, work)
    show.result(found, output, table=[_accepted(found)])


def _accepted(found: c.AcknowledgementView) -> str:
    return say(
        f"已签收 {found.version}（{found.signed_on}），"
        f"正文指纹 {found.text_sha256[:12]}",
        f"Accepted {found.version} on {found.signed_on}, text {found.text_sha256[:12]}",
    )
