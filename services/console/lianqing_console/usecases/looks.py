"""Ask for what a page can do without."""

from typing import TypeVar

from pydantic import BaseModel

from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.base import Ask
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.access import may

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_INTERNAL = "internal"


async def look(console: Console, visitor: Visitor, ask: Ask[AnswerT]) -> AnswerT | None:
    """Return the answer; None where the person may not have it.

    Whether his role, his unit or a recusal keeps it from him makes no difference: the
    page leaves the part out.
    """
    if not may(visitor.actor, type(ask).topic):
        return None
    try:
        return await console.desk.ask(ask, visitor.token)
    except RefusedError as error:
        if error.code == _INTERNAL:
            raise
        return None
