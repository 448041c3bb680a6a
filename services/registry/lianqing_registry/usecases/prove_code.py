"""Find out whether a code is of a person's second factor, and take it only once.

Source: RFC 6238 section 5.2; 等保2.0 8.1.4.1 d.
"""

from enum import Enum, auto

from lianqing_registry.gateways import codes
from lianqing_registry.store import second_factors
from lianqing_registry.store.tables import SecondFactorRow
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.db.work import Work


class CodeFound(Enum):
    """What a code turned out to be."""

    NOT_NEEDED = auto()
    MISSING = auto()
    FITS = auto()
    WRONG = auto()


async def look_at_code(
    work: Work, gate: Gate, person_id: str, code: str | None
) -> CodeFound:
    """Judge a code of the second factor in force; one that fits is used up.

    A person without a second factor needs no code, and what he sends is not looked at.
    """
    if not await second_factors.is_in_force(work.session, person_id):
        return CodeFound.NOT_NEEDED
    if code is None or not code.strip():
        return CodeFound.MISSING
    row = await second_factors.factor_to_change(work.session, person_id)
    if codes.is_of_an_app(code):
        fits = _takes(work, gate, row, code)
    else:
        fits = await _takes_recovery(work, gate, person_id, code)
    return CodeFound.FITS if fits else CodeFound.WRONG


def _takes(work: Work, gate: Gate, row: SecondFactorRow, code: str) -> bool:
    if row.sealed is None:
        return False
    secret = gate.vault.open(row.sealed, person_id=row.person_id)
    step = codes.matching_step(secret, code, at=work.now, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    return True


async def _takes_recovery(work: Work, gate: Gate, person_id: str, code: str) -> bool:
    digest = gate.vault.digest(codes.tidy(code), person_id=person_id)
    is_used = await second_factors.use_recovery_code(
        work.session, person_id, digest, at=work.now
    )
    if is_used:
        left = await second_factors.recovery_codes_left(work.session, person_id)
        work.note("second_factor.recovered", person_id, left=left)
    return is_used
