"""The console's settings, read once from `LIANQING_CONSOLE_*`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from lianqing_shared.settings import ServiceSettings


class ConsoleSettings(ServiceSettings):
    """What the console needs to start."""

    model_config = SettingsConfigDict(
        env_prefix="LIANQING_CONSOLE_", extra="ignore", frozen=True
    )

    port: int = Field(default=8100, description="Port on 127.0.0.1.")
    is_https: bool = Field(
        default=False, description="Whether browsers reach the console by https."
    )
    idle_minutes: int = Field(
        default=15, ge=1, description="Minutes without a click that end a session."
    )
    longest_hours: int = Field(
        default=8, ge=1, description="Hours after which a session ends in any case."
    )
    live_every_s: float = Field(
        default=5.0, gt=0, description="Seconds between looks for newly opened cases."
    )
    town: str = Field(default="柳园镇", description="Name of the town in the header.")
