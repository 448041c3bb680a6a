"""Which entries of the registry's audit log a person may not find.

Source: 监察法 Art. 66, 67.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.interference import may_read
from lianqing_registry.store import interferences
from lianqing_registry.usecases.list_interferences import entry_of
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.audit_search import Hidden

_READ_AT_ONCE = 200


async def hidden_from(session: AsyncSession, actor: Actor) -> Hidden:
    """Return the entries of the interference register that the reader may not know."""
    hidden: list[str] = []
    place: str | None = None
    while True:
        rows = await interferences.older(session, than=place, limit=_READ_AT_ONCE)
        hidden += [
            row.interference_id for row in rows if not may_read(actor, entry_of(row))
        ]
        if len(rows) < _READ_AT_ONCE:
            return (hidden,)
        place = rows[-1].interference_id
