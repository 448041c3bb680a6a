"""Propose a year's score from what was reported and learnt, each point with its reason.

The rule is data (`gateways/scoring/*.yaml`), named and versioned; a person confirms or
changes what it proposes. That a report came to nothing costs no point: who reports in
good faith must not fear for his score (错告不等于诬告). Source: P1.3.2b.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lianqing_shared.contracts.informant_conduct import (
    Contributions,
    Result,
    ScoreLine,
    ScoreProposal,
)

ITEMS = (
    "accepted",
    "verified",
    "unsubstantiated",
    "rejected",
    "repeated",
    "late",
    "none_submitted",
    "training_hours",
    "punishments",
)
"""What a rule may weigh, in the order of the sheet; each must stand in the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one of a kind is worth, and the most that all of a kind may come to."""

    label: str
    each: Decimal
    most: Decimal
    """An amount without sign: the bound holds for gains and for losses."""
    unit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """A version of the rule of scoring."""

    name: str
    base: Decimal
    base_why: str
    weights: Mapping[str, Weight]
    bounds: Mapping[Result, int]
    """The least score of each result."""

    def result_of(self, score: int) -> Result:
        """Return what a score comes to: the best result whose bound it reaches."""
        return next(
            (result for result in Result if score >= self.bounds[result]), Result.FAILED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfOne:
    """What is counted of one informant in one year; None where nothing can be."""

    contributions: Contributions | None
    training_hours: Decimal
    punishments: int


def propose(
    rule: ScoreRule, given: YearOfOne, *, person_id: str, year: int
) -> ScoreProposal:
    """Return the score: the base and every line, kept between 0 and 100."""
    lines = [_base(rule), *_lines(rule, counted(given))]
    total = sum((Decimal(str(line.points)) for line in lines), Decimal(0))
    score = int(
        min(max(total, Decimal(0)), Decimal(100)).to_integral_value(ROUND_HALF_UP)
    )
    return ScoreProposal(
        person_id=person_id,
        year=year,
        rule=rule.name,
        score=score,
        result=rule.result_of(score),
        lines=tuple(lines),
        has_account=given.contributions is not None,
    )


def counted(given: YearOfOne) -> Mapping[str, Decimal]:
    """Return how many there are of each item; reports only where they can be known."""
    found = {
        "training_hours": given.training_hours,
        "punishments": Decimal(given.punishments),
    }
    told = given.contributions
    if told is not None:
        found |= {
            "accepted": Decimal(told.accepted),
            "verified": Decimal(told.verified),
            "unsubstantiated": Decimal(told.unsubstantiated),
            "rejected": Decimal(told.rejected),
            "repeated": Decimal(told.repeated),
            "late": Decimal(told.late),
            "none_submitted": Decimal(0 if told.submitted else 1),
        }
    return found


def _base(rule: ScoreRule) -> ScoreLine:
    return ScoreLine(
        item="base",
        label="基础分",
        count=1,
        each=float(rule.base),
        points=float(rule.base),
        reason=rule.base_why,
    )


def _lines(rule: ScoreRule, found: Mapping[str, Decimal]) -> Sequence[ScoreLine]:
    return [
        _line(item, rule.weights[item], found[item]) for item in ITEMS if item in found
    ]


def _line(item: str, weight: Weight, count: Decimal) -> ScoreLine:
    points = weight.each * count
    bounded = min(max(points, -weight.most), weight.most)
    return ScoreLine(
        item=item,
        label=weight.label,
        count=float(count),
        each=float(weight.each),
        points=float(bounded) + 0.0,
        reason=_reason(weight, count, points=points, bounded=bounded),
    )


def _reason(
    weight: Weight, count: Decimal, *, points: Decimal, bounded: Decimal
) -> str:
    if not count:
        return "无"
    told = f"{_plain(count)}{weight.unit}，每{weight.unit}{_signed(weight.each)}分"
    if points != bounded:
        told += f"，以{_plain(weight.most)}分为限"
    return f"{told}。{weight.why}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _signed(value: Decimal) -> str:
    return "计0" if not value else f"{'加' if value > 0 else '减'}{_plain(abs(value))}"
