"""The data folder of one installation: where each thing lies, and whether it is ours.

Everything that an installation knows is below one folder, so that a backup is a copy
and a removal is one deletion. A marker file says that the folder is ours; a folder with
anything else in it is refused, because we would mix our keys with a stranger's files.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from lianqing.errors import FolderError
from lianqing.text import say

FORMAT = 1
"""Rises when an older program could no longer read the folder."""

_MARKER = "lianqing-data.json"
_PRIVATE_DIR, _PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths below one data folder."""

    root: Path

    @property
    def keys(self) -> Path:
        """Seeds and public keys, readable by the owner only."""
        return self.root / "keys"

    @property
    def creds(self) -> Path:
        """Bus credentials, one file per principal and per unit."""
        return self.root / "creds"

    @property
    def nats(self) -> Path:
        """The server's configuration and store."""
        return self.root / "nats"

    @property
    def db(self) -> Path:
        """SQLite databases, one per service."""
        return self.root / "db"

    @property
    def units(self) -> Path:
        """One folder per member unit, as it would lie on the unit's own machine."""
        return self.root / "units"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Lock and state of the running system."""
        return self.root / "run"

    @property
    def marker(self) -> Path:
        """The file that says the folder is ours."""
        return self.root / _MARKER

    @property
    def state(self) -> Path:
        """Ports and process ids of the running system."""
        return self.run / "state.json"

    @property
    def lock(self) -> Path:
        """Held by the running launcher."""
        return self.run / "lock"

    @property
    def demo_accounts(self) -> Path:
        """Log-ins of the demonstration; absent in a real installation."""
        return self.root / "demo-accounts.json"

    @property
    def demo_story(self) -> Path:
        """How far the demonstration's story has come."""
        return self.run / "demo-story.json"

    def database_url(self, service: str) -> str:
        """Return the service's database: from the environment, else SQLite here."""
        named = os.environ.get(f"LIANQING_{service.upper()}_DB_URL")
        return named or f"sqlite+aiosqlite:///{self.db / service}.db"

    def database_schema(self, service: str) -> str | None:
        """Return the PostgreSQL schema of a service, if services share a database."""
        return os.environ.get(f"LIANQING_{service.upper()}_DB_SCHEMA")

    def unit_folders(self) -> list[Path]:
        """Return the folders of units that have an adapter here, by code."""
        if not self.units.is_dir():
            return []
        found = (path.parent for path in self.units.glob("*/unit.toml"))
        return sorted(found, key=lambda path: path.name)


def make(root: Path) -> DataFolder:
    """Return the folder ready for use; raises FolderError if it is not ours.

    Creates it and its rooms with mode 0700; on our own folder it changes nothing.
    """
    folder = DataFolder(root.absolute())
    try:
        _claim(folder)
        for room in (
            folder.keys,
            folder.creds,
            folder.nats,
            folder.db,
            folder.units,
            folder.logs,
            folder.run,
        ):
            room.mkdir(mode=_PRIVATE_DIR, exist_ok=True)
    except OSError as err:
        raise FolderError(_no_access(folder.root, err)) from err
    return folder


def find(root: Path) -> DataFolder:
    """Return an existing data folder; raises FolderError with what to do instead."""
    folder = DataFolder(root.absolute())
    if not folder.marker.is_file():
        raise FolderError(
            say(
                f"{folder.root} 不是廉情的数据目录。请核对 --data，"
                f"或先运行 `lianqing up --data {root}` 建立。",
                f"{folder.root} is no lianqing data folder. Check --data, or run "
                f"`lianqing up --data {root}` to make one.",
            )
        )
    _check_format(folder)
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _claim(folder: DataFolder) -> None:
    if folder.root.exists() and not folder.root.is_dir():
        raise FolderError(
            say(
                f"{folder.root} 是一个文件，不是目录。请用 --data 指定一个目录。",
                f"{folder.root} is a file. Name a folder with --data.",
            )
        )
    folder.root.mkdir(mode=_PRIVATE_DIR, parents=True, exist_ok=True)
    if folder.marker.is_file():
        _check_format(folder)
        return
    if any(folder.root.iterdir()):
        raise FolderError(
            say(
                f"{folder.root} 不是空目录，也不是廉情建立的。为免混入他人文件，"
                "请用 --data 指定一个空目录或新目录。",
                f"{folder.root} is neither empty nor ours. Name an empty or a new "
                "folder with --data, so that no files are mixed.",
            )
        )
    write_private(folder.marker, json.dumps({"format": FORMAT, "made_by": "lianqing"}))


def _check_format(folder: DataFolder) -> None:
    try:
        found = int(json.loads(folder.marker.read_text())["format"])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise FolderError(
            say(
                f"{folder.marker} 已损坏，无法确认这是廉情的数据目录。"
                "请从备份恢复该文件。",
                f"{folder.marker} is damaged. Restore it from a backup.",
            )
        ) from err
    if found > FORMAT:
        raise FolderError(
            say(
                f"{folder.root} 由更新的版本建立（格式 {found}）。请升级 lianqing。",
                f"{folder.root} was made by a newer version (format {found}). "
                "Upgrade lianqing.",
            )
        )


def _no_access(root: Path, err: OSError) -> str:
    why = os.strerror(err.errno) if err.errno else type(err).__name__
    return say(
        f"无法使用数据目录 {root}：{why}。"
        "请检查权限和磁盘空间，或用 --data 换一个目录。",
        f"Cannot use the data folder {root}: {why}. Check rights and disk space, "
        "or name another folder with --data.",
    )
