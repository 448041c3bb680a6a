"""`lianqing letter …`: see a letter, answer it, accept or return the answer."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from lianqing.commands import options, show
from lianqing.commands.letter_tables import letter_page, letter_view
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import CommandError
from lianqing.files import read_json
from lianqing.text import say
from lianqing_shared.contracts.letters import (
    AcceptReply,
    EnterReply,
    LetterPage,
    LetterState,
    LetterView,
    ReplyBody,
    ReturnReply,
    SearchLetters,
    ShowLetter,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("预警文书：查看、答复、审核", "Letters: show, reply, accept."),
)

Letter = Annotated[
    str,
    typer.Argument(help=say("文号，如 柳廉询〔2026〕3号，或内部编号", "Number or id.")),
]


@app.command("list", help=say("列出文书，新的在前", "List letters, newest first."))
def list_letters(
    *,
    unit: Annotated[str | None, typer.Option(help=say("主送单位", "Unit."))] = None,
    state: Annotated[
        LetterState | None, typer.Option(help=say("状态", "State."))
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=say("只看逾期", "Overdue only."))
    ] = False,
    limit: options.Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List letters, newest first."""
    asked = SearchLetters(unit=unit, state=state, overdue_only=overdue, limit=limit)

    async def look(desk: Desk) -> LetterPage:
        return await desk.ask(asked)

    page = act(data, login, look)
    show.result(page, output, table=letter_page(page))


@app.command(
    "show",
    help=say("显示一件文书，可存 PDF", "Show one letter; save its PDF if asked."),
)
def show_letter(
    letter: Letter,
    *,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", help=say("把 PDF 存到这里", "Write the PDF here.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one letter; save its PDF if asked."""

    async def look(desk: Desk) -> LetterView:
        return await desk.ask(ShowLetter(letter=letter, with_pdf=pdf is not None))

    view = act(data, login, look)
    if pdf is not None:
        _save_pdf(view, pdf)
    bare = view.model_copy(update={"pdf": None})
    show.result(bare, output, table=letter_view(bare))


@app.command(help=say("单位答复", "Answer a letter for the unit."))
def reply(
    letter: Letter,
    *,
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            help=say(
                "答复 JSON：findings causes measures progress answers signed_by_leader",
                "The reply as JSON.",
            ),
        ),
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Answer a letter for the unit."""
    body = _reply_from(file)

    async def work(desk: Desk) -> LetterView:
        found = await desk.ask(ShowLetter(letter=letter))
        return await desk.ask(EnterReply(letter_id=found.letter_id, **dict(body)))

    view = act(data, login, work)
    show.result(view, output, table=letter_view(view))


@app.command(help=say("中心审核通过答复", "Accept the latest reply."))
def accept(
    letter: Letter,
    *,
    reason: Annotated[str, typer.Option(help=say("审核意见", "Remark."))] = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Accept the latest reply."""

    async def work(desk: Desk) -> LetterView:
        found = await desk.ask(ShowLetter(letter=letter))
        return await desk.ask(AcceptReply(letter_id=found.letter_id, reason=reason))

    view = act(data, login, work)
    show.result(view, output, table=letter_view(view))


@app.command(
    "return", help=say("中心退回重办", "Return the latest reply to be done again.")
)
def return_reply(
    letter: Letter,
    *,
    reason: Annotated[str, typer.Option(help=say("退回理由", "Reason."))],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Return the latest reply to be done again."""

    async def work(desk: Desk) -> LetterView:
        found = await desk.ask(ShowLetter(letter=letter))
        return await desk.ask(ReturnReply(letter_id=found.letter_id, reason=reason))

    view = act(data, login, work)
    show.result(view, output, table=letter_view(view))


def _save_pdf(view: LetterView, path: Path) -> None:
    if view.pdf is None:
        raise CommandError(
            say(
                f"{view.number} 没有随附 PDF，请稍后重试或联系维护人员。",
                f"{view.number} came without a PDF; try again or tell the maintainers.",
            )
        )
    try:
        path.write_bytes(view.pdf)
    except OSError as err:
        raise CommandError(
            say(
                f"无法写入 {path}：{err.strerror}。请换一个位置。",
                f"Cannot write {path}: {err.strerror}. Choose another place.",
            )
        ) from err
    show.stderr().print(say(f"已存为 {path}", f"Written to {path}"))


def _reply_from(path: Path) -> ReplyBody:
    try:
        return ReplyBody.model_validate(read_json(path))
    except ValidationError as err:
        fields = "、".join(".".join(map(str, e["loc"])) for e in err.errors())
        raise CommandError(
            say(
                f"{path} 不是完整的答复，问题在：{fields}。请补正后重试。",
                f"{path} is no complete reply; look at: {fields}.",
            )
        ) from err
