"""List the open cases whose body cannot act, with the way out.

Source: P3.2; 监察法 Art. 67; ADR 15.
"""

from collections.abc import Mapping, Sequence

from lianqing_grading.domain.deliberation import Unit
from lianqing_grading.domain.gaps import shortage_of
from lianqing_grading.domain.officers import Officer
from lianqing_grading.store import cases, waiting
from lianqing_grading.store.officers import officers as all_officers
from lianqing_grading.store.scope import visible_to
from lianqing_grading.store.tables import CaseRow
from lianqing_grading.store.units import members, named
from lianqing_grading.store.waiting import Spoken
from lianqing_shared.contracts.gaps import Gap, GapPage
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database

_MOST = 200


async def list_gaps(database: Database, actor: Actor) -> GapPage:
    """Return the gravest gaps among the cases that the actor may know of, at most 200.

    Empty while the registry has not yet said who holds office.
    """
    async with database.look() as session:
        officers = await all_officers(session)
        rows = await waiting.waiting_cases(session, visible_to(actor, officers))
        spoken = await waiting.spoken_in(session, rows)
        concerned = (code for row in rows for code in (row.subject_unit, row.addressee))
        units = {**await named(session, concerned), **await members(session)}
    if not officers:
        return GapPage(gaps=())
    found = (
        _gap(row, units, officers=officers, spoken=spoken.get(row.case_id, Spoken()))
        for row in rows
    )
    return GapPage(gaps=tuple(gap for gap in found if gap is not None)[:_MOST])


def _gap(
    row: CaseRow,
    units: Mapping[str, Unit],
    *,
    officers: Sequence[Officer],
    spoken: Spoken,
) -> Gap | None:
    members = (code for code, unit in units.items() if unit.kind is UnitKind.MEMBER)
    bench = cases.bench_for(
        row, officers, members=[*members, *filter(None, [row.addressee])]
    )
    case = cases.case_of(
        row, convened=spoken.convened, opinions=spoken.opinions, bench=bench
    )
    found = shortage_of(case, units)
    if found is None:
        return None
    return Gap(
        case_id=row.case_id,
        case_no=row.case_no,
        state=row.state,
        suggested=row.suggested,
        body=found.body,
        kind=found.kind,
        why=found.why,
        way_out=found.way_out,
    )
