"""Forms that are one request each: which of them a person may send, and sending one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.base import Ask
from lianqing_shared.errors import ConflictError
from lianqing_shared.security.access import may


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A form, the request that it becomes, and the parts of it that nobody types."""

    form: Form
    kind: type[Ask[BaseModel]]
    fixed: Mapping[str, object] = field(default_factory=dict)


def offered(visitor: Visitor, acts: Sequence[Act]) -> tuple[Act, ...]:
    """Return those acts whose request the person's roles may make, in order."""
    return tuple(act for act in acts if may(visitor.actor, act.kind.topic))


def forms_of(acts: Sequence[Act]) -> tuple[Form, ...]:
    """Return the forms of acts, in order."""
    return tuple(act.form for act in acts)


async def carry_out(
    console: Console, visitor: Visitor, acts: Sequence[Act], *, name: str, given: Given
) -> BaseModel:
    """Read the form of this name and ask its owner.

    Raises:
        ConflictError: The form is not offered (any more) as things stand.
        FormRefusedError: With a sentence per field.
    """
    act = next((one for one in acts if one.form.name == name), None)
    if act is None:
        raise ConflictError("情况已有变化，不能再这样办理。请看下面的最新情况。")
    asked = read(act.form, given, act.kind, **act.fixed)
    return await console.desk.ask(asked, visitor.token)
