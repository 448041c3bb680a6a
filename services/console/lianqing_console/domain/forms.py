"""Describe forms as data and read what was typed into the services' own messages.

A field's name is the dotted path inside the message (`facts.behaviour`), so that one
function reads every form and pydantic's findings land beside the right field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationError

from lianqing_console.domain.money import fen_from_yuan
from lianqing_console.domain.sentences import sentence_for
from lianqing_console.errors import FormRefusedError
from lianqing_shared.contracts.base import Message

Given = Mapping[str, Sequence[str]]
"""What a browser sent: each name with its values, in order."""
Tree = dict[str, object]
MessageT = TypeVar("MessageT", bound=Message)
_NUMBER = re.compile("^[一二三四五六七八九]、")


class FieldKind(StrEnum):
    """How a field is shown and read."""

    LINE = "line"
    AREA = "area"
    LINES = "lines"
    """A text area where each line that is not blank is one value."""
    CHOICE = "choice"
    GROUPS = "groups"
    """A choice whose options stand in named groups."""
    BOXES = "boxes"
    YESNO = "yesno"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    ROWS = "rows"
    """A table of `rows` lines; each that holds anything is one value."""
    FILE = "file"
    """A file of the person's own; its page takes it as base 64 under this name."""
    KEPT = "kept"
    """Nobody types it: the form brings back what its page was made from."""
    SECRET = "secret"  # noqa: S105 - a kind of field
    """A password or code: hidden while typed, never shown again, taken as it is."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `group` only where options stand in groups."""

    value: str
    label: str
    group: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a field of rows."""

    name: str
    label: str
    is_required: bool = True
    is_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `when` names a yes/no field that must say so for this one to count."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    is_required: bool = True
    hint: str = ""
    options: tuple[Option, ...] = ()
    rows: int = 3
    is_wide: bool = False
    when: tuple[str, str] | None = None
    start: tuple[str, ...] = ()
    """What stands in the field before anybody types."""
    columns: tuple[FormColumn, ...] = ()
    cells: Given = field(default_factory=dict)
    """What stands in a field of rows before anybody types, by the cells' names."""
    steers: bool = False
    """Only says which other fields count; no part of the message."""
    autocomplete: str = "off"
    """What a browser's password keeper may offer, by the HTML standard's names."""

    @property
    def key(self) -> str:
        """The name as an HTML id."""
        return self.name.replace(".", "-")

    @property
    def spoken(self) -> str:
        """The label inside a sentence: without its number and its unit of measure."""
        return _NUMBER.sub("", self.label).partition("（")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: what it is for, its fields and its one button."""

    name: str
    title: str
    button: str
    note: str = ""
    tone: str = "primary"
    fields: tuple[Field, ...] = ()
    sends_files: bool = False
    """Whether it is sent in parts: it holds a file, or what was read from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form with what was typed and what is wrong with it."""

    form: Form
    given: Given = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    """The owner's sentence when the whole form was refused."""
    once: str = ""
    """The key under which sending this form has one effect only."""

    def values(self, item: Field) -> Sequence[str]:
        """Return what the field shows: what was typed, else its start."""
        if item.kind is FieldKind.SECRET:
            return ()
        if self.given:
            return self.given.get(item.name, ())
        return item.start

    def value(self, item: Field) -> str:
        """Return the one value of the field, or nothing."""
        found = self.values(item)
        return found[0] if found else ""

    def cell(self, name: str) -> str:
        """Return what stands in one cell of a field of rows."""
        start = next(
            (item.cells for item in self.form.fields if name in item.cells), {}
        )
        found = (self.given or start).get(name, ())
        return found[0] if found else ""


