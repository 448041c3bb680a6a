"""Give sample units schedules that began in the past, so that there is a past to see.

Only the installation of a demonstration does this; people set rules for the future.
Source: P1.3.1.
"""

from collections.abc import Sequence
from datetime import timedelta

from lianqing_registry.domain.schedules import ReportingRule, SampleSchedule
from lianqing_registry.store import schedules
from lianqing_registry.usecases.find_unit import live_unit, say_unit
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.duties import ScheduleScope
from lianqing_shared.contracts.schedule import ScheduleTerm
from lianqing_shared.db.work import Database


async def seed_schedules(database: Database, samples: Sequence[SampleSchedule]) -> int:
    """Keep the samples unless any rule was ever set; return how many were kept."""
    async with database.work() as work:
        if await schedules.rules(work.session):
            return 0
        for one in samples:
            row = await live_unit(work, one.unit)
            day = beijing_day(work.now) - timedelta(days=one.days_before)
            rule = ReportingRule(
                number=0,
                scope=ScheduleScope.UNIT,
                unit=one.unit,
                valid_from=day,
                term=ScheduleTerm(valid_from=day, rhythm=one.rhythm),
            )
            await schedules.keep_rule(work.session, rule, at=work.now, by=work.actor)
            work.note("schedule.set", one.unit, rhythm=one.rhythm.value, sample=True)
            await say_unit(work, row)
    return len(samples)
