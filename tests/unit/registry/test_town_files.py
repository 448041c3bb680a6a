"""Promise: the packaged town is the plan's; a damaged file is refused in words."""

from pathlib import Path

import pytest

from lianqing_registry.errors.units import TownFileError
from lianqing_registry.gateways.town_files import read_town
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import ADMINISTRATORS


def test_the_packaged_town_has_the_plans_network() -> None:
    kinds = {unit.code: unit.kind for unit in read_town(None).units}

    assert kinds["centre"] is UnitKind.CENTRE
    assert kinds["reporting-point"] is UnitKind.REPORTING_POINT
    assert {kinds[code] for code in ("court", "police", "finance")} == {UnitKind.MEMBER}
    assert sum(kind is UnitKind.VILLAGE for kind in kinds.values()) == 3


def test_the_demo_has_each_administrator_once() -> None:
    held = [role for one in read_town(None).demo_people for role in one.roles]

    assert {role: held.count(role) for role in ADMINISTRATORS} == dict.fromkeys(
        ADMINISTRATORS, 1
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("units: [", "YAML", id="not YAML"),
        pytest.param("- 1", "有误", id="not a mapping"),
        pytest.param(
            "units: [{code: A, name: 甲, kind: town}]", "units.0.code", id="code"
        ),
        pytest.param("units: []\nusers: []", "users", id="unknown key"),
    ],
)
def test_a_damaged_town_file_is_refused_with_the_place(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(TownFileError, match=why):
        read_town(path)


def test_a_missing_town_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TownFileError, match="无法读取"):
        read_town(tmp_path / "none.yaml")
