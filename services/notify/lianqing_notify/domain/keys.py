"""Say whether a key counted when something was signed with it.

A unit's key is replaced now and then. What it signed while it was in force stays good,
however late it arrives; what is signed with it afterwards does not count. The time of
signing is the unit's own word, so its clock may be off by a day; who may send for the
unit at all is decided by the bus, where an old key opens nothing.
"""

from datetime import datetime, timedelta

CLOCKS_DIFFER_BY = timedelta(days=1)


def was_in_force(
    signed_at: datetime, *, since: datetime | None, until: datetime | None
) -> bool:
    """Return whether a key counted at this moment; None is open on that side."""
    is_early = since is not None and signed_at < since - CLOCKS_DIFFER_BY
    is_late = until is not None and signed_at > until + CLOCKS_DIFFER_BY
    return not is_early and not is_late
