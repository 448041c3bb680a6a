"""Settings of the registry: `LIANQING_REGISTRY_*`."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

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
        default=600, ge=30, description="Seconds for which an actor token counts."
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
