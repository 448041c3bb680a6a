"""What runs in one installation: each process's command and environment."""

import sys
from collections.abc import Mapping
from pathlib import Path

from lianqing.launcher.child import ProcessSpec
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.town import LETTERS_FILE, UNITS_FILE, Town
from lianqing_shared.security.service_keys import SIGNING

SERVICES = ("registry", "intake", "grading", "notify", "console")
"""In the order of starting; each is `python -m lianqing_<name>`."""
STREAM_SERVER = "nats-server"

_NATS_RANK, _FIRST_SERVICE_RANK, _ADAPTER_RANK = 0, 1, 90


def stream_server(
    folder: DataFolder, *, binary: Path, configuration: Path
) -> ProcessSpec:
    """Return how to run nats-server."""
    return ProcessSpec(
        name=STREAM_SERVER,
        command=(str(binary), "-c", str(configuration)),
        log=folder.logs / f"{STREAM_SERVER}.log",
        rank=_NATS_RANK,
    )


def services(
    folder: DataFolder,
    *,
    bus_url: str,
    console_port: int,
    town: Town,
    demo_password: str | None = None,
) -> list[ProcessSpec]:
    """Return how to run the five services; sample people only with their password."""
    extra = {**_town_environment(folder, town, demo_password)}
    extra["console"] = {
        **extra.get("console", {}),
        "LIANQING_CONSOLE_PORT": str(console_port),
    }
    return [
        ProcessSpec(
            name=name,
            command=(sys.executable, "-m", f"lianqing_{name}"),
            env={
                **service_environment(folder, name, bus_url=bus_url),
                **extra.get(name, {}),
            },
            log=folder.logs / f"{name}.log",
            rank=_FIRST_SERVICE_RANK + position,
        )
        for position, name in enumerate(SERVICES)
    ]


def _town_environment(
    folder: DataFolder, town: Town, demo_password: str | None
) -> dict[str, Mapping[str, str]]:
    """Return what each service is told of the town; a real one has nothing sample."""
    if town.is_real:
        return {
            "registry": {"LIANQING_REGISTRY_TOWN": str(folder.root / UNITS_FILE)},
            "notify": {"LIANQING_NOTIFY_TOWN": str(folder.root / LETTERS_FILE)},
            "console": {"LIANQING_CONSOLE_TOWN": town.name},
        }
    # Sample people are tried out by whoever has the screen, not a phone.
    sample = {"LIANQING_REGISTRY_TOTP_ROLES": "[]"}
    if demo_password is not None:
        sample["LIANQING_REGISTRY_DEMO_PASSWORD"] = demo_password
    return {"registry": sample}


def service_environment(
    folder: DataFolder, name: str, *, bus_url: str
) -> dict[str, str]:
    """Return the settings of one service; secrets are paths, never values."""
    prefix = f"LIANQING_{name.upper()}_"
    found = {
        "DB_URL": folder.database_url(name),
        "BUS_URL": bus_url,
        "CREDENTIALS": str(folder.creds / f"{name}.creds"),
        "REGISTRY_KEY": str(folder.keys / "registry.pub"),
        "SERVICE_KEYS": str(folder.keys),
        "DIGEST_KEY": str(folder.keys / "digest.key"),
    }
    if name in SIGNING:
        found["SIGNING_KEY"] = str(folder.keys / f"{name}.seed")
    return {f"{prefix}{key}": value for key, value in found.items()}


def adapter(folder: DataFolder, unit_folder: Path) -> ProcessSpec:
    """Return how to run the adapter of one unit that has a folder here."""
    name = f"adapter-{unit_folder.name}"
    return ProcessSpec(
        name=name,
        command=(
            sys.executable,
            "-m",
            "lianqing_sdk",
            "run",
            "--unit-folder",
            str(unit_folder),
        ),
        log=folder.logs / f"{name}.log",
        rank=_ADAPTER_RANK,
    )
