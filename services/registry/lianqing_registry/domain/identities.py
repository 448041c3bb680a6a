"""Under which names and units a person may be reported, now and formerly.

A report names a person by unit and name, so that is how he is known again. Whoever
changes his name or his unit stays recused from what was reported under the old ones.
Source: 监察法 Art. 67; architecture P6.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianqing_shared.contracts.personal import Personal
from lianqing_shared.security.digests import plain_name, subject_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A unit and a name that a person goes by, or went by."""

    unit: str
    name: Personal

    def key(self, digest_key: bytes) -> str:
        """Return the key of reports about him under this identity."""
        return subject_key(digest_key, unit=self.unit, person_name=self.name.reveal())

    def is_same(self, other: "Identity") -> bool:
        """Return whether reports under both would meet."""
        return self.unit == other.unit and self.plain == other.plain

    @property
    def plain(self) -> str:
        """The name with width and blanks made uniform."""
        return plain_name(self.name.reveal())


def keys_of(identities: Iterable[Identity], digest_key: bytes) -> tuple[str, ...]:
    """Return the keys of identities, in order and without doubles."""
    return tuple(dict.fromkeys(one.key(digest_key) for one in identities))


def all_of(target: Identity, everybody: Iterable[Sequence[Identity]]) -> list[Identity]:
    """Return the target and all other identities of whoever goes or went by it.

    Two namesakes in one unit cannot be told apart by a report either; both count.
    """
    found = [target]
    for identities in everybody:
        if any(target.is_same(one) for one in identities):
            found += identities
    return found
