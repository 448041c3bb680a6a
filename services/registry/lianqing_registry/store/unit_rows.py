"""Between a unit's row and what the rest of the registry calls a unit."""

from pydantic import TypeAdapter

from lianqing_registry.domain.tree import depth_of
from lianqing_registry.domain.unit_words import words_of
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.store.tables import UnitRow
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import Contact

_CONTACTS = TypeAdapter(tuple[Contact, ...])


def draft_of(row: UnitRow) -> UnitDraft:
    """Return a unit as it stands, in the form in which somebody would enter it."""
    return UnitDraft(
        code=row.code,
        name=row.name,
        kind=row.kind,
        kind_text=row.kind_text,
        parent=row.parent,
        area_code=row.area_code,
        leader=row.leader,
        deputy=row.deputy,
        contacts=contacts_of(row),
        position=row.position,
        aliases=tuple(row.aliases),
        remark=row.remark,
    )


def put(row: UnitRow, draft: UnitDraft, *, path: str) -> None:
    """Write a draft into a row; its state and version are left alone."""
    row.name = draft.name
    row.kind = draft.kind
    row.kind_text = draft.kind_text
    row.parent = draft.parent
    row.path = path
    row.depth = depth_of(path)
    row.position = draft.position
    row.area_code = draft.area_code
    row.leader = draft.leader
    row.deputy = draft.deputy
    row.contacts = written(draft.contacts)
    row.remark = draft.remark
    row.aliases = list(draft.aliases)
    row.words = words(draft)


def words(draft: UnitDraft) -> str:
    """Return the text that a draft is found by."""
    return words_of(
        draft.code,
        draft.name,
        draft.aliases,
        area_code=draft.area_code,
        kind_text=draft.kind_text,
    )


def contacts_of(row: UnitRow) -> tuple[Contact, ...]:
    """Return the unit's contacts, in their order."""
    if row.contacts is None:
        return ()
    return _CONTACTS.validate_json(row.contacts.reveal())


def written(contacts: tuple[Contact, ...]) -> Personal | None:
    """Return contacts as they are kept: one personal text, so that no log prints it."""
    if not contacts:
        return None
    return Personal(_CONTACTS.dump_json(contacts).decode())
