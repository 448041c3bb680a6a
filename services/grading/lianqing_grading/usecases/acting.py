"""What every act on a case has in common: who acts, on what, and how it is written.

A person is always behind an act; a case that he may not know of is answered like one
that does not exist. Source: architecture P6; 监察法 Art. 67; PIPL Art. 24.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lianqing_grading.domain.authority import Case
from lianqing_grading.domain.case import DUE_DAYS, ENDED
from lianqing_grading.errors import NoPersonError
from lianqing_grading.store import cases
from lianqing_grading.store.officers import officers as all_officers
from lianqing_grading.store.scope import visible_to
from lianqing_grading.store.tables import CaseRow, StepRow
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import CaseChanged, CaseState
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.db import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.access import is_recused, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A case in the hands of a person, as both stand at the start of a work."""

    row: CaseRow
    case: Case
    actor: Actor


async def take(work: Work, actor: Actor | None, case_id: str, topic: Topic) -> Taken:
    """Return the case for an act; raise unless a person with the role may know it."""
    if actor is None:
        raise NoPersonError
    require(actor, topic)
    officers = await all_officers(work.session)
    row = await cases.find_case(
        work.session, case_id, scope=visible_to(actor, officers), lock=True
    )
    if row is None or _must_not_know(actor, row):
        raise NotFoundError("这件案件")
    convened = await cases.convened_units(work.session, row)
    opinions = await cases.opinions(work.session, row)
    bench = cases.bench_for(row, officers)
    case = cases.case_of(row, convened=convened, opinions=opinions, bench=bench)
    return Taken(row=row, case=case, actor=actor)


def _must_not_know(actor: Actor, row: CaseRow) -> bool:
    """Ask the one rule of recusal again, whatever the query let through."""
    units = (row.subject_unit, row.addressee)
    return any(
        is_recused(actor, unit=unit, subject_key=row.subject_key) for unit in units
    )


async def record(
    work: Work,
    row: CaseRow,
    to: CaseState,
    *,
    what: str,
    by: Actor | None = None,
    detail: str = "",
    action: str,
    changes: Mapping[str, object] | None = None,
) -> None:
    """Move a case and write what that entails: history, audit and the event.

    `due_on` follows from the state unless changed; an ended case lets go of its join
    key. Whatever moves a case at level 1 seals the audit log (architecture P5). Raises
    MovedOnError if the case moved since it was read.
    """
    before = row.state
    changed = {"due_on": due_on(work, to), **(changes or {})}
    if to in ENDED:
        changed["open_key"] = None
    await cases.change(work.session, row, state=to, changed_at=work.now, **changed)
    tell(work, row.case_id, what=what, by=by, detail=detail)
    work.note(action, row.case_id, **{"from": before.value, "to": to.value})
    level = changed.get("level", row.level)
    if level is Level.ONE or CaseState.SUBMITTED in (before, to):
        work.seal()
    work.say(
        CaseChanged.model_validate(
            {"case_id": row.case_id, "state": to, "level": level}
        )
    )


def tell(
    work: Work, case_id: str, *, what: str, by: Actor | None = None, detail: str = ""
) -> None:
    """Add a line to a case's history."""
    work.session.add(
        StepRow(
            case_id=case_id,
            at=work.now,
            what=what,
            by_name=by.name if by else None,
            by_unit=by.unit if by else None,
            detail=detail,
        )
    )


def due_on(work: Work, state: CaseState) -> date | None:
    """Return the day by which the next step is expected; None if nobody waits."""
    days = DUE_DAYS.get(state)
    return None if days is None else beijing_day(work.now) + timedelta(days=days)
