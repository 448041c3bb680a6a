"""State that the unit has nothing to report (零报告), through the spool like a report.

It is sent by the running adapter, again and again until the centre has receipted it.
Source: P1.3.1; domain 1.5.
"""

from lianqing_sdk.spool import Entry, Fate, Spool, command_digest
from lianqing_shared.clock import Clock, beijing_day
from lianqing_shared.contracts.duties import SubmitNil
from lianqing_shared.contracts.reports import Outcome


def offer_nil(spool: Spool, *, period: str | None, clock: Clock) -> str:
    """Keep a nil return and return how it stands, as a sentence for the clerk.

    The same one on the same day is kept once; one that the centre refused is offered
    anew from the next day on.
    """
    day = beijing_day(clock.now())
    name = f"nil-{period}" if period else f"nil-{day}"
    message = SubmitNil(submission_id=name, period=period)
    entry = Entry(message=message, content_sha256=f"{command_digest(message)}-{day}")
    spool.offer([entry])
    fate = spool.fate(name)
    return _sentence(fate)


def _sentence(fate: Fate | None) -> str:
    if fate is None or fate.outcome is None:
        return "零报告已登记，适配器运行时自动报送；再次运行本命令可查看回执。"
    if fate.outcome == Outcome.ACCEPTED:
        return "零报告已由中心受理。"
    return f"零报告未被受理：{fate.reason or '原因未说明，请联系中心。'}"
