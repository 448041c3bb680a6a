"""Settings of intake, read once in `app`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from lianqing_shared.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """What intake needs beside what every service needs."""

    model_config = SettingsConfigDict(
        env_prefix="LIANQING_INTAKE_", extra="ignore", frozen=True
    )

    managed_above: tuple[str, ...] = Field(
        default=(
            "镇党委书记",
            "镇党委副书记",
            "镇长",
            "副镇长",
            "镇人大主席",
            "镇纪委书记",
            "县委书记",
            "县长",
        ),
        description="Posts managed above the town; reports on them are not kept here.",
    )
    late_clock_s: int = Field(
        default=600, description="How far ahead a unit's clock may run, in seconds."
    )
    late_report_days: int = Field(
        default=30,
        ge=1,
        description="Days after the event from which an informant's report is late.",
    )
