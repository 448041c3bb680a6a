"""Options that spell out facts, for verifying a case and entering a report."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm
from lianqing_shared.contracts.reports import Facts


def _words(choices: type[StrEnum], zh: str, en: str) -> str:
    """Return a help text with the words that may be given."""
    return f"{say(zh, en)}: {', '.join(choices)}"


BehaviourOption = Annotated[
    Behaviour | None,
    typer.Option(
        "--behaviour", metavar="WORD", help=_words(Behaviour, "行为", "What was done")
    ),
]
ConsequenceOption = Annotated[
    Consequence | None,
    typer.Option(
        "--consequence",
        metavar="WORD",
        help=_words(Consequence, "后果", "What came of it"),
    ),
]
HarmOption = Annotated[
    Harm | None,
    typer.Option(
        "--harm", metavar="WORD", help=_words(Harm, "危害程度", "How heavy it is")
    ),
]
RiskAssessed = Annotated[
    bool | None,
    typer.Option(
        "--assessed/--unassessed",
        help=say("是否做过廉政风险评估", "Whether the risk was assessed."),
    ),
]
Complaints = Annotated[
    int | None,
    typer.Option(
        "--complaints", min=0, help=say("反映群众人数", "How many complained.")
    ),
]
Amount = Annotated[
    str | None,
    typer.Option("--amount-yuan", help=say("涉及金额（元）", "Money concerned, yuan.")),
]

_FEN_PER_YUAN = 100


def facts_from(
    known: Facts,
    *,
    behaviour: Behaviour | None,
    consequence: Consequence | None,
    harm: Harm | None,
    risk_assessed: bool | None,
    complaints: int | None,
    amount_yuan: str | None,
) -> Facts:
    """Return the known facts with those replaced that were spelled out."""
    said = {
        "behaviour": behaviour,
        "consequence": consequence,
        "harm": harm,
        "risk_assessed": risk_assessed,
        "public_complaints": complaints,
        "amount_fen": None if amount_yuan is None else fen_from(amount_yuan),
    }
    return known.model_copy(
        update={key: value for key, value in said.items() if value is not None}
    )


def fen_from(yuan: str) -> int:
    """Return an amount typed in yuan as fen; raises UsageError if it is none."""
    try:
        fen = Decimal(yuan.replace(",", "").replace("，", "")) * _FEN_PER_YUAN
        whole = int(fen)
    except (ArithmeticError, ValueError) as err:
        raise _no_amount(yuan) from err
    if whole != fen or whole < 0:
        raise _no_amount(yuan)
    return whole


def _no_amount(yuan: str) -> UsageError:
    return UsageError(
        say(
            f"金额“{yuan}”看不懂：请写元，最多两位小数，例如 12800.50。",
            f"Cannot read the amount {yuan!r}: write yuan with at most two decimals, "
            "e.g. 12800.50.",
        )
    )
