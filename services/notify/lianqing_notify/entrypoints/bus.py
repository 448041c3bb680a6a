"""What notify hears and answers on the bus; each handler calls one use case."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from lianqing_notify.usecases.acknowledge_letter import acknowledge_letter
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_calendar, keep_units
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.judge_reply import accept_reply, return_reply
from lianqing_notify.usecases.lift_letter import lift_letter
from lianqing_notify.usecases.reply import enter_reply, reply_from_unit
from lianqing_notify.usecases.views import search, show_letter
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Message
from lianqing_shared.contracts.letters import (
    AcceptReply,
    AcknowledgeLetter,
    EnterReply,
    ReturnReply,
    SearchLetters,
    ShowLetter,
)
from lianqing_shared.contracts.network import UnitChanged

M = TypeVar("M", bound=Message)
Handle = Callable[[Sequence[Delivered[M]]], Awaitable[None]]


def register(bus: ServiceBus, desk: Desk) -> None:
    """Tie every topic of the table that notify hears or answers to its use case."""
    bus.hears(topology.WARNING_DECIDED, _each(partial(issue_letter, desk)))
    bus.hears(topology.WARNING_LIFTED, _each(partial(lift_letter, desk)))
    bus.hears(topology.UNIT_CHANGED, _units(desk))
    bus.hears(topology.CALENDAR_PUBLISHED, _each(partial(keep_calendar, desk)))
    bus.hears(topology.ACKNOWLEDGE_LETTER, partial(_acknowledge, desk))
    bus.hears(topology.REPLY_LETTER, _each_of_unit(partial(reply_from_unit, desk)))
    bus.answers(SearchLetters, partial(search, desk))
    bus.answers(ShowLetter, partial(show_letter, desk))
    bus.answers(EnterReply, partial(enter_reply, desk))
    bus.answers(AcceptReply, partial(accept_reply, desk))
    bus.answers(ReturnReply, partial(return_reply, desk))


def _units(desk: Desk) -> Handle[UnitChanged]:
    """Return the handler of units, a whole batch in one work."""

    async def handle(batch: Sequence[Delivered[UnitChanged]]) -> None:
        await keep_units(desk, [(one.message_id, one.said) for one in batch])

    return handle


def _each(use: Callable[..., Awaitable[object]]) -> Handle[M]:
    """Return a batch handler that gives messages one by one to a use case.

    Each is a work of its own: a letter takes 20 ms to set, and one that is refused must
    not undo the numbers of those before it. What was committed is known by message id
    when the batch comes again.
    """

    async def handle(batch: Sequence[Delivered[M]]) -> None:
        for one in batch:
            await use(one.said, message_id=one.message_id)

    return handle


def _each_of_unit(use: Callable[..., Awaitable[object]]) -> Handle[M]:
    """Return a batch handler for what units send; the server wrote the unit's code."""

    async def handle(batch: Sequence[Delivered[M]]) -> None:
        for one in batch:
            await use(one.said, unit=_unit_of(one), message_id=one.message_id)

    return handle


async def _acknowledge(
    desk: Desk, batch: Sequence[Delivered[AcknowledgeLetter]]
) -> None:
    for one in batch:
        await acknowledge_letter(
            desk,
            one.said,
            unit=_unit_of(one),
            message_id=one.message_id,
            deliveries=one.deliveries,
        )


def _unit_of(one: Delivered[M]) -> str:
    if one.unit is None:
        raise LookupError(f"{one.topic.name} came without a unit")
    return one.unit
