"""What an adapter must know of its unit: one small file, `unit.toml`, in its folder.

Every field may be overridden by the environment: `LIANQING_UNIT_BUS_URL` and so on.
Paths are relative to the folder that the file lies in.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianqing_shared.contracts.base import UnitCode
from lianqing_shared.errors import SettingsError
from lianqing_shared.security.signing import Signer

FILE_NAME = "unit.toml"
_PREFIX = "LIANQING_UNIT_"
_SEED, _TOKEN = "USER NKEY SEED", "NATS USER JWT"


class UnitFile(BaseModel):
    """The content of `unit.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    code: UnitCode
    """The unit's code in the registry, e.g. `finance`."""
    adapter: str = Field(min_length=1, max_length=60)
    """The adapter's name, as `pip` installed it."""
    bus_url: str = "nats://127.0.0.1:4222"
    credentials: Path | None = None
    """The unit's `.creds` file; None only against a server without accounts."""
    centre_keys: tuple[Path, ...] = ()
    """Files with public keys of the centre (`U…`), one or more a line."""
    digest_key: Path
    """32 bytes in hex; the installation's key for digests of ID numbers."""
    inbox: Path = Path("inbox")
    letters: Path = Path("letters")
    unused: Path = Path("unused")
    spool: Path = Path("spool.db")
    checkpoints: Path = Path("checkpoints.jsonl")
    scan_every_s: float = Field(default=2.0, gt=0, le=3600)
    receipt_after_s: float = Field(default=60.0, gt=0, le=86_400)
    """How long to wait for the centre's receipt before sending a row again."""
    max_waiting: int = Field(default=200_000, ge=1)
    """Rows without a receipt that the spool keeps before it takes no more files."""


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """A unit's folder with its settings, paths made absolute."""

    folder: Path
    file: UnitFile

    @property
    def code(self) -> str:
        """The unit's code."""
        return self.file.code

    def path(self, relative: Path) -> Path:
        """Return a path of the settings, absolute."""
        return (self.folder / relative).absolute()

    @property
    def inbox(self) -> Path:
        """Where the unit drops its files."""
        return self.path(self.file.inbox)

    @property
    def letters(self) -> Path:
        """Where letters are stored and replies are dropped."""
        return self.path(self.file.letters)

    @property
    def unused(self) -> Path:
        """Where the lists of unused rows lie."""
        return self.path(self.file.unused)

    @property
    def spool(self) -> Path:
        """The database of what is not yet receipted."""
        return self.path(self.file.spool)

    @property
    def checkpoints(self) -> Path:
        """The checkpoints of the centre's audit logs, kept as a witness."""
        return self.path(self.file.checkpoints)

    @property
    def digest_key(self) -> Path:
        """The file with the installation's digest key."""
        return self.path(self.file.digest_key)

    @property
    def credentials(self) -> Path | None:
        """The unit's credential file."""
        named = self.file.credentials
        return None if named is None else self.path(named)

    def trusted_keys(self) -> frozenset[str]:
        """Return the centre's public keys; raises SettingsError when there is none."""
        try:
            found = {
                word
                for path in self.file.centre_keys
                for word in self.path(path).read_text().split()
                if word.startswith("U")
            }
        except OSError as err:
            raise SettingsError(
                "读不到防控中心的公钥文件，无法核对回执。"
                "请核对 unit.toml 的 centre_keys。"
            ) from err
        if not found:
            raise SettingsError(
                "没有防控中心的公钥，无法核对回执。请在 unit.toml 填写 centre_keys。"
            )
        return frozenset(found)

    def signer(self) -> Signer:
        """Return the unit's own key, out of its credential file."""
        path = self.credentials
        if path is None:
            raise SettingsError("没有本单位的凭证文件，无法签收。请填写 credentials。")
        return read_seed(path)


def read_seed(credentials: Path) -> Signer:
    """Return the key in a `.creds` file; raises SettingsError when there is none."""
    return Signer(_part(credentials, _SEED))


def read_token(credentials: Path) -> str:
    """Return what the centre signed of a unit; raises SettingsError when it lacks."""
    return _part(credentials, _TOKEN)


def _part(credentials: Path, name: str) -> str:
    try:
        text = credentials.read_text()
    except OSError as err:
        raise SettingsError(
            f"读不到凭证文件 {credentials.name}。请向防控中心索取本单位的凭证。"
        ) from err
    _, begins, rest = text.partition(f"-----BEGIN {name}-----")
    part, ends, _ = rest.partition(f"------END {name}")
    if not (begins and ends):
        raise SettingsError(
            f"凭证文件 {credentials.name} 不完整。请向防控中心重新索取。"
        )
    return part.strip()


def load_settings(
    folder: Path, *, environment: Mapping[str, str] = os.environ
) -> UnitSettings:
    """Read a unit's folder; raises SettingsError with a sentence for its clerk."""
    path = folder / FILE_NAME
    try:
        given: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise SettingsError(
            f"{folder} 里没有 {FILE_NAME}。请核对 --unit-folder，"
            "或用 lianqing up 建立单位目录。"
        ) from err
    except (OSError, ValueError) as err:
        raise SettingsError(f"{path} 读不懂：{err}。请改正后重试。") from err
    for name in UnitFile.model_fields:
        if (value := environment.get(_PREFIX + name.upper())) is not None:
            given[name] = value.split(os.pathsep) if name == "centre_keys" else value
    try:
        return UnitSettings(folder, UnitFile.model_validate(given))
    except ValidationError as err:
        wrong = "、".join(
            str(item["loc"][0]) for item in err.errors(include_input=False)
        )
        raise SettingsError(f"{path} 里这些项不对：{wrong}。请改正后重试。") from err


def unit_toml(file: UnitFile) -> str:
    """Return the text of a `unit.toml`; fields at their default are left out."""
    lines = ["# 本单位适配器的设置；路径相对于本文件所在目录。"]
    for name, value in file.model_dump(mode="json", exclude_defaults=True).items():
        lines.append(f"{name} = {_toml(value)}")
    return "\n".join((*lines, ""))


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case _:
            text = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{text}"'
