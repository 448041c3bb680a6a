"""Read the public keys of the services, as the operator laid them down."""

from collections.abc import Mapping
from pathlib import Path

from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import SettingsError

SIGNING = (Principal.REGISTRY, Principal.INTAKE, Principal.GRADING, Principal.NOTIFY)
"""Who signs: tokens, receipts, letters, events, and checkpoints of the audit logs."""


def read_service_keys(folder: Path | None) -> Mapping[Principal, str] | None:
    """Return the key in `<service>.pub` of each service; None without a folder.

    Raises SettingsError where a key is missing: what it signs could not be judged.
    """
    if folder is None:
        return None
    return {service: _read(folder / f"{service.value}.pub") for service in SIGNING}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as err:
        raise SettingsError(
            f"cannot read {path}; run `lianqing up` once to make the services' keys"
        ) from err
