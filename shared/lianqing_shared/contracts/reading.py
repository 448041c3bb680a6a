"""Read the bytes of a message: commands strictly, events and answers forgivingly.

A part such as `Facts` stands in commands and in events; as part of a command it must
refuse what it does not know, as part of an event it must not, or a new speaker could
no longer talk to an old listener. The class alone cannot tell, its place can.
"""

from typing import TypeVar

from pydantic import BaseModel

from lianqing_shared.contracts.base import Event, Message

MessageT = TypeVar("MessageT", bound=Message)
AnswerT = TypeVar("AnswerT", bound=BaseModel)


def read_message(kind: type[MessageT], body: bytes) -> MessageT:
    """Validate a message; raises pydantic's ValidationError, which hides the input."""
    if issubclass(kind, Event):
        return kind.model_validate_json(body, extra="ignore")
    return kind.model_validate_json(body)


def read_answer(kind: type[AnswerT], body: bytes) -> AnswerT:
    """Validate an answer, deaf at every depth to fields that a newer owner adds."""
    return kind.model_validate_json(body, extra="ignore")
