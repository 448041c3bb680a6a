"""What notify does by the clock."""

from lianqing_notify.settings import NotifySettings
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.remind import sweep
from lianqing_shared.bus.runtime import Context


def register(context: Context[NotifySettings], desk: Desk) -> None:
    """Look for deadlines that have come, every so many seconds."""

    async def look_for_due() -> None:
        await sweep(desk)

    context.every(context.settings.sweep_every_s, look_for_due)
