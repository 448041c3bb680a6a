"""Say how long a session lives. Source: 等保2.0 (idle log-out), issue 2."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRule:
    """Idle and absolute limits of a session, and the life of one actor token."""

    idle_s: int = 15 * 60
    absolute_s: int = 8 * 3600
    token_s: int = 60
    """Short: services check tokens by themselves, so this is how long a role taken
    away, or a session ended, can still act."""
    most: int = 3
    """Sessions of one person at a time; one more ends the oldest."""

    def ends_at(self, opened_at: datetime) -> datetime:
        """Return the moment after which nothing renews the session."""
        return opened_at + timedelta(seconds=self.absolute_s)

    def seen_after(self, at: datetime) -> datetime:
        """Return since when a session must have been used to be alive now."""
        return at - timedelta(seconds=self.idle_s)

    def is_alive(
        self, *, last_seen_at: datetime, ends_at: datetime, at: datetime
    ) -> bool:
        """Return whether a session may still be renewed."""
        return at < ends_at and last_seen_at > self.seen_after(at)

    def token_until(self, *, ends_at: datetime, at: datetime) -> datetime:
        """Return until when a token counts that is signed now; never past the end."""
        return min(at + timedelta(seconds=self.token_s), ends_at)
