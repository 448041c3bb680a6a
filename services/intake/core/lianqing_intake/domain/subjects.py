"""Know again whom a report is about, so that those concerned can be kept out.

Source: 监察法 Art. 67; architecture P6.
"""

from dataclasses import dataclass

from lianqing_shared.contracts.reports import Subject
from lianqing_shared.security.digests import plain_name, subject_key


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The unit and the key of a report's subject; both None where nothing is kept."""

    unit: str | None = None
    key: str | None = None


def about(subject: Subject, digest_key: bytes) -> About:
    """Return the key under which reports on one subject meet.

    A unit that is known by its name only stands in the key by its name.
    """
    return About(
        unit=subject.unit,
        key=subject_key(
            digest_key,
            unit=subject.unit or plain_name(subject.unit_name),
            person_name=subject.person_name.reveal() if subject.person_name else None,
        ),
    )
