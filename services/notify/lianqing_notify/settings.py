"""Settings of notify: `LIANQING_NOTIFY_<FIELD>`."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from lianqing_shared import faces
from lianqing_shared.settings import ServiceSettings

FONT_FOLDERS = faces.FONT_FOLDERS


class NotifySettings(ServiceSettings):
    """What notify needs to start."""

    model_config = SettingsConfigDict(
        env_prefix="LIANQING_NOTIFY_", extra="ignore", frozen=True
    )

    town: Path | None = Field(
        default=None,
        description="TOML file with this town's organs; None is the demo town 柳园镇.",
    )
    font_folders: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=FONT_FOLDERS,
        description="Folders with fonts, separated as in PATH.",
    )
    sweep_every_s: float = Field(
        default=20.0,
        gt=0,
        description="Seconds between two looks for deadlines that have come.",
    )

    @field_validator("font_folders", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part) for part in value.split(os.pathsep) if part)
        return value
