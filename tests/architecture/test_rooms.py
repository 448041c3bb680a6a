"""Imports point inwards, services meet only on the bus, adapters know the SDK only.

The contracts stand in the root pyproject.toml; here they are kept, and each is shown to
catch the fault that it is there for.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "pyproject.toml"
LINTER = Path(sys.executable).with_name("lint-imports")
SETTINGS = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"]

PLANTED = {
    "a stray utils.py in a service": ("rooms", "lianqing_grading/utils.py", ""),
    "the store calls a use case": (
        "rooms",
        "lianqing_notify/store/letters.py",
        "import lianqing_notify.usecases\n",
    ),
    "one service imports another": (
        "bus-only",
        "lianqing_intake/app.py",
        "import lianqing_grading\n",
    ),
    "the domain imports the database": (
        "pure-domain",
        "lianqing_grading/domain/case.py",
        "import sqlalchemy\n",
    ),
    "the domain imports the bus": (
        "pure-domain",
        "lianqing_registry/domain/unit.py",
        "import lianqing_shared.bus\n",
    ),
    "the domain imports keys": (
        "pure-domain",
        "lianqing_registry/domain/unit.py",
        "import lianqing_shared.security\n",
    ),
    "an adapter reaches the centre's database": (
        "sdk-only",
        "lianqing_adapter_court/mapping.py",
        "import lianqing_shared.db\n",
    ),
    "one adapter imports another": (
        "adapters-apart",
        "lianqing_adapter_police/mapping.py",
        "import lianqing_adapter_court\n",
    ),
    "the SDK imports an adapter": (
        "house",
        "lianqing_sdk/runner.py",
        "import lianqing_adapter_court\n",
    ),
    "the product imports the testing kit": (
        "no-kit-in-product",
        "lianqing_console/app.py",
        "import lianqing_shared.testing\n",
    ),
    "contracts import the bus": (
        "shared-floors",
        "lianqing_shared/contracts/base.py",
        "import lianqing_shared.bus\n",
    ),
    "a stray helpers.py in shared": (
        "shared-floors",
        "lianqing_shared/helpers.py",
        "",
    ),
}


def lint(*arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run import-linter, on packages under `path` if given."""
    env = dict(os.environ)
    if path is not None:
        env["PYTHONPATH"] = str(path)
    return subprocess.run(
        [str(LINTER), "--config", str(CONFIG), "--no-cache", "--no-logo", *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """Lay out every package with its rooms and nothing in them."""
    rooms = ("entrypoints", "usecases", "store", "domain")
    shared = ("testing", "bus", "db", "security", "contracts")
    for package in SETTINGS["root_packages"]:
        folders = ["."]
        if package == "lianqing_shared":
            folders += shared
            for name in ("clock", "ids", "errors", "log", "settings"):
                _write(tmp_path / package / f"{name}.py")
        elif package.removeprefix("lianqing_") in _services():
            folders += rooms
        for folder in folders:
            _write(tmp_path / package / folder / "__init__.py")
    return tmp_path


def test_the_contracts_are_kept() -> None:
    done = lint()

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_of_the_workspace_is_under_contract() -> None:
    packages = {
        file.parent.name
        for pattern in ("shared/*", "services/**/lianqing_*", "deploy/standalone/*")
        for file in ROOT.glob(f"{pattern}/py.typed")
    }

    assert packages == set(SETTINGS["root_packages"])


def test_an_empty_house_breaks_no_contract(empty_house: Path) -> None:
    done = lint(path=empty_house)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, empty_house: Path) -> None:
    contract, file, line = PLANTED[fault]
    _write(empty_house / file, line)

    done = lint("--contract", contract, path=empty_house)

    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"0 kept, 1 broken", done.stdout)


def test_every_contract_is_shown_to_catch_something() -> None:
    named = {contract["id"] for contract in SETTINGS["contracts"]}

    assert named == {contract for contract, _, _ in PLANTED.values()}


def _services() -> set[str]:
    return {"registry", "intake", "grading", "notify", "console"}


def _write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
