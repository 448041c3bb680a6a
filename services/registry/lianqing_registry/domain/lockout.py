"""Make guessing slow: after some failures a log-in name waits, ever longer.

Source: 等保2.0 (lock after 5 failures, 5 to 10 minutes), domain 4.2.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRule:
    """When a name locks and for how long; each further failure doubles the wait."""

    failures: int = 5
    first_s: int = 300
    longest_s: int = 3600
    forget_s: int = 86_400

    def wait(self, failures: int) -> timedelta:
        """Return how long a name waits after its nth failure in a row."""
        over = failures - self.failures
        if over < 0:
            return timedelta(0)
        # Doubling past the cap would overflow for a name under constant attack.
        doubled = self.first_s * 2 ** min(over, 20)
        return timedelta(seconds=min(doubled, self.longest_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The failures in a row under one log-in name, known or not."""

    failures: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        """Return whether the name still waits."""
        return self.locked_until is not None and at < self.locked_until

    def counted(self, rule: LockRule, at: datetime) -> "Attempts":
        """Return the attempts with one more, counted as failed until it succeeds.

        Counting before the password is looked at keeps a burst of parallel guesses
        within the same allowance as guesses one by one.
        """
        is_old = self.last_at is not None and (
            at - self.last_at >= timedelta(seconds=rule.forget_s)
        )
        failures = 1 if is_old else self.failures + 1
        wait = rule.wait(failures)
        return Attempts(
            failures=failures, last_at=at, locked_until=at + wait if wait else None
        )
