"""The demonstration's network beside its cases: informants and a meeting.

Source: plan P1.3.2a, P1.3.2b, P3.1.
"""

from datetime import date

from lianqing.demo.cast import Cast
from lianqing.demo.informants import set_up_informants
from lianqing_shared.clock import SystemClock, beijing_day
from lianqing_shared.contracts.cases import HoldMeeting, ListMeetings


async def set_up_network(cast: Cast) -> None:
    """Bring every informant as far as he comes and hold the meeting; once for all."""
    today = beijing_day(SystemClock.from_environment().now())
    await set_up_informants(cast, today=today)
    if not (await cast.ask("analyst", ListMeetings())).meetings:
        await cast.ask("analyst", _MEETING)


_MEETING = HoldMeeting(
    held_on=date(2026, 11, 20),
    topic_text="第四季度预警信息通报与任务部署",
    units=("court", "police", "finance"),
    minutes="通报本季度信息受理情况；研究财务检查问题的核实分工；"
    "部署年底前津补贴发放自查。",
)
