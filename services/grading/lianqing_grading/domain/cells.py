"""Read one cell of the policy, test a fact against it, say both in Chinese.

A cell is `-` (anything), a word or several (`a, b`: one of them), `>=n`, `<=n`, `n..m`,
a number, or 是/否. What a column may hold is fixed by its kind.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from lianqing_grading.errors import PolicyFaultError
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm

Fact = str | int | bool | None
Test = Callable[[Fact], bool]

ANY = "不限"
UNKNOWN = "未说明"
_ANYTHING = frozenset({"", "-", "—"})
_TRUTH = {"是": True, "否": False}
_BETWEEN_WORDS = re.compile(r"[,，、]")
_LIMIT = re.compile(r"(>=|<=)\s*(\d+)")
_RANGE = re.compile(r"(\d+)\s*\.\.\s*(\d+)")
_FEN_PER_YUAN = 100


class Kind(StrEnum):
    """What a column holds."""

    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A typed column; `name` is the field of `Findings` that it reads."""

    name: str
    label: str
    kind: Kind
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def say(self, fact: Fact) -> str:
        """Say a fact as a clerk reads it."""
        if fact is None:
            return UNKNOWN
        match self.kind:
            case Kind.CHOICE:
                return self.choices.get(str(fact), str(fact))
            case Kind.TRUTH:
                return "是" if fact else "否"
            case Kind.NUMBER:
                return f"{fact}{self.unit}"
            case Kind.MONEY:
                return f"{int(fact) / _FEN_PER_YUAN:,.2f}元"
            case _:
                assert_never(self.kind)


COLUMNS: tuple[Column, ...] = (
    Column(
        name="behaviour",
        label="行为",
        kind=Kind.CHOICE,
        choices={member.value: member.label for member in Behaviour},
    ),
    Column(
        name="consequence",
        label="后果",
        kind=Kind.CHOICE,
        choices={member.value: member.label for member in Consequence},
    ),
    Column(
        name="harm",
        label="危害程度",
        kind=Kind.CHOICE,
        choices={member.value: member.label for member in Harm},
    ),
    Column(name="risk_assessed", label="已做廉政风险评估", kind=Kind.TRUTH),
    Column(name="public_complaints", label="群众反映", kind=Kind.NUMBER, unit="人次"),
    Column(name="independent_sources", label="独立来源", kind=Kind.NUMBER, unit="个"),
    Column(name="amount_fen", label="涉及金额", kind=Kind.MONEY),
    Column(name="is_verified", label="情况属实", kind=Kind.TRUTH),
    Column(name="is_subject_identified", label="对象明确", kind=Kind.TRUTH),
)
"""Every column there is; a policy that names another is refused."""
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell, ready to test; `test` is None where anything will do."""

    column: Column
    wanted: str
    test: Test | None

    def is_met(self, fact: Fact) -> bool:
        """Return whether the fact meets the cell; an unknown fact meets only `-`."""
        return self.test is None or self.test(fact)


def read_cell(column: Column, raw: object, *, where: str) -> Cell:
    """Read a cell; raises PolicyFaultError with a sentence naming place and fault."""
    text = _plain(raw)
    if text in _ANYTHING:
        return Cell(column=column, wanted=ANY, test=None)
    match column.kind:
        case Kind.CHOICE:
            return _choice(column, text, where)
        case Kind.TRUTH:
            return _truth(column, text, where)
        case Kind.NUMBER | Kind.MONEY:
            return _number(column, text, where)
        case _:
            assert_never(column.kind)


def _plain(raw: object) -> str:
    # YAML reads 是/否 as words but yes/no as truths; both are understood.
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return "" if raw is None else str(raw).strip()


def _choice(column: Column, text: str, where: str) -> Cell:
    words = [word.strip() for word in _BETWEEN_WORDS.split(text)]
    for word in words:
        if word not in column.choices:
            known = "、".join(column.choices)
            raise PolicyFaultError(
                where, f"“{column.label}”一栏没有“{word}”这个取值，可用的有：{known}。"
            )
    options = frozenset(words)
    wanted = "或".join(column.choices[word] for word in words)
    return Cell(column=column, wanted=wanted, test=lambda fact: fact in options)


def _truth(column: Column, text: str, where: str) -> Cell:
    if text not in _TRUTH:
        raise PolicyFaultError(
            where, f"“{column.label}”一栏只能填“是”“否”或“-”，现为“{text}”。"
        )
    wanted = _TRUTH[text]
    return Cell(column=column, wanted=text, test=lambda fact: fact is wanted)


def _number(column: Column, text: str, where: str) -> Cell:
    if found := _LIMIT.fullmatch(text):
        return _limit(column, found[1], int(found[2]))
    if found := _RANGE.fullmatch(text):
        return _range(column, int(found[1]), int(found[2]), where)
    if text.isdecimal():
        exact = int(text)
        return Cell(
            column=column, wanted=column.say(exact), test=lambda fact: fact == exact
        )
    raise PolicyFaultError(
        where,
        f"“{column.label}”一栏只能填“>=5”“<=5”“3..9”、整数或“-”，现为“{text}”。",
    )


def _limit(column: Column, sign: str, bound: int) -> Cell:
    if sign == ">=":
        wanted = f"不少于{column.say(bound)}"
        return Cell(
            column=column,
            wanted=wanted,
            test=lambda fact: isinstance(fact, int) and fact >= bound,
        )
    return Cell(
        column=column,
        wanted=f"不超过{column.say(bound)}",
        test=lambda fact: isinstance(fact, int) and fact <= bound,
    )


def _range(column: Column, low: int, high: int, where: str) -> Cell:
    if low > high:
        raise PolicyFaultError(
            where, f"“{column.label}”一栏的范围“{low}..{high}”前大后小。"
        )
    return Cell(
        column=column,
        wanted=f"{column.say(low)}至{column.say(high)}",
        test=lambda fact: isinstance(fact, int) and low <= fact <= high,
    )
