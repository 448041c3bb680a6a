"""Write into the audit log that something was done, and beside it why.

Reasons are words about people, which the audit log never holds.
"""

from lianqing_registry.store.account_notes import keep_note
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work


def note_why(work: Work, action: str, person_id: str, *, reason: Personal) -> None:
    """Note an act on a person's account with its reason."""
    work.note(action, person_id)
    keep_note(
        work.session,
        person_id,
        action=action,
        reason=reason,
        at=work.now,
        by=work.actor,
    )
