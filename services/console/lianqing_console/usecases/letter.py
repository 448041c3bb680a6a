"""Show a letter with its deadlines and replies; reply, accept, send back."""

from lianqing_console.domain import other_forms
from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.letters import (
    AcceptReply,
    EnterReply,
    LetterView,
    ReturnReply,
    ShowLetter,
)
from lianqing_shared.errors import ConflictError

DONE = {
    "reply": "答复已提交，等待中心审核。",
    "accept": "答复已审核通过。",
    "return": "答复已退回，单位将重新办理。",
}
"""What a person reads after the owner has done it."""


async def show_letter(
    console: Console, visitor: Visitor, letter: str, *, with_pdf: bool = False
) -> LetterView:
    """Ask for a letter by id or number."""
    ask = ShowLetter(letter=letter, with_pdf=with_pdf)
    return await console.desk.ask(ask, visitor.token)


def letter_forms(view: LetterView) -> tuple[Form, ...]:
    """Return the forms that may be sent about a letter now."""
    made = (
        other_forms.reply_form(view),
        other_forms.accept_form(),
        other_forms.return_form(),
    )
    return tuple(form for form in made if form.name in view.allowed)


async def send_letter_form(
    console: Console, visitor: Visitor, letter: str, *, action: str, given: Given
) -> LetterView:
    """Read a form about a letter and give the command; raises as forms do."""
    view = await show_letter(console, visitor, letter)
    form = next((item for item in letter_forms(view) if item.name == action), None)
    if form is None:
        raise ConflictError(
            f"这份文书现在的状态是“{view.state.label}”，不能再这样办理。请看下面的最新情况。"
        )
    match action:
        case "reply":
            reply = read(form, given, EnterReply, letter_id=view.letter_id)
            return await console.desk.ask(reply, visitor.token)
        case "accept":
            accept = read(form, given, AcceptReply, letter_id=view.letter_id)
            return await console.desk.ask(accept, visitor.token)
        case _:
            back = read(form, given, ReturnReply, letter_id=view.letter_id)
            return await console.desk.ask(back, visitor.token)
