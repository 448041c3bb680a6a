"""Lay the folders of the units that have an adapter on this machine."""

import os
from importlib.metadata import entry_points
from pathlib import Path

from lianqing.launcher.folder import DataFolder
from lianqing.launcher.keys import UNITS_KEY
from lianqing_sdk.adapter import ENTRY_POINTS
from lianqing_sdk.settings import FILE_NAME, UnitFile, load_settings, unit_toml
from lianqing_shared.security.authority import Authority
from lianqing_shared.security.grants import unit_name

SAMPLE_UNITS = ("court", "police", "finance")
"""The member units whose adapters come with the product; code and adapter are one."""

_ROOMS = ("inbox", "letters", "unused")


def prepare(
    folder: DataFolder, authority: Authority, *, bus_url: str, samples: bool = True
) -> None:
    """Issue what is missing and write each unit's settings for this run's address.

    A unit whose credential was revoked keeps its folder and gets nothing new. Without
    `samples`, in a real town, no unit gets anything before it is added.
    """
    for code in SAMPLE_UNITS if samples else ():
        if code not in authority.units():
            authority.issue_unit(code)
        if not (folder.units / code / FILE_NAME).is_file():
            lay(folder, code, adapter=code, bus_url=bus_url)
    for path in folder.unit_folders():
        refresh(folder, path, bus_url=bus_url)


def lay(folder: DataFolder, code: str, *, adapter: str, bus_url: str) -> Path:
    """Make one unit's folder; return it."""
    place = folder.units / code
    for room in _ROOMS:
        (place / room).mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder, place, adapter=adapter, bus_url=bus_url)
    return place


def refresh(folder: DataFolder, place: Path, *, bus_url: str) -> None:
    """Write the address of this run into a unit's settings."""
    kept = load_settings(place, environment={}).file
    text = unit_toml(kept.model_copy(update={"bus_url": bus_url}))
    (place / FILE_NAME).write_text(text, encoding="utf-8")


def runnable(folder: DataFolder) -> list[Path]:
    """Return the unit folders whose adapter can run here, by code.

    A unit may have been revoked, or run its adapter on a machine of its own.
    """
    installed = {point.name for point in entry_points(group=ENTRY_POINTS)}
    return [
        path
        for path in folder.unit_folders()
        if (folder.creds / f"{unit_name(path.name)}.creds").is_file()
        and load_settings(path, environment={}).file.adapter in installed
    ]


def _write(folder: DataFolder, place: Path, *, adapter: str, bus_url: str) -> None:
    keys = (folder.keys / "intake.pub", folder.keys / "notify.pub")
    credentials = folder.creds / f"{unit_name(place.name)}.creds"
    file = UnitFile(
        code=place.name,
        adapter=adapter,
        bus_url=bus_url,
        credentials=_relative(credentials, place),
        centre_keys=tuple(_relative(key, place) for key in keys),
        digest_key=_relative(folder.keys / UNITS_KEY, place),
    )
    (place / FILE_NAME).write_text(unit_toml(file), encoding="utf-8")


def _relative(path: Path, place: Path) -> Path:
    """Return a path as the unit's file names it, so that the folder can be moved."""
    return Path(os.path.relpath(path, place))
