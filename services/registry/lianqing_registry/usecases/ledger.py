"""Count what `lianqing verify` sets against the other services' books."""

from sqlalchemy.ext.asyncio import AsyncEngine

from lianqing_registry.store import checkpoints, counts, informants
from lianqing_registry.store.tables import Base
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.work import Database


async def ledger(engine: AsyncEngine) -> dict[str, int | list[str]]:
    """Return the registry's counts, and what would break a promise of it.

    `clerks_over` are units in use with more than two entry clerks, `filing_gaps` years
    whose filing numbers are not gap-free; both must be 0. `checkpoints` are those of
    all audit logs, to be set against the logs; `problems` tells which were refused.
    """
    database = Database(
        engine, Base.metadata, clock=SystemClock(), service=Principal.REGISTRY
    )
    async with database.look() as session:
        return {
            "units": await counts.units_in_use(session),
            "people": await counts.active_people(session),
            "clerks": await counts.clerks(session),
            "clerks_over": await counts.units_with_too_many_clerks(session),
            "informants": await counts.informants(session),
            "filing_gaps": await informants.filing_gaps(session),
            "checkpoints": [
                checkpoints.as_checkpoint(row).model_dump_json()
                for row in await checkpoints.every(session)
            ],
            "problems": [row.sentence for row in await checkpoints.findings(session)],
        }
