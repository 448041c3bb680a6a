"""Who may read an entry of the interference register. Source: 监察法 Art. 66, 67.

Never whoever interfered nor those recused from him, and nobody whose own matter it is.
Where the entry does not say which person of a unit the matter concerns, nobody of that
unit reads it: the county does.
"""

from dataclasses import dataclass, field

from lianqing_shared.contracts.people import Actor
from lianqing_shared.security.access import is_recused
from lianqing_shared.security.digests import plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What decides who may read an entry."""

    asker_id: str | None
    asker_unit: str | None
    asker_key: str | None
    about_unit: str
    about_key: str | None
    words: tuple[str, ...] = field(repr=False)
    """All free text and names of the entry."""


def may_read(actor: Actor, entry: Entry) -> bool:
    """Return whether the actor may know of the entry."""
    if entry.asker_id == actor.person_id:
        return False
    if is_recused(actor, unit=entry.asker_unit, subject_key=entry.asker_key):
        return False
    if is_recused(actor, unit=entry.about_unit, subject_key=entry.about_key):
        return False
    if entry.about_key is None and entry.about_unit == actor.unit:
        return False
    # Names without a unit have no key; better that a namesake misses an entry.
    own_name = plain_name(actor.name.reveal())
    return not any(own_name in plain_name(words) for words in entry.words)
