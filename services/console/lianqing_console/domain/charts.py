"""Draw counts as SVG on the server: no script, no inline style, the numbers in text.

Colours come from classes, so that the strict content policy holds; `title` and `desc`
carry the numbers for those who hear the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_ROW_PX = 30
_BAR_PX = 16
_LABEL_PX = 190
_WIDTH_PX = 620
_RIGHT_PX = 44
_LEAST_PX = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its count, its link and the class that colours it."""

    label: str
    count: int
    href: str = ""
    tone: str = "f0"


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar with its place, in pixels."""

    bar: Bar
    y: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Horizontal bars, laid out."""

    key: str
    title: str
    bars: tuple[PlacedBar, ...]
    total: int
    height: int
    width: int = _WIDTH_PX
    label_px: int = _LABEL_PX
    bar_px: int = _BAR_PX

    @property
    def description(self) -> str:
        """The numbers as a sentence."""
        return "；".join(f"{item.bar.label} {item.bar.count}" for item in self.bars)


def bar_chart(key: str, title: str, bars: Sequence[Bar]) -> BarChart:
    """Lay out bars to a common scale; a count that is not nought is always visible."""
    most = max((bar.count for bar in bars), default=0) or 1
    room = _WIDTH_PX - _LABEL_PX - _RIGHT_PX
    placed = tuple(
        PlacedBar(
            bar,
            y=number * _ROW_PX,
            width=max(_LEAST_PX, room * bar.count // most) if bar.count else 0,
        )
        for number, bar in enumerate(bars)
    )
    return BarChart(
        key=key,
        title=title,
        bars=placed,
        total=sum(bar.count for bar in bars),
        height=max(_ROW_PX, len(bars) * _ROW_PX),
    )
