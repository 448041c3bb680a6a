"""Settings of the registry: `LIANQING_REGISTRY_*`."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from lianqing_shared.contracts.people import OFFICERS, Role
from lianqing_shared.faces import FONT_FOLDERS
from lianqing_shared.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """What the registry needs beyond what every service needs."""

    model_config = SettingsConfigDict(env_prefix="LIANQING_REGISTRY_")

    town: Path | None = Field(
        default=None,
        description="YAML file with the town's network; the packaged town if empty.",
    )
    demo_password: SecretStr | None = Field(
        default=None,
        description="Password of the demo people; without it there are none.",
    )
    hash_time_cost: int = Field(default=2, ge=1, description="Argon2id: passes.")
    hash_memory_kib: int = Field(
        default=19_456, ge=8, description="Argon2id: memory in KiB, per log-in."
    )
    hash_lanes: int = Field(default=1, ge=1, description="Argon2id: parallel lanes.")
    idle_s: int = Field(
        default=900, ge=60, description="Seconds after which an idle session ends."
    )
    absolute_s: int = Field(
        default=28_800, ge=300, description="Seconds after which any session ends."
    )
    token_s: int = Field(
        default=60, ge=10, description="Seconds for which an actor token counts."
    )
    most_sessions: int = Field(
        default=3, ge=1, description="Sessions of one person; one more ends the oldest."
    )
    totp_roles: frozenset[Role] = Field(
        default=OFFICERS,
        description="Roles that must have a second factor, as a JSON list.",
    )
    password_least: int = Field(
        default=8, ge=8, description="Least length of a password."
    )
    password_least_administrators: int = Field(
        default=12, ge=8, description="Least length of an administrator's password."
    )
    password_classes: int = Field(
        default=3, ge=1, le=4, description="Kinds of characters a password must have."
    )
    password_history: int = Field(
        default=5, ge=0, le=24, description="Former passwords that must not come again."
    )
    password_max_age_days: int = Field(
        default=90, ge=0, description="Days after which it must be changed; 0: never."
    )
    password_words: tuple[str, ...] = Field(
        default=("lianqing", "jiwei", "jianwei", "liuyuan", "廉情", "纪委", "监委"),
        description="What no password may contain, besides the names of units.",
    )
    initial_password_hours: int = Field(
        default=72, ge=1, description="Hours for which an initial password opens."
    )
    lock_failures: int = Field(
        default=5, ge=1, description="Failed log-ins in a row that lock a name."
    )
    lock_first_s: int = Field(
        default=300, ge=1, description="Seconds of the first lock; doubles each time."
    )
    lock_longest_s: int = Field(
        default=3600, ge=1, description="Seconds of the longest lock."
    )
    informant_term_months: int = Field(
        default=36, ge=1, le=120, description="Months of an informant's term."
    )
    informant_acknowledge_days: int = Field(
        default=30, ge=1, description="Days within which informants accept the rules."
    )
    informant_term_warning_days: int = Field(
        default=60, ge=1, description="Days before a term's end from which it is shown."
    )
    informant_filing_days: int = Field(
        default=10, ge=1, description="Days after which a filing has waited too long."
    )
    score_rule: Path | None = Field(
        default=None,
        description="YAML file with the rule of informants' scores; packaged if empty.",
    )
    font_folders: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=FONT_FOLDERS,
        description="Folders with fonts for printed papers, separated as in PATH.",
    )

    @field_validator("font_folders", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part) for part in value.split(os.pathsep) if part)
        return value
