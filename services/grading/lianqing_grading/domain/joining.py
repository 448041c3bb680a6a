"""Decide which case a report belongs to, and what many reports say together.

Reports on the same subject about the same behaviour are one matter while its case is
not ended. The level follows from quantity and nature (P3.2a): complaints add up,
distinct origins are counted, and each fact is taken at its gravest.
"""

from collections.abc import Sequence

from lianqing_grading.domain.policy import Findings
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm
from lianqing_shared.contracts.reports import Facts, Subject, SubjectKind

_HARMS = tuple(Harm)
_CONSEQUENCES = tuple(Consequence)
# What was left out is graver than what was done; not said lies between.
_ASSESSED: Sequence[bool | None] = (True, None, False)


def join_key(subject_key: str, behaviour: Behaviour) -> str:
    """Return the key under which reports meet."""
    return f"{subject_key}|{behaviour.value}"


def joined(so_far: Facts, more: Facts) -> Facts:
    """Return what two allegations of one behaviour say together.

    Each fact on its own, so that a further report never makes a matter milder.
    """
    return Facts(
        behaviour=so_far.behaviour,
        consequence=max(so_far.consequence, more.consequence, key=_CONSEQUENCES.index),
        harm=max(so_far.harm, more.harm, key=_HARMS.index),
        risk_assessed=max(
            so_far.risk_assessed, more.risk_assessed, key=_ASSESSED.index
        ),
        public_complaints=min(
            so_far.public_complaints + more.public_complaints, 1_000_000
        ),
        amount_fen=_larger(so_far.amount_fen, more.amount_fen),
    )


def _larger(one: int | None, other: int | None) -> int | None:
    given = [amount for amount in (one, other) if amount is not None]
    return max(given) if given else None


def is_identified(subject: Subject, addressee: str | None = None) -> bool:
    """Return whether the subject is identified (对象明确, P3.2b).

    A person by name; a unit by its code, or by the addressee that verification named.
    """
    if subject.kind is SubjectKind.PERSON:
        return subject.person_name is not None
    return subject.unit is not None or addressee is not None


def findings_of(
    facts: Facts,
    *,
    independent_sources: int,
    is_verified: bool,
    is_subject_identified: bool,
) -> Findings:
    """Put facts into the policy's terms."""
    return Findings(
        behaviour=facts.behaviour,
        consequence=facts.consequence,
        harm=facts.harm,
        risk_assessed=facts.risk_assessed,
        public_complaints=facts.public_complaints,
        independent_sources=independent_sources,
        amount_fen=facts.amount_fen,
        is_verified=is_verified,
        is_subject_identified=is_subject_identified,
    )
