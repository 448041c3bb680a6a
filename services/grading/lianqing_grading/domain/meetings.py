"""Find out whether a record of a meeting speaks of a matter.

Source: P3.1; architecture P6.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lianqing_shared.security.digests import plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """By what words a matter is spoken of: its numbers and the person's name."""

    numbers: tuple[str, ...]
    person_name: str | None = None


def speaks_of(text: str, matters: Iterable[Matter], *, writer: str | None) -> bool:
    """Return whether a text names any of these matters, by number or by name.

    `writer` is the reader's name where he wrote the record himself: there it stands
    among those present, and a record that vanished for it would tell him why.
    """
    plain = plain_name(text)
    for matter in matters:
        if any(plain_name(number) in plain for number in matter.numbers):
            return True
        name = matter.person_name
        if name and name != writer and plain_name(name) in plain:
            return True
    return False
