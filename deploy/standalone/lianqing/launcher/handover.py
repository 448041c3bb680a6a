"""Make the folder that a unit carries away: its settings, credential, keys and guide.

It is whole, so that a clerk copies one folder and edits no path. It holds a secret, so
it is readable by its owner only and is to be deleted here once it was handed over.
"""

import shutil
from pathlib import Path

from lianqing.launcher.folder import DataFolder, write_private
from lianqing.launcher.guide import Guide
from lianqing.launcher.keys import UNITS_KEY
from lianqing.text import say
from lianqing_sdk.settings import FILE_NAME, UnitFile, unit_toml
from lianqing_shared.security.grants import unit_name

GUIDE = "接入说明.md"
_KEYS = ("registry.pub", "intake.pub", "notify.pub")
_ROOMS = ("inbox", "letters", "unused")
ELSEWHERE = "nats://中心给出的地址:4222"
"""Stands where the centre must say how the unit reaches it; nothing listens there."""


def pack(folder: DataFolder, guide: Guide, *, adapter: str | None) -> Path:
    """Make or renew a unit's folder to carry away; return it."""
    code = guide.code
    place = folder.root / "handover" / code
    for room in _ROOMS:
        (place / room).mkdir(parents=True, exist_ok=True, mode=0o700)
    credentials = f"{unit_name(code)}.creds"
    write_private(place / credentials, (folder.creds / credentials).read_text())
    write_private(place / UNITS_KEY, (folder.keys / UNITS_KEY).read_text())
    for key in _KEYS:
        shutil.copyfile(folder.keys / key, place / key)
    file = UnitFile(
        code=code,
        adapter=adapter or code,
        bus_url=ELSEWHERE,
        credentials=Path(credentials),
        centre_keys=tuple(map(Path, _KEYS)),
        digest_key=Path(UNITS_KEY),
    )
    if not (place / FILE_NAME).exists():
        (place / FILE_NAME).write_text(unit_toml(file), encoding="utf-8")
    write_guide(place, guide)
    return place


def write_guide(place: Path, guide: Guide) -> Path:
    """Write the joining guide into a unit's folder, also to print; return its text."""
    path = place / GUIDE
    path.write_text(guide.markdown(), encoding="utf-8")
    sheet = guide.pdf()
    if sheet is not None:
        path.with_suffix(".pdf").write_bytes(sheet)
    return path


def forget(folder: DataFolder, code: str) -> None:
    """Delete what lay ready for a unit that was cut off."""
    shutil.rmtree(folder.root / "handover" / code, ignore_errors=True)


def delete_after_handing_over(place: Path) -> str:
    """Say what to do with the folder."""
    return say(
        f"请把 {place} 整个当面交给该单位（内含凭证，等同印章），"
        "交接后删除此处的副本。",
        f"Hand {place} over in person: it holds the credential. Then delete it here.",
    )
