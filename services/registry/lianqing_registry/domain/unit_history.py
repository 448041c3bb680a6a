"""Say what changed between two states of a unit, without a word about people."""

from lianqing_registry.domain.units import UnitDraft
from lianqing_shared.contracts.units import UnitField

FieldChanges = list[list[str]]
"""Name, before and after of each field; after is empty where nothing stands now."""

_PLAIN = ("name", "kind", "kind_text", "parent", "area_code", "position", "remark")
_PERSONAL = (UnitField.LEADER, UnitField.DEPUTY, UnitField.CONTACTS)
_BETWEEN = "、"


def differences(before: UnitDraft, after: UnitDraft) -> FieldChanges:
    """Return the fields that differ; of people only that they do."""
    found = [
        [name, _told(getattr(before, name)), _told(getattr(after, name))]
        for name in _PLAIN
        if getattr(before, name) != getattr(after, name)
    ]
    if before.aliases != after.aliases:
        told = _BETWEEN.join(before.aliases), _BETWEEN.join(after.aliases)
        found.append([UnitField.ALIASES.value, *told])
    found += [
        [name.value, "", ""]
        for name in _PERSONAL
        if getattr(before, name.value) != getattr(after, name.value)
    ]
    return found


def _told(value: object) -> str:
    return "" if value is None else str(value)
