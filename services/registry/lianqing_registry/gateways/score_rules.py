"""Read the rule of scoring: a YAML file, packaged or the town's. Source: P1.3.2b."""

from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianqing_registry.domain.scoring import ITEMS, ScoreRule, Weight
from lianqing_shared.contracts.informant_conduct import Result
from lianqing_shared.errors import SettingsError

PACKAGED = "2026-11.yaml"
_PACKAGE = "lianqing_registry.gateways"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Base(_Strict):
    points: Annotated[Decimal, Field(ge=0, le=100)]
    why: str


class _Weight(_Strict):
    label: Annotated[str, Field(min_length=1, max_length=20)]
    each: Decimal
    most: Annotated[Decimal, Field(ge=0, le=100)]
    unit: str
    why: str
    least_days: Annotated[int, Field(ge=0, le=366)] = 0


class _Rule(_Strict):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    base: _Base
    bounds: dict[Result, Annotated[int, Field(ge=0, le=100)]]
    weights: dict[str, _Weight]


def read_score_rule(path: Path | None) -> ScoreRule:
    """Read a rule of scoring; None reads the packaged one.

    Raises:
        SettingsError: It cannot be read, leaves something out, or punishes honesty.
    """
    source = path or files(_PACKAGE) / "scoring" / PACKAGED
    try:
        entry = _Rule.model_validate(yaml.safe_load(source.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as err:
        raise SettingsError(f"the rule of scoring {source}: {err}") from err
    _check(entry, str(source))
    return ScoreRule(
        name=entry.name,
        base=entry.base.points,
        base_why=entry.base.why,
        weights={
            item: Weight(
                label=row.label,
                each=row.each,
                most=row.most,
                unit=row.unit,
                why=row.why,
                least_days=row.least_days,
            )
            for item, row in entry.weights.items()
        },
        bounds=entry.bounds,
    )


def _check(entry: _Rule, source: str) -> None:
    if set(entry.weights) != set(ITEMS):
        wrong = sorted(set(entry.weights) ^ set(ITEMS))
        raise SettingsError(f"{source}: weights missing or unknown: {wrong}")
    if entry.weights["unsubstantiated"].each < 0:
        raise SettingsError(f"{source}: an honest report must not cost points")
    spared = sorted(item for item, row in entry.weights.items() if row.least_days)
    if spared not in ([], ["none_submitted"]):
        raise SettingsError(f"{source}: least_days is for none_submitted: {spared}")
    ordered = [entry.bounds.get(result, -1) for result in Result]
    if ordered != sorted(ordered, reverse=True) or ordered[-1] != 0:
        raise SettingsError(f"{source}: bounds must fall from excellent to failed, 0")
