"""Short ways to write the fields of a form."""

from collections.abc import Iterable
from typing import Protocol

from lianqing_console.domain.forms import Field, FieldKind, Option

YES_NO = (Option("yes", "是"), Option("no", "否"))


class Labelled(Protocol):
    """A member of one of the plan's closed sets."""

    @property
    def value(self) -> str:
        """The word on the bus."""
        ...

    @property
    def label(self) -> str:
        """The word on pages."""
        ...


def options_of(members: Iterable[Labelled]) -> tuple[Option, ...]:
    """Return members of a closed set as things to choose, in their order."""
    return tuple(Option(member.value, member.label) for member in members)


def line(
    name: str,
    label: str,
    *,
    hint: str = "",
    start: str = "",
    is_required: bool = True,
    is_wide: bool = False,
) -> Field:
    """Return a field of one line."""
    return Field(
        name=name,
        label=label,
        hint=hint,
        start=(start,) if start else (),
        is_required=is_required,
        is_wide=is_wide,
    )


def area(
    name: str,
    label: str,
    *,
    hint: str = "",
    start: str = "",
    rows: int = 2,
    is_required: bool = True,
) -> Field:
    """Return a field of several lines, as wide as the form."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.AREA,
        hint=hint,
        start=(start,) if start else (),
        rows=rows,
        is_wide=True,
        is_required=is_required,
    )


def reason(label: str = "理由", *, hint: str = "", is_required: bool = True) -> Field:
    """Return the field that asks why; it goes on record."""
    return area("reason", label, hint=hint, is_required=is_required)


def choice(
    name: str,
    label: str,
    options: tuple[Option, ...],
    *,
    hint: str = "",
    start: str = "",
    is_required: bool = True,
    when: tuple[str, str] | None = None,
) -> Field:
    """Return a list to choose from."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.CHOICE,
        options=options,
        hint=hint,
        start=(start,) if start else (),
        is_required=is_required,
        when=when,
    )


def day(
    name: str, label: str, *, hint: str = "", start: str = "", is_required: bool = True
) -> Field:
    """Return a field for a day."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.DAY,
        hint=hint,
        start=(start,) if start else (),
        is_required=is_required,
    )


def number(
    name: str,
    label: str,
    *,
    hint: str = "",
    start: str = "",
    is_required: bool = True,
    when: tuple[str, str] | None = None,
) -> Field:
    """Return a field for a number."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.NUMBER,
        hint=hint,
        start=(start,) if start else (),
        is_required=is_required,
        when=when,
    )


def yesno(
    name: str, label: str, *, hint: str = "", start: str = "", is_wide: bool = False
) -> Field:
    """Return a question to be answered with yes or no."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.YESNO,
        options=YES_NO,
        hint=hint,
        start=(start,) if start else (),
        is_wide=is_wide,
    )


def kept(name: str, label: str, *, start: str = "") -> Field:
    """Return what nobody types: the form brings back what its page was made from."""
    return Field(
        name=name, label=label, kind=FieldKind.KEPT, start=(start,) if start else ()
    )
