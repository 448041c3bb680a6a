"""The demonstration's duties: schedules, nil returns, and what came too late.

The units owed word before the demonstration began, and only now give it: the police,
who report daily, missed most. Two villages and the court state that they have nothing
to report. Source: plan P1.3.1; domain 1.5 (零报告、迟报、漏报).
"""

import asyncio
import contextlib

from lianqing.demo.cast import Cast
from lianqing.errors import CommandError
from lianqing.text import say
from lianqing_shared.contracts.duties import (
    EnterNil,
    ListReturns,
    ListSchedules,
    ReturnView,
    ScheduleScope,
    SetSchedule,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import Rhythm
from lianqing_shared.errors import RefusedError

_WITH_NIL = ("court-clerk", "liuhe-clerk", "xigou-clerk")
_PATIENCE_S = 60.0
_EVERY_S = 0.5


async def set_up_duties(cast: Cast) -> None:
    """Set the villages' schedule and give the nil returns; once for all."""
    known = await cast.ask("director", ListSchedules())
    if not any(rule.scope is ScheduleScope.KIND for rule in known.rules):
        await cast.ask(
            "director",
            SetSchedule(
                kind=UnitKind.VILLAGE,
                rhythm=Rhythm.MONTHLY,
                cut_off_day=25,
                due_within=3,
            ),
        )
    for login in _WITH_NIL:
        for one in await _owed(cast, login):
            if one.may_enter_nil:
                # The adapter may report in this moment; then it is not nil.
                with contextlib.suppress(RefusedError):
                    await cast.ask(login, EnterNil(period=one.period))


async def _owed(cast: Cast, login: str) -> tuple[ReturnView, ...]:
    """Return the unit's periods as soon as intake has heard of its schedule."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                page = await cast.ask(login, ListReturns(latest=6))
                if page.returns:
                    return page.returns
                await asyncio.sleep(_EVERY_S)
    except TimeoutError as err:
        raise CommandError(
            say(
                "演示中的报送规定一直没有传到收报服务。请看 logs/ 下的日志。",
                "Intake never heard of the demo's schedules. See logs/.",
            )
        ) from err
