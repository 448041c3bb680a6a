"""How letters look in a terminal."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from lianqing.commands.show import facts, grid
from lianqing.text import say
from lianqing_shared.contracts.letters import LetterPage, LetterView


def letter_page(page: LetterPage) -> Iterator[Table | str]:
    """Return the list of letters."""
    yield grid(
        (
            say("文号", "Number"),
            say("文种", "Kind"),
            say("级别", "Level"),
            say("主送", "To"),
            say("状态", "State"),
            say("发出", "Issued"),
            say("答复期限", "Reply due"),
        ),
        (
            (
                row.number,
                row.kind.heading,
                row.level,
                row.addressee_name,
                row.state,
                row.issued_at,
                row.reply_due_on,
            )
            for row in page.letters
        ),
    )
    shown = len(page.letters)
    yield say(f"显示 {shown} 件，共 {page.total} 件", f"{shown} of {page.total}")


def letter_view(view: LetterView) -> Iterator[Table | Text | str]:
    """Return one letter with its deadlines and replies."""
    yield facts(
        (
            (say("文号", "Number"), view.number),
            (say("文种", "Kind"), view.kind.heading),
            (say("级别", "Level"), view.level),
            (say("主送", "To"), view.addressee_name),
            (say("状态", "State"), view.state),
            (say("事项", "Case"), view.case_no),
            (say("发出", "Issued"), view.issued_at),
            (say("签收", "Acknowledged"), view.acknowledged_at),
            (say("答复期限", "Reply due"), view.reply_due_on),
            (say("PDF 摘要", "PDF digest"), view.pdf_sha256),
            (say("您可以", "You may"), "、".join(view.allowed)),
        )
    )
    if view.deadlines:
        yield _deadlines(view)
    if view.replies:
        yield _replies(view)


def _deadlines(view: LetterView) -> Table:
    return grid(
        (
            say("期限", "Deadline"),
            say("日期", "On"),
            say("余工作日", "Working days left"),
            say("逾期", "Overdue"),
            say("已办", "Done"),
        ),
        (
            (d.what, d.due_on, d.working_days_left, d.is_overdue, d.is_done)
            for d in view.deadlines
        ),
    )


def _replies(view: LetterView) -> Table:
    return grid(
        (
            say("轮次", "Round"),
            say("时间", "At"),
            say("签字领导", "Signed by"),
            say("自查情况", "Findings"),
            say("审核", "Verdict"),
        ),
        (
            (
                r.round,
                r.at,
                r.body.signed_by_leader,
                r.body.findings,
                _VERDICTS.get(r.verdict or "", r.verdict),
            )
            for r in view.replies
        ),
    )


_VERDICTS = {"accepted": "通过", "returned": "退回"}
