"""Find out what a person must do about his own account. Source: 等保2.0."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.duties import AccountState, pending_of
from lianqing_registry.store import people, second_factors
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.contracts.people import Pending


async def duties_of(
    session: AsyncSession, gate: Gate, person: PersonRow, *, at: datetime
) -> tuple[Pending, ...]:
    """Return what stands between a person and everything but his own account."""
    account = AccountState(
        roles=await people.roles(session, person.person_id),
        must_change_password=person.must_change_password,
        password_changed_at=password_since(person),
        has_second_factor=await second_factors.is_in_force(session, person.person_id),
    )
    return pending_of(account, gate.password_rule, required=gate.totp_roles, at=at)


def password_since(person: PersonRow) -> datetime:
    """Return since when a person has his password."""
    return person.password_changed_at or person.added_at
