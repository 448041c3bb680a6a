"""Add a unit to the network. Source: P1.0, P1.1.2, P1.2.2."""

from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.units import (
    UnitDraft,
    check_place,
    path_of,
    tidy_aliases,
)
from lianqing_registry.errors.units import UnitTakenError
from lianqing_registry.store import units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.usecases.find_unit import active_unit, say_unit
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.db.work import Work


async def add_unit(work: Work, draft: UnitDraft) -> UnitView:
    """Add a unit under its parent; adding the same again changes nothing.

    Raises:
        UnitTakenError: The code stands for something else.
        NotFoundError: There is no such parent.
        UnitRevokedError: The parent takes no part any more.
        UnitPlaceError, AreaCodeError, LeaderMissingError: See `check_place`.
    """
    known = await units.unit(work.session, draft.code)
    if known is not None:
        return await _same_again(work, draft, known)
    parent = await active_unit(work, draft.parent) if draft.parent else None
    check_place(
        draft,
        parent_kind=parent.kind if parent else None,
        parent_area=parent.area_code if parent else None,
    )
    row = _row(work, draft, parent)
    work.session.add(row)
    work.note("unit.added", row.code, kind=row.kind.value, parent=row.parent)
    try:
        return await say_unit(work, row)
    except IntegrityError as err:  # somebody else added it in this moment
        raise UnitTakenError(draft.code) from err


async def _same_again(work: Work, draft: UnitDraft, known: UnitRow) -> UnitView:
    asked = (draft.name, draft.kind, draft.parent, draft.area_code)
    if asked != (known.name, known.kind, known.parent, known.area_code):
        raise UnitTakenError(draft.code)
    return await units.view(work.session, known.code)


def _row(work: Work, draft: UnitDraft, parent: UnitRow | None) -> UnitRow:
    return UnitRow(
        code=draft.code,
        name=draft.name,
        kind=draft.kind,
        parent=draft.parent,
        path=path_of(draft.code, parent.path if parent else None),
        area_code=draft.area_code,
        leader=draft.leader,
        status=UnitStatus.ACTIVE,
        aliases=list(tidy_aliases(draft.name, draft.aliases)),
        version=0,
        added_at=work.now,
    )
