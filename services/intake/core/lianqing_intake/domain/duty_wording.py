"""Say in Chinese how a unit stands, and what it should do now. Source: domain 1.5."""

from datetime import datetime, timedelta

from lianqing_intake.domain.periods import Period
from lianqing_intake.domain.returns import Standing, Tally
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.duties import ReturnStatus


def due_text(period: Period) -> str:
    """Return the last moment as people say it: a day's end is 24:00 of that day."""
    due = period.due_at.astimezone(BEIJING)
    if due.hour == due.minute == 0:
        day = due - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日24:00"
    return f"{due.year}年{due.month}月{due.day}日{due:%H:%M}"


def standing_sentence(one: Standing) -> str:
    """Return how a unit stands with a period, and what to do, for its page."""
    match one.status:
        case ReturnStatus.REPORTED:
            return f"已于{_minute(one.answered_at)}报送。"
        case ReturnStatus.NIL:
            return f"已于{_minute(one.answered_at)}提交零报告。"
        case ReturnStatus.OPEN:
            return (
                f"尚未报送，截止{due_text(one.period)}。有情况请报送，"
                "没有情况请提交零报告。"
            )
        case ReturnStatus.LATE if one.answered_at is None:
            return (
                f"已过截止时间{due_text(one.period)}，{_late(one)}仍未报送。"
                "请立即报送或提交零报告。"
            )
        case ReturnStatus.LATE:
            return f"迟报，{_late(one)}，于{_minute(one.answered_at)}补报。"
        case ReturnStatus.MISSED:
            return "漏报，已过补报时间。请向中心书面说明原因。"


def reminder_sentence(one: Standing, *, unit_name: str) -> str:
    """Return the line of the home page for a period that needs a hand now."""
    about = f"“{unit_name}”{one.period.label}"
    if one.status is ReturnStatus.LATE:
        return f"{about}已过截止时间，{_late(one)}仍未报送，请立即报送或提交零报告。"
    return f"{about}尚未报送，{due_text(one.period)}截止，请报送或提交零报告。"


def tally_sentence(tally: Tally, *, year: int) -> str:
    """Return a unit's year in one sentence, for its assessment."""
    if not tally.due:
        return f"{year}年没有到期的报送。"
    share = (tally.on_time_permille or 0) / 10
    return (
        f"{year}年应报{tally.due}期：按时报送{tally.reported}期，零报告{tally.nil}期，"
        f"迟报{tally.late}期（共{tally.late_days}个工作日），漏报{tally.missed}期，"
        f"按时率{share:.1f}%。"
    )


def _late(one: Standing) -> str:
    if one.late_days == 0:
        return "逾期不足1个工作日"
    return f"逾期{one.late_days}个工作日"


def _minute(at: datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else ""
