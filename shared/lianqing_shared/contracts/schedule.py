"""When a unit owes word: the rhythm of reporting, as terms that follow each other.

A unit carries all its terms, so that whoever hears only the newest version of it can
still judge every period of the past. Source: P1.3.1 "on time"; domain 1.5 "Statistics".
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from lianqing_shared.contracts.base import HeardPart

TimeOfDay = Annotated[
    str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
]
"""A Beijing time of day, `HH:MM`."""
IsoWeekday = Annotated[int, Field(ge=1, le=7)]
"""1 is Monday, 7 is Sunday."""
DayOfMonth = Annotated[int, Field(ge=1, le=31)]
"""A day of each month; one that a month does not have means its last day."""
WorkingDays = Annotated[int, Field(ge=0, le=30)]

NO_SCHEDULE_SENTENCE = "不要求定期报送"


class Rhythm(StrEnum):
    """How often a unit owes word."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        """The rhythm as pages name it."""
        return {
            "none": NO_SCHEDULE_SENTENCE,
            "daily": "每日报送",
            "weekly": "每周报送",
            "monthly": "每月报送",
        }[self.value]


class ScheduleTerm(HeardPart):
    """One rule of reporting, in force from a day until the next term.

    `at` counts for daily and weekly, `weekday` for weekly, `cut_off_day` and
    `due_within` (working days after the cut-off day) for monthly reporting.
    """

    valid_from: date
    rhythm: Rhythm
    at: TimeOfDay = "16:00"
    weekday: IsoWeekday = 5
    cut_off_day: DayOfMonth = 20
    due_within: WorkingDays = 5


class UnitSchedule(HeardPart):
    """Every term of one unit, earliest first."""

    terms: tuple[ScheduleTerm, ...]
