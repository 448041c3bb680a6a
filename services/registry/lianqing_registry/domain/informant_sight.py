"""Who may know of an informant. Source: P1.3.2b (谁选聘、谁负责); 监察法 Art. 67.

The recruiting unit answers for him and sees him; the centre keeps the database. Whoever
is close to him, or is he, takes no part in his filing, assessment, reward or dismissal
and finds him nowhere, as with cases.
"""

from lianqing_registry.domain.scope import reaches
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.security.access import is_recused
from lianqing_shared.security.digests import subject_key


def is_close(
    actor: Actor, *, name: Personal, recruiter: str, digest_key: bytes
) -> bool:
    """Return whether the actor is the informant, or has declared a relation to him.

    A relation to his recruiting unit does not count: it is about that unit's matters,
    and its own head must be able to see whom he answers for.
    """
    key = subject_key(digest_key, unit=recruiter, person_name=name.reveal())
    return is_recused(actor, unit=None, subject_key=key)


def may_see(actor: Actor, *, name: Personal, recruiter: str, digest_key: bytes) -> bool:
    """Return whether the actor may find the informant at all."""
    return reaches(actor, recruiter) and not is_close(
        actor, name=name, recruiter=recruiter, digest_key=digest_key
    )


def sees_results(actor: Actor) -> bool:
    """Return whether the actor may see what somebody reported, even as a score.

    A unit's head may not: a high score would tell him that somebody reported on his
    unit, and who.
    """
    return actor.holds(*CENTRE_ROLES)
