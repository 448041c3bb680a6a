"""Promise: first passwords are shown once, and what went wrong is said plainly."""

import io
import json
import sys
from pathlib import Path

import pytest
from rich.console import Console

from lianqing.errors import CommandError
from lianqing.launcher.child import ProcessSpec
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.opening import open_town
from lianqing.launcher.town import open_real, town_of
from tests.e2e.town import shown_passwords, write_files

_PROGRAM = "import sys; sys.stdout.write({out!r}); sys.stderr.write({err!r}); "
_PROGRAM += "sys.exit({code})"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = make(tmp_path / "data")
    units, letters = write_files(tmp_path)
    open_real(made, name="清河镇", units=units, letters=letters)
    return made


def a_registry(
    folder: DataFolder, *, out: str = "", err: str = "", code: int = 0
) -> ProcessSpec:
    """Return a process that answers as the registry does when it is made."""
    text = _PROGRAM.format(out=out, err=err, code=code)
    return ProcessSpec(
        name="registry",
        command=(sys.executable, "-c", text),
        log=folder.logs / "registry.log",
        rank=1,
    )


async def test_passwords_are_shown_and_the_town_is_open(folder: DataFolder) -> None:
    people = [{"login": "sysadmin", "password": "abc-DEF-123"}]
    screen = io.StringIO()

    await open_town(
        folder,
        a_registry(folder, out=json.dumps({"people": people})),
        console=Console(file=screen, width=120),
    )

    shown = screen.getvalue().replace("│", " ")
    assert shown_passwords(shown) == {"sysadmin": "abc-DEF-123"}
    assert town_of(folder).is_open


async def test_lost_passwords_are_said_and_the_town_stays_closed(
    folder: DataFolder,
) -> None:
    registry = a_registry(folder, out='{"people": []}')

    with pytest.raises(CommandError, match="密码无法再知道"):
        await open_town(folder, registry, console=Console(file=io.StringIO()))

    assert not town_of(folder).is_open


async def test_what_the_registry_refuses_is_said_in_its_words(
    folder: DataFolder,
) -> None:
    registry = a_registry(folder, err="noise\n东村不在本镇区划内。\n", code=1)

    with pytest.raises(CommandError, match="东村不在本镇区划内"):
        await open_town(folder, registry, console=Console(file=io.StringIO()))

    assert not town_of(folder).is_open
