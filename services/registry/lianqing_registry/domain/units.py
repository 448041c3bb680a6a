"""Say which unit may stand where in the tree, and with what. Source: P1.0-P1.2."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lianqing_registry.domain.areas import check_area_code
from lianqing_registry.errors.units import (
    KindTextError,
    LeaderMissingError,
    UnitPlaceError,
    UnitTextError,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import Contact, UnitField

_NO_CHARACTER = 0xFFFE
_K = UnitKind
_PARENTS: Mapping[UnitKind, frozenset[UnitKind | None]] = {
    _K.COUNTY: frozenset({None, _K.OTHER}),
    _K.CENTRE: frozenset({_K.COUNTY}),
    _K.REPORTING_POINT: frozenset({_K.CENTRE}),
    _K.MEMBER: frozenset({_K.CENTRE, _K.COUNTY}),
    _K.TOWN: frozenset({_K.CENTRE, _K.REPORTING_POINT}),
    _K.VILLAGE: frozenset({_K.CENTRE, _K.REPORTING_POINT, _K.TOWN}),
    # The plan's "and others" stays open: such a unit may stand anywhere.
    _K.OTHER: frozenset({None, *_K}),
}
ROOTS = frozenset({_K.COUNTY, _K.CENTRE})
"""Units that the installation stands on; they are never paused, merged or revoked."""
_KIND_WORDS = frozenset(word for kind in UnitKind for word in (kind, kind.label))
CLEARED = "清空"
"""What in a cell of a spreadsheet takes a value away; so no value may be it."""
SEPARATORS = "；;"
"""Between several values in one cell of a spreadsheet; so no value may hold one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDraft:
    """A unit as somebody wants it to be."""

    code: str
    name: str
    kind: UnitKind
    kind_text: str = ""
    parent: str | None = None
    area_code: str | None = None
    leader: Personal | None = None
    deputy: Personal | None = None
    contacts: tuple[Contact, ...] = ()
    position: int = 0
    aliases: tuple[str, ...] = ()
    remark: str = ""


def check_place(
    draft: UnitDraft, *, parent_kind: UnitKind | None, parent_area: str | None
) -> None:
    """Refuse a unit under the wrong kind of parent or outside the parent's area.

    Raises:
        UnitPlaceError: The parent may not have such a child.
        LeaderMissingError: A reporting point without its answerable leader (P1.2.1).
        AreaCodeError: The area code is none, or lies elsewhere.
    """
    check_kinds(draft.kind, parent_kind)
    if draft.kind is UnitKind.REPORTING_POINT and draft.leader is None:
        raise LeaderMissingError
    check_area_code(draft.area_code, parent=parent_area)


def check_kinds(kind: UnitKind, parent_kind: UnitKind | None) -> None:
    """Refuse a unit under the wrong kind of parent; raises UnitPlaceError."""
    if parent_kind not in _PARENTS[kind]:
        above = parent_kind.label if parent_kind else "最高一级"
        raise UnitPlaceError(kind.label, above)


def check_words(draft: UnitDraft) -> None:
    """Refuse words that no list, letter or spreadsheet can carry.

    Raises:
        KindTextError: A word of its own for a kind that has one already.
        UnitTextError: An empty name, control characters, or a separator in a value.
    """
    is_other = draft.kind is UnitKind.OTHER
    if draft.kind_text and (not is_other or draft.kind_text in _KIND_WORDS):
        raise KindTextError(draft.kind_text)
    if not draft.name.strip():
        raise UnitTextError("单位名称")
    _check_text("单位名称", (draft.name,), may_separate=True)
    _check_text("备注", (draft.remark,), may_separate=True)
    _check_text("类型", (draft.kind_text,))
    _check_text("别名", draft.aliases)
    people = (draft.leader, draft.deputy)
    _check_text("负责人", (one.reveal() for one in people if one), may_separate=True)
    for contact in draft.contacts:
        values = (contact.name, contact.phone, contact.email)
        _check_text("联系人", (one.reveal() for one in values if one))
        _check_text("联系人", (contact.duty or "",))
        if not contact.name.reveal():
            raise UnitTextError("联系人")


def _check_text(
    field: str, values: Iterable[str], *, may_separate: bool = False
) -> None:
    for value in values:
        is_split = not may_separate and any(one in value for one in SEPARATORS)
        if is_split or value == CLEARED or not all(map(_is_printable, value)):
            raise UnitTextError(field)


def _is_printable(character: str) -> bool:
    """Return whether a document can hold it: no control, half pair or non-character."""
    is_none = ord(character) & _NO_CHARACTER == _NO_CHARACTER
    return unicodedata.category(character) not in {"Cc", "Cs"} and not is_none


def emptied(draft: UnitDraft, fields: Iterable[UnitField]) -> UnitDraft:
    """Return a draft without what stood in these fields."""
    gone = frozenset(fields)
    field = UnitField
    return replace(
        draft,
        kind_text="" if field.KIND_TEXT in gone else draft.kind_text,
        area_code=None if field.AREA_CODE in gone else draft.area_code,
        leader=None if field.LEADER in gone else draft.leader,
        deputy=None if field.DEPUTY in gone else draft.deputy,
        contacts=() if field.CONTACTS in gone else draft.contacts,
        aliases=() if field.ALIASES in gone else draft.aliases,
        remark="" if field.REMARK in gone else draft.remark,
    )


def tidy(draft: UnitDraft) -> UnitDraft:
    """Return a draft without blanks around its words and without double aliases."""
    name = draft.name.strip()
    return replace(
        draft,
        name=name,
        kind_text=draft.kind_text.strip(),
        leader=_trimmed(draft.leader),
        deputy=_trimmed(draft.deputy),
        contacts=tuple(_tidy_contact(one) for one in draft.contacts),
        remark=draft.remark.strip(),
        aliases=tidy_aliases(name, draft.aliases),
    )


def _tidy_contact(contact: Contact) -> Contact:
    duty = (contact.duty or "").strip()
    return Contact.model_construct(
        name=_trimmed(contact.name) or Personal(),
        phone=_trimmed(contact.phone),
        email=_trimmed(contact.email),
        duty=duty or None,
    )


def _trimmed(text: Personal | None) -> Personal | None:
    plain = text.reveal().strip() if text is not None else ""
    return Personal(plain) if plain else None


def tidy_aliases(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    """Return other spellings without blanks, doubles and the name itself, in order."""
    trimmed = (alias.strip() for alias in aliases)
    return tuple(dict.fromkeys(a for a in trimmed if a and a != name))
