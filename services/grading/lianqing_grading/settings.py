"""Settings of grading, read from `LIANQING_GRADING_*`."""

from pydantic_settings import SettingsConfigDict

from lianqing_shared.settings import ServiceSettings


class GradingSettings(ServiceSettings):
    """What grading needs to start; nothing beyond what every service needs."""

    model_config = SettingsConfigDict(
        env_prefix="LIANQING_GRADING_", extra="ignore", frozen=True
    )
