"""Write the demonstration's files into the units' folders."""

import random
from collections.abc import Iterator
from pathlib import Path

from lianqing.demo.court_files import court_files
from lianqing.demo.finance_files import finance_files
from lianqing.demo.formats import render
from lianqing.demo.police_files import police_files
from lianqing.demo.sheets import FilePlan
from lianqing.launcher.folder import DataFolder

SEED = 20_261_008
_ROOMS = (".", "done", "refused")
"""Where a file may lie: not yet read, read, or refused as a whole."""


def plans() -> Iterator[FilePlan]:
    """Yield all files; every run yields the same."""
    for number, make in enumerate((finance_files, court_files, police_files)):
        # A seed per office: changing one office's lists leaves the others as they are.
        yield from make(random.Random(SEED + number))  # noqa: S311 - invented data


def write_files(folder: DataFolder) -> int:
    """Write what is not there yet; return how many files lie in the units' folders.

    A file is put in place whole, because an adapter may be watching.
    """
    count = 0
    for plan in plans():
        path = folder.units / plan.unit / "inbox" / plan.name
        count += 1
        if not any((path.parent / room / plan.name).exists() for room in _ROOMS):
            _put(path, render(plan))
    return count


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)
