"""Tell a unit by its own subject what it still owes, or why an answer is not enough.

Source: domain 1.4, reminder ladder and return for redo.
"""

from datetime import date

from lianqing_notify.domain.deadlines import Rung
from lianqing_notify.domain.letter import in_words
from lianqing_notify.store.tables import DeadlineRow, LetterRow
from lianqing_shared.contracts.letters import PromptKind, PromptServed
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db import Work

_LONGEST = 20_000
"""What the contract holds; a reason of that length alone would overflow it."""


def prompt_of_rung(row: DeadlineRow, rung: Rung, *, work: Work) -> None:
    """Remind of a deadline, or say that it has passed."""
    what = f"文书{row.letter.number}的{row.duty.label}"
    if rung is Rung.OVERDUE:
        kind = PromptKind.OVERDUE
        text = f"{what}应于{in_words(row.due_on)}前完成，现已逾期，请立即办理。"
    else:
        kind = PromptKind.REMINDER
        text = f"{what}应于{in_words(row.due_on)}前完成（{rung.label}），请按时办理。"
    key = f"{row.duty.value}-{row.round}-{rung.value}"
    _say(row.letter, kind, text, due_on=row.due_on, key=key, work=work)


def prompt_of_return(letter: LetterRow, reason: str, *, work: Work) -> None:
    """Say that the answer was sent back, why, and by when it is to be done again."""
    text = (
        f"文书{letter.number}的答复已退回重办，"
        f"请于{in_words(letter.reply_due_on)}前重新答复。理由：{reason}"
    )
    key = f"returned-{letter.round}"
    due_on = letter.reply_due_on
    _say(letter, PromptKind.RETURNED, text, due_on=due_on, key=key, work=work)


def prompt_of_refusal(
    letter: LetterRow, sentence: str, *, key: str, work: Work
) -> None:
    """Say why an answer that came through the adapter was not taken."""
    due_on = letter.reply_due_on
    text = f"文书{letter.number}的答复未被受理：{sentence}"
    _say(letter, PromptKind.REFUSED, text, due_on=due_on, key=key, work=work)


def _say(
    letter: LetterRow,
    kind: PromptKind,
    text: str,
    *,
    due_on: date,
    key: str,
    work: Work,
) -> None:
    work.say(
        PromptServed(
            letter_id=letter.id,
            number=letter.number,
            unit=letter.addressee,
            kind=kind,
            text=Personal(text[:_LONGEST]),
            due_on=due_on,
            at=work.now,
        ),
        unit=letter.addressee,
        message_id=f"prompt-{letter.id}-{key}",
    )
