"""Add a unit to the network. Source: P1.0, P1.1.2, P1.2.2."""

from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.tree import path_of
from lianqing_registry.domain.units import UnitDraft, check_place, check_words, tidy
from lianqing_registry.errors.units import UnitTakenError
from lianqing_registry.store import units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.store.unit_rows import put
from lianqing_registry.usecases.find_unit import active_unit, say_changed
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.work import Work


async def add_unit(work: Work, draft: UnitDraft) -> UnitView:
    """Add a unit under its parent; adding the same again changes nothing.

    Raises:
        UnitTakenError: The code stands for something else.
        NotFoundError: There is no such parent.
        UnitSuspendedError, UnitMergedError, UnitRevokedError: The parent is not in use.
        UnitPlaceError, AreaCodeError, LeaderMissingError: See `check_place`.
        KindTextError, UnitTextError: See `check_words`.
    """
    draft = tidy(draft)
    check_words(draft)
    await units.hold_tree(work.session)
    known = await units.unit(work.session, draft.code)
    if known is not None:
        return await _same_again(work, draft, known)
    parent = await active_unit(work, draft.parent) if draft.parent else None
    check_place(
        draft,
        parent_kind=parent.kind if parent else None,
        parent_area=parent.area_code if parent else None,
    )
    row = new_row(work, draft, path_of(draft.code, parent.path if parent else None))
    work.session.add(row)
    work.note("unit.added", row.code, kind=row.kind.value, parent=row.parent)
    try:
        await work.session.flush()
        await say_changed(work, row, UnitChange.ADDED)
    except IntegrityError as err:  # somebody else added it in this moment
        raise UnitTakenError(draft.code) from err
    return await units.view(work.session, row.code, with_people=True)


def new_row(work: Work, draft: UnitDraft, path: str) -> UnitRow:
    """Return the row of a unit that begins now; its version is counted by saying it."""
    row = UnitRow(
        code=draft.code,
        status=UnitStatus.ACTIVE,
        version=0,
        said=0,
        added_at=work.now,
    )
    put(row, draft, path=path)
    return row


async def _same_again(work: Work, draft: UnitDraft, known: UnitRow) -> UnitView:
    asked = (draft.name, draft.kind, draft.parent, draft.area_code)
    if asked != (known.name, known.kind, known.parent, known.area_code):
        raise UnitTakenError(draft.code)
    return await units.view(work.session, known.code, with_people=True)
