"""A unit's folder on the disk, with keys, as `lianqing up` would make it."""

from dataclasses import dataclass
from pathlib import Path

from lianqing_sdk.settings import UnitFile, UnitSettings, load_settings, unit_toml
from lianqing_shared.security.signing import Signer, new_seed

CREDENTIALS = """\
-----BEGIN NATS USER JWT-----
not.a.token
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
{seed}
------END USER NKEY SEED------
"""


@dataclass(frozen=True, slots=True)
class UnitFolder:
    """A unit's settings and the centre's key."""

    settings: UnitSettings
    centre: Signer


def make_unit(
    folder: Path,
    *,
    code: str = "finance",
    bus_url: str = "nats://127.0.0.1:1",
    credentials: Path | None = None,
    **more: float,
) -> UnitFolder:
    """Write a unit's folder; without `credentials` it gets a key of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    centre = Signer.new()
    (folder / "centre.pub").write_text(f"{centre.public_key}\n")
    (folder / "digest.key").write_text("ab" * 32)
    if credentials is None:
        credentials = folder / "unit.creds"
        credentials.write_text(CREDENTIALS.format(seed=new_seed()))
        credentials.chmod(0o600)
    file = UnitFile.model_validate(
        {
            "code": code,
            "adapter": "finance",
            "bus_url": bus_url,
            "credentials": credentials,
            "centre_keys": [Path("centre.pub")],
            "digest_key": Path("digest.key"),
            **more,
        }
    )
    (folder / "unit.toml").write_text(unit_toml(file), encoding="utf-8")
    return UnitFolder(load_settings(folder, environment={}), centre)
