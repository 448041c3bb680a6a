"""What is said of a unit on the command line, for adding and for changing it."""

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import Contact

_BETWEEN = re.compile("[,，]")
_MOST_PARTS = 4

Code = Annotated[str, typer.Argument(help=say("单位代码", "Code of the unit."))]
KindText = Annotated[
    str | None,
    typer.Option(
        "--kind-text", help=say("“其他”类的名称，如 学校", "Own word for `other`.")
    ),
]
Leader = Annotated[str | None, typer.Option("--leader", help=say("负责人", "Leader."))]
Deputy = Annotated[
    str | None, typer.Option("--deputy", help=say("分管负责人", "Deputy."))
]
Position = Annotated[
    int | None,
    typer.Option("--position", min=0, help=say("同级中的顺序", "Place.")),
]
Remark = Annotated[str | None, typer.Option("--remark", help=say("备注", "Remark."))]
Contacts = Annotated[
    list[str] | None,
    typer.Option(
        "--contact",
        help=say(
            "联系人：姓名,电话,邮箱,分工，后三项可空；可多次；替换原有联系人",
            "Contact: name,telephone,e-mail,duty; replaces those known.",
        ),
    ),
]


def personal(text: str | None) -> Personal | None:
    """Return words about a person; None and nothing alike."""
    return Personal(text) if text else None


def contacts_of(given: Sequence[str] | None) -> tuple[Contact, ...] | None:
    """Return contacts as they were typed; None where none were given.

    Raises:
        UsageError: One has no name, or more parts than there are.
    """
    if not given:
        return None
    return tuple(map(_contact, given))


def _contact(text: str) -> Contact:
    parts = [part.strip() for part in _BETWEEN.split(text)]
    if len(parts) > _MOST_PARTS or not parts[0]:
        raise UsageError(
            say(
                f"联系人“{text}”写得不对。请写成“姓名,电话,邮箱,分工”，"
                "姓名必填，后三项可空。",
                f"The contact {text!r} is not name,telephone,e-mail,duty; the name is "
                "needed, the rest may be empty.",
            )
        )
    parts += [""] * (_MOST_PARTS - len(parts))
    name, phone, email, duty = parts
    return Contact(
        name=Personal(name),
        phone=personal(phone),
        email=personal(email),
        duty=duty or None,
    )
