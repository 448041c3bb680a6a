"""Document numbers: one series per organ's code and year, gap-free, never reused.

Form: `柳廉询〔2026〕3号`; brackets U+3014 and U+3015, the year in full, no leading
zero, no 第. Source: GB/T 9704-2012 clause 7.2.5; domain 2.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_FORM = re.compile(
    r"^(?P<word>[\u4e00-\u9fff]{1,12})〔(?P<year>[12]\d{3})〕(?P<serial>[1-9]\d*)号$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A number as it stands on a letter; `word` is the organ's code (机关代字)."""

    word: str
    year: int
    serial: int

    @property
    def text(self) -> str:
        """The number as printed."""
        return f"{self.word}〔{self.year}〕{self.serial}号"


def read_number(text: str) -> DocumentNumber | None:
    """Read a printed number; None if it is not in the standard's form.

    Clerks type the brackets as they find them on the keyboard, so `[2026]`, `【2026】`
    and `（2026）` are read as well.
    """
    typed = re.sub(r"[\[【(（〔](\d{4})[\]】)）〕]", r"〔\1〕", re.sub(r"\s", "", text))
    found = _FORM.match(typed)
    if found is None:
        return None
    return DocumentNumber(
        word=found["word"], year=int(found["year"]), serial=int(found["serial"])
    )


def gaps(serials: Iterable[int]) -> tuple[int, ...]:
    """Return the serials missing between 1 and the highest one used, ascending."""
    used = set(serials)
    return tuple(n for n in range(1, max(used, default=0) + 1) if n not in used)
