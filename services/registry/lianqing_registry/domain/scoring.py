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
_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one of a kind is worth, and the most that all of a kind may come to."""

    label: str
    each: Decimal
    most: Decimal
    """An amount without sign: the bound holds for gains and for losses."""
    unit: str
    why: str
    least_days: int = 0
    """Days in office in the year below which it is not counted; for `none_submitted`:
    who came in December has not failed to report a whole year."""


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

    def scale(self) -> str:
        """Return what each score comes to, in one sentence."""
        told, most = [], _MOST
        for result in Result:
            least = self.bounds[result]
            if least <= most:
                told.append(f"{least}—{most}分{result.label}")
            most = least - 1
        return "，".join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfOne:
    """What is counted of one informant in one year; None where nothing can be."""

    contributions: Contributions | None
    training_hours: Decimal
    punishments: int
    days: int = 366
    """In office in that year, up to today."""


def propose(
    rule: ScoreRule, given: YearOfOne, *, person_id: str, year: int
) -> ScoreProposal:
    """Return the score, from 0 to 100, and the lines whose points add up to it."""
    lines = [_base(rule), *_told(given.contributions), *_lines(rule, given)]
    total = sum((Decimal(str(line.points)) for line in lines), Decimal(0))
    score = int(
        min(max(total, Decimal(0)), Decimal(_MOST)).to_integral_value(ROUND_HALF_UP)
    )
    return ScoreProposal(
        person_id=person_id,
        year=year,
        rule=rule.name,
        score=score,
        result=rule.result_of(score),
        lines=(*lines, *_bounded(total, score)),
        has_account=given.contributions is not None,
        scale=rule.scale(),
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


def _told(told: Contributions | None) -> Sequence[ScoreLine]:
    """Return what was reported and became of it: the counts that the lines weigh."""
    if told is None:
        return ()
    waiting = told.accepted - told.verified - told.unsubstantiated
    reason = (
        f"受理{told.accepted}条，不予受理{told.rejected}条；受理的信息中，"
        f"核实属实{told.verified}条，查无实据{told.unsubstantiated}条，"
        f"尚未核实{waiting}条；重复{told.repeated}条，迟报{told.late}条"
    )
    return (
        ScoreLine(
            item="submitted",
            label="报送信息",
            count=told.submitted,
            each=0,
            points=0,
            reason=reason if told.submitted else "无",
        ),
    )


def _bounded(total: Decimal, score: int) -> Sequence[ScoreLine]:
    """Return what the bounds and the rounding add or take; nothing if nothing."""
    points = Decimal(score) - total
    if not points:
        return ()
    why = "以100分为限" if total > _MOST else "不低于0分" if total < 0 else "四舍五入"
    return (
        ScoreLine(
            item="bound",
            label="限分取整",
            count=1,
            each=float(points),
            points=float(points),
            reason=f"以上合计{_plain(total)}分，{why}",
        ),
    )


def _lines(rule: ScoreRule, given: YearOfOne) -> Sequence[ScoreLine]:
    found = counted(given)
    return [
        _line(item, rule.weights[item], found[item], days=given.days)
        for item in ITEMS
        if item in found
    ]


def _line(item: str, weight: Weight, count: Decimal, *, days: int) -> ScoreLine:
    is_spared = bool(count) and days < weight.least_days
    counts = Decimal(0) if is_spared else count
    points = weight.each * counts
    bounded = min(max(points, -weight.most), weight.most)
    spared = f"在聘{days}天，不足{weight.least_days}天，不计"
    return ScoreLine(
        item=item,
        label=weight.label,
        count=float(counts),
        each=float(weight.each),
        points=float(bounded) + 0.0,
        reason=spared
        if is_spared
        else _reason(weight, counts, points=points, bounded=bounded),
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
