"""Wire grading together; the only place that constructs."""

import asyncio

from lianqing_grading.entrypoints.bus import Desk
from lianqing_grading.gateways.policies import shipped_policies
from lianqing_grading.settings import GradingSettings
from lianqing_grading.store.hidden import hidden_from
from lianqing_grading.store.tables import Base
from lianqing_shared.bus.auditing import AuditDesk
from lianqing_shared.bus.runtime import Context, run_service
from lianqing_shared.contracts.topology import Principal

MIGRATIONS = "lianqing_grading.store.migrations"


def build(context: Context[GradingSettings]) -> None:
    """Register everything that grading does with the bus.

    Raises PolicyFaultError if a policy file is wrong: better none than a wrong one.
    """
    Desk(context.database, shipped_policies()).register(context.bus)
    AuditDesk(context.database, hides=hidden_from).register(context.bus)


def run() -> None:
    """Run grading until it is told to stop."""
    asyncio.run(
        run_service(
            GradingSettings.model_validate({}),
            principal=Principal.GRADING,
            metadata=Base.metadata,
            migrations=MIGRATIONS,
            build=build,
        )
    )
