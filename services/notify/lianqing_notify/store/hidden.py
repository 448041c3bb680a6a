"""Which entries of the audit log a person may not find. Source: 监察法 Art. 67."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_notify.store.tables import LetterRow
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.audit_search import Hidden
from lianqing_shared.security.access import own_subjects


async def hidden_from(_session: AsyncSession, actor: Actor) -> Hidden:
    """Return the letters from which the reader is recused, by id and by number."""
    recused = or_(
        LetterRow.subject_key.in_(own_subjects(actor)),
        LetterRow.addressee.in_(actor.recused_units),
        LetterRow.subject_unit.in_(actor.recused_units),
    )
    return (
        select(LetterRow.id).where(recused),
        select(LetterRow.number).where(recused),
    )
