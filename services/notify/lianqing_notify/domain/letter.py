"""What a letter says: built from the finding and the decision, never from reports.

`compose` turns an order into the text of a letter; the typesetter only sets it. The
parts of each kind are in `wording`. Source: domain 2.1; architecture section 5.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianqing_notify.domain.authority import Issuer
from lianqing_notify.domain.deadlines import Deadline, Duty
from lianqing_shared.contracts.cases import Basis
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import LetterKind, Level


class Style(StrEnum):
    """How a paragraph is set. Source: GB/T 9704-2012 clause 7.3.3."""

    HEADING = "heading"
    """一、 in 黑体."""
    SUBHEADING = "subheading"
    """（一） in 楷体."""
    BODY = "body"
    """仿宋."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of the body."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrder:
    """Everything that a letter is built from; no field holds report text."""

    level: Level
    number: str
    case_no: str
    addressee: str
    """The unit's full name."""
    circumstances: tuple[str, ...]
    """Codes of part 4, e.g. `P4.3.2`."""
    finding: Personal
    requirements: tuple[str, ...]
    questions: tuple[str, ...]
    basis: Basis
    issuer: Issuer
    plan_title: str
    issued_on: date
    deadlines: tuple[Deadline, ...]

    def due(self, duty: Duty) -> Deadline:
        """Return the deadline of a duty; every letter has all three."""
        return next(row for row in self.deadlines if row.duty is duty)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """The text of a letter, ready to be set."""

    kind: LetterKind
    masthead: str
    number: str
    title: str
    addressee: str
    paragraphs: tuple[Paragraph, ...]
    signer: str
    signed_on: date
    note: str
    cc: tuple[str, ...]
    receipt: tuple[tuple[str, str], ...]
    """Rows of the certificate of service (送达回证): label and what is filled in."""

    @property
    def plain(self) -> str:
        """All text of the letter, line by line; what a code or a search reads."""
        lines = [self.masthead, self.number, self.title, self.addressee]
        lines += [row.text for row in self.paragraphs]
        lines += [self.signer, in_words(self.signed_on), self.note, *self.cc]
        return "\n".join(lines)


def in_words(day: date) -> str:
    """Write a date as letters do: `2026年3月5日`, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
