"""Translate nil returns and questions about duties into use cases, and back."""

from collections.abc import Sequence

from lianqing_intake.settings import IntakeSettings
from lianqing_intake.usecases.give_nil import enter_nil
from lianqing_intake.usecases.learn_calendar import learn_calendar
from lianqing_intake.usecases.look_at_returns import count_returns, list_returns
from lianqing_intake.usecases.receive_nils import NilComing, receive_nils
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.runtime import Context
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.duties import (
    CountReturns,
    EnterNil,
    ListReturns,
    ReturnPage,
    ReturnTallies,
    ReturnView,
    SubmitNil,
)
from lianqing_shared.contracts.network import CalendarPublished
from lianqing_shared.contracts.people import Actor


class DutyDesk:
    """Intake's handlers about reporting on time."""

    def __init__(self, context: Context[IntakeSettings]) -> None:
        self._database = context.database
        self._signer = context.signer

    async def on_nil(self, batch: Sequence[Delivered[SubmitNil]]) -> None:
        """Take nil returns from adapters."""
        coming = [
            NilComing(unit=one.unit or "", body=one.body, said=one.said)
            for one in batch
        ]
        async with self._database.work() as work:
            await receive_nils(coming, work=work, signer=self._signer)

    async def on_calendar(self, batch: Sequence[Delivered[CalendarPublished]]) -> None:
        """Learn the working days of years."""
        async with self._database.work() as work:
            for one in batch:
                await learn_calendar(one.said, message_id=one.message_id, work=work)

    async def enter(self, question: EnterNil, actor: Actor) -> ReturnView:
        """Take a nil return from a clerk."""
        async with self._database.work(actor=actor.person_id) as work:
            return await enter_nil(question, actor=actor, work=work)

    async def list(self, question: ListReturns, actor: Actor) -> ReturnPage:
        """Tell how units stand."""
        return await list_returns(question, actor=actor, database=self._database)

    async def count(self, question: CountReturns, actor: Actor) -> ReturnTallies:
        """Count a year."""
        return await count_returns(question, actor=actor, database=self._database)


def register(context: Context[IntakeSettings]) -> None:
    """Tell the bus what intake hears and answers about duties."""
    desk, bus = DutyDesk(context), context.bus
    bus.hears(topology.SUBMIT_NIL, desk.on_nil)
    bus.hears(topology.CALENDAR_PUBLISHED, desk.on_calendar)
    bus.answers(EnterNil, desk.enter)
    bus.answers(ListReturns, desk.list)
    bus.answers(CountReturns, desk.count)
