"""Every message class, found by its topic; checked to be one to one with the table."""

from lianqing_shared.contracts import (
    accounts,
    auditing,
    cases,
    conduct,
    duties,
    gaps,
    informant_conduct,
    informants,
    letters,
    meetings,
    network,
    network_gaps,
    policy,
    reports,
    role_changes,
    second_factors,
    statistics,
    units,
)
from lianqing_shared.contracts.base import Ask, Message
from lianqing_shared.contracts.topology import TOPICS, Topic

_SPEAKING = (
    network,
    units,
    accounts,
    duties,
    network_gaps,
    second_factors,
    role_changes,
    informant_conduct,
    informants,
    conduct,
    reports,
    cases,
    gaps,
    policy,
    statistics,
    meetings,
    letters,
    auditing,
)


def _messages() -> dict[Topic, type[Message]]:
    found: dict[Topic, type[Message]] = {}
    for module in _SPEAKING:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Message):
                topic = value.__dict__.get("topic")
                if topic is not None:
                    found[topic] = value
    return found


MESSAGES: dict[Topic, type[Message]] = _messages()
"""Topic to message class, in no order."""


def requests() -> list[tuple[Topic, type[Ask]]]:  # type: ignore[type-arg]  # any answer
    """Return the request classes in the order of the table."""
    return [
        (topic, message)
        for topic in TOPICS
        if (message := MESSAGES.get(topic)) is not None and issubclass(message, Ask)
    ]