def read(form: Form, given: Given, kind: type[MessageT], **fixed: object) -> MessageT:
    """Read a sent form into the message that asks its owner to act.

    Args:
        form: The form as it was shown.
        given: What the browser sent.
        kind: The message class; its constraints are the form's constraints.
        **fixed: Parts of the message that nobody types, such as the case's id.

    Raises:
        FormRefusedError: With a sentence per field, all of them at once.
    """
    problems: dict[str, str] = {}
    tree: Tree = dict(fixed)
    for item in form.fields:
        if _counts(item, given):
            _take(item, given, tree=tree, problems=problems)
    try:
        message = kind.model_validate(tree)
    except ValidationError as error:
        labels = {item.name: item.spoken for item in form.fields}
        for finding in error.errors(include_input=False, include_url=False):
            name = _name_of(finding["loc"], labels)
            problems.setdefault(
                name, sentence_for(labels.get(name, "内容"), finding=finding)
            )
        raise FormRefusedError(problems) from error
    if problems:
        raise FormRefusedError(problems)
    return message


def _counts(item: Field, given: Given) -> bool:
    if item.when is None:
        return True
    name, wanted = item.when
    return wanted in given.get(name, ())


def _take(item: Field, given: Given, *, tree: Tree, problems: dict[str, str]) -> None:
    """Put one field's value into the tree, or its problem into the problems."""
    try:
        value = _READERS.get(item.kind, _one)(item, given)
    except ValueError as error:
        problems[item.name] = str(error)
        return
    if value is None or value == ():
        if item.is_required:
            verb = "选择" if item.options or item.kind is FieldKind.YESNO else "填写"
            problems[item.name] = f"请{verb}{item.spoken}。"
        return
    if not item.steers:
        _plant(tree, item.name.split("."), value)


def _plant(tree: Tree, path: Sequence[str], value: object) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        assert isinstance(below, dict)  # noqa: S101 - field names are ours, not typed
        tree = below
    tree[path[-1]] = value


def _name_of(loc: Sequence[int | str], labels: Mapping[str, str]) -> str:
    """Return the field that a finding is about: the longest path that is a field."""
    parts = [str(part) for part in loc]
    while parts and ".".join(parts) not in labels:
        parts.pop()
    return ".".join(parts)


def _one(item: Field, given: Given) -> str | None:
    found = [value.strip() for value in given.get(item.name, ())]
    return next((value for value in found if value), None)


def _secret(item: Field, given: Given) -> str | None:
    return next((value for value in given.get(item.name, ()) if value), None)


def _many(item: Field, given: Given) -> tuple[str, ...]:
    allowed = {option.value for option in item.options}
    return tuple(value for value in given.get(item.name, ()) if value in allowed)


def _lines(item: Field, given: Given) -> tuple[str, ...]:
    text = "\n".join(given.get(item.name, ()))
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _yesno(item: Field, given: Given) -> bool | None:
    return {"yes": True, "no": False}.get(_one(item, given) or "")


def _number(item: Field, given: Given) -> str | None:
    typed = _one(item, given)
    return typed.replace(",", "").replace("，", "") if typed else None


def _money(item: Field, given: Given) -> int | None:
    typed = _one(item, given)
    return fen_from_yuan(typed) if typed else None


def _rows(item: Field, given: Given) -> tuple[Tree, ...]:
    """Read the rows that hold anything; a row half filled is a problem."""
    rows = []
    for number in range(item.rows):
        row = {
            column.name: "".join(given.get(f"{item.name}.{number}.{column.name}", ()))
            for column in item.columns
        }
        row = {name: text.strip() for name, text in row.items() if text.strip()}
        if not row:
            continue
        wanted = [column for column in item.columns if column.is_required]
        if any(column.name not in row for column in wanted):
            labels = "、".join(column.label for column in wanted)
            raise ValueError(f"{item.spoken}第 {number + 1} 行不完整：请填写{labels}。")
        rows.append(dict[str, object](row))
    return tuple(rows)


_READERS: Mapping[FieldKind, Callable[[Field, Given], object]] = {
    FieldKind.BOXES: _many,
    FieldKind.LINES: _lines,
    FieldKind.YESNO: _yesno,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.ROWS: _rows,
    FieldKind.SECRET: _secret,
}
