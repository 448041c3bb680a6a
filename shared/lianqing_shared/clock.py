"""Read the time in one place, so that every rule can be tested at any moment."""

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time zone without summer time; dates on letters are Beijing's."""


class Clock(Protocol):
    """Tell the time; implementations are the system's clock and a set one for tests."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """Tell the machine's time, shifted by the seconds in `offset_file` if it is given.

    The file lets operators rehearse deadlines and lets fault tests jump the clock of a
    running process; a missing or empty file means no shift.
    """

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    @classmethod
    def from_environment(cls) -> "SystemClock":
        """Build the clock of a process; `LIANQING_CLOCK_OFFSET_FILE` may shift it."""
        named = os.environ.get("LIANQING_CLOCK_OFFSET_FILE")
        return cls(Path(named) if named else None)

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.fromtimestamp(time.time() + self._offset_s(), UTC)

    def _offset_s(self) -> float:
        if self._offset_file is None:
            return 0.0
        try:
            return float(self._offset_file.read_text() or 0)
        except FileNotFoundError:
            return 0.0


class SetClock:
    """Stand still at a moment until told to move; for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self.at

    def advance(self, **parts: float) -> None:
        """Move forward by `timedelta(**parts)`."""
        self.at += timedelta(**parts)


def beijing_day(at: datetime) -> date:
    """Return the calendar day in China at a moment; deadlines and numbers use it."""
    return at.astimezone(BEIJING).date()
