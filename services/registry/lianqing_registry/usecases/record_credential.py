"""Record the public key of a credential that the operator issued. Source: P1.1.2."""

from datetime import datetime

from lianqing_registry.errors.units import CredentialTakenError
from lianqing_registry.store import units
from lianqing_registry.store.tables import CredentialRow
from lianqing_registry.usecases.find_unit import active_unit, say_unit
from lianqing_shared.db.work import Work


async def record_credential(
    work: Work, unit: str, *, public_key: str, issued_at: datetime
) -> None:
    """Put the unit's newest key in force; recording the same again changes nothing.

    A key that was issued before the one in force arrives late and is kept as past.

    Raises:
        NotFoundError, UnitRevokedError: The unit takes no part.
        CredentialTakenError: The key stands for another unit.
    """
    row = await active_unit(work, unit)
    known = await units.credential(work.session, public_key)
    if known is not None:
        if known.unit != unit:
            raise CredentialTakenError
        return
    current = await units.credential_in_force(work.session, unit)
    is_late = current is not None and current.issued_at > issued_at
    if current is not None and not is_late:
        current.revoked_at = work.now
        await work.session.flush()  # or two would be in force for a moment
    work.session.add(
        CredentialRow(
            unit=unit,
            public_key=public_key,
            issued_at=issued_at,
            revoked_at=work.now if is_late else None,
        )
    )
    work.note("credential.recorded", unit, key=public_key, late=is_late)
    await say_unit(work, row)
