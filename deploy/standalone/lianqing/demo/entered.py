"""The reports that the demonstration's people enter in the log-in window.

Each story has one; the rest fill the circumstances that no unit's list would show
(the three "others" and a wrong decision). Ids and dates are fixed, so that entering
them again is the same submission and changes nothing. Source: P1.3.1, P2.2, part 4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianqing.demo.stories import STORIES, Story
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)
from lianqing_shared.contracts.reports import EnterReport, Facts, Subject, SubjectKind

_FIRST_DAY = datetime(2026, 10, 12, 9, 5, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report and the log-in of who enters it."""

    login: str
    request: EnterReport


_OTHERS: tuple[Story, ...] = tuple(
    Story(
        key=key,
        entered_by=login,
        source=source,
        content_class=content_class,
        unit=unit,
        unit_name=unit_name,
        title=title,
        narrative="",
        facts=facts,
        level=STORIES[0].level,
        until=STORIES[0].until,
    )
    for key, login, source, content_class, unit, unit_name, title, facts in (
        (
            "other-grave",
            "analyst",
            Source.SUPERIOR,
            ContentClass.OTHER,
            "service",
            "镇便民服务中心",
            "其他性质严重的问题线索",
            Facts(behaviour=Behaviour.OTHER, harm=Harm.GRAVE),
        ),
        (
            "other-heavier",
            "analyst",
            Source.MEDIA,
            ContentClass.OTHER,
            "village-xigou",
            "西沟村",
            "其他影响较大的问题线索",
            Facts(behaviour=Behaviour.OTHER, harm=Harm.HEAVIER),
        ),
        (
            "other-lighter",
            "liuhe-clerk",
            Source.SUBORDINATE,
            ContentClass.SIGNS,
            "village-liuhe",
            "柳河村",
            "其他需要提醒的苗头性问题",
            Facts(behaviour=Behaviour.OTHER, harm=Harm.LIGHTER),
        ),
        (
            "wrong-decision",
            "analyst",
            Source.INSPECTION,
            ContentClass.POLICY,
            # A unit of which the lists tell no graver breach: joined to one, the
            # case would show that circumstance instead.
            "police",
            "柳园派出所",
            "越权决定执勤设备租赁，导致决策失误",
            Facts(
                behaviour=Behaviour.DECISION_BREACH,
                consequence=Consequence.WRONG_DECISION,
                harm=Harm.HEAVIER,
                risk_assessed=False,
            ),
        ),
    )
)


def entries() -> Iterator[Entry]:
    """Yield what is entered, the stories' reports first."""
    for number, story in enumerate((*STORIES, *_OTHERS)):
        at = _FIRST_DAY + timedelta(days=number, minutes=37 * number)
        yield Entry(login=story.entered_by, request=_request(story, at))


def submission_id(story: Story) -> str:
    """Return the fixed id under which a story's report is entered."""
    return f"demo-entered-{story.key}"


def _request(story: Story, at: datetime) -> EnterReport:
    occurred: date = at.date() - timedelta(days=20)
    return EnterReport(
        submission_id=submission_id(story),
        content_class=story.content_class,
        source=story.source,
        subject=Subject(
            kind=SubjectKind.UNIT, unit=story.unit, unit_name=story.unit_name
        ),
        title=Personal(story.title),
        narrative=Personal(story.narrative),
        occurred_on=occurred,
        reported_at=at,
        facts=story.facts,
    )
