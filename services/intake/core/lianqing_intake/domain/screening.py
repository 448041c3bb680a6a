"""Decide whether a report may be kept, and say in Chinese why not.

Source: plan P1.3.1, P2.1, P2.2; 检举控告工作规则 Art. 15 (a superior organ's matters
are not entered); 保守国家秘密法 (no state secrets here).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.reports import ReportBody, Subject

SECRET_MARKS = ("绝密★", "机密★", "秘密★")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a report is screened against; `today` is Beijing's day of `now`."""

    now: datetime
    managed_above: tuple[str, ...]
    late_clock: timedelta

    @property
    def today(self) -> date:
        """The day in China."""
        return beijing_day(self.now)


def is_above_the_town(subject: Subject, terms: Terms) -> bool:
    """Return whether the person holds a post that is managed above the town."""
    return subject.position is not None and subject.position in terms.managed_above


def reason_to_reject(body: ReportBody, terms: Terms) -> str | None:
    """Return the first reason against keeping the report; None if there is none."""
    for find in _REASONS:
        found = find(body, terms)
        if found is not None:
            return found
    return None


def _superior(body: ReportBody, terms: Terms) -> str | None:
    if not is_above_the_town(body.subject, terms):
        return None
    return (
        "被反映人属上级管辖，本系统不留存内容；"
        "请按规定在5个工作日内将原件密封转报县纪委监委。"
    )


def _secret(body: ReportBody, terms: Terms) -> str | None:
    text = body.title.reveal() + body.narrative.reveal()
    if any(mark in text for mark in SECRET_MARKS):
        return "内容带有国家秘密标志，不得录入本系统；请删除后走机要渠道报送。"
    return None


def _future(body: ReportBody, terms: Terms) -> str | None:
    if body.occurred_on is not None and body.occurred_on > terms.today:
        return f"发生日期 {body.occurred_on} 在今天之后，请核对后重新报送。"
    if body.reported_at > terms.now + terms.late_clock:
        return "填报时间在当前时间之后，请校准报送电脑的时钟后重新报送。"
    return None


def _order(body: ReportBody, terms: Terms) -> str | None:
    if body.occurred_on is None or body.occurred_on <= beijing_day(body.reported_at):
        return None
    return "发生日期晚于填报日期，请核对两个日期后重新报送。"


def _person(body: ReportBody, terms: Terms) -> str | None:
    if body.subject.kind == "person" and body.subject.person_name is None:
        return "反映对象为个人时须填写姓名；如姓名不详，请改为反映其所在单位。"
    return None


_REASONS: tuple[Callable[[ReportBody, Terms], str | None], ...] = (
    _superior,
    _secret,
    _future,
    _order,
    _person,
)
