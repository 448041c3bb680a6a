"""Tell the registry the public key of each unit's credential.

The registry vouches for the units' keys to all services; it learns them from whoever
issued them, as a recorded act of the system administrator. Source: P1.1.2.
"""

from lianqing.demo.cast import Cast
from lianqing.launcher import units
from lianqing.launcher.up import Running
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.network import RecordCredential
from lianqing_shared.contracts.units import ShowUnit
from lianqing_shared.errors import RefusedError

_ADMINISTRATOR = "sysadmin"


async def record(up: Running, cast: Cast, *, clock: Clock) -> int:
    """Record what the registry does not know yet; return how many that were."""
    recorded = 0
    for path in units.runnable(up.folder):
        try:
            found = await cast.ask(_ADMINISTRATOR, ShowUnit(code=path.name))
        except RefusedError:  # a folder of no unit
            continue
        key = up.authority.issue_unit(path.name).public_key
        if found.unit.public_key != key:
            request = RecordCredential(
                unit=path.name, public_key=key, issued_at=clock.now()
            )
            await cast.ask(_ADMINISTRATOR, request)
            recorded += 1
    return recorded
