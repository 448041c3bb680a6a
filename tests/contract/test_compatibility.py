"""The compatibility check names each break, and lets pass what breaks nobody.

Every row plants one change into a small message and says what must be heard of it.
"""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.compatibility import breaks
from lianqing_shared.contracts.schemas import schema_files
from lianqing_shared.contracts.topology import Kind

SCHEMAS = schema_files()
WITH_FIELDS = [name for name in SCHEMAS if SCHEMAS[name][1].get("properties")]
OLD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "maxLength": 40, "pattern": "^[a-z]+$"},
        "harm": {"$ref": "#/$defs/Harm"},
        "facts": {"$ref": "#/$defs/Facts"},
        "count": {"type": "integer", "minimum": 0, "default": 0},
        "due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/Facts"}},
    },
    "required": ["id", "harm"],
    "additionalProperties": False,
    "$defs": {
        "Harm": {"type": "string", "enum": ["lighter", "grave"]},
        "Facts": {
            "type": "object",
            "title": "Facts",
            "properties": {"amount": {"type": "integer"}},
            "required": ["amount"],
        },
    },
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return OLD with the value at a dotted path put or, if None, taken out."""
    new = deepcopy(OLD)
    *steps, last = path.split("/")
    place = new
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return new


Planted = dict[str, tuple[str, object, str]]

BREAKS_EVERYBODY: Planted = {
    "a field is removed": ("properties/count", None, "count: field removed"),
    "a deep field is removed": (
        "$defs/Facts/properties",
        {},
        "facts.amount: field removed",
    ),
    "a field in a list is removed": (
        "$defs/Facts/properties",
        {},
        "rows[].amount: field removed",
    ),
    "an optional field is demanded": (
        "required",
        ["id", "harm", "count"],
        "count: field became required",
    ),
    "a type changes": (
        "properties/count/type",
        "string",
        "count: type 'integer' became 'string'",
    ),
    "a default changes its meaning": (
        "properties/count/default",
        1,
        "count: default 0 became 1",
    ),
    "a pattern changes": (
        "properties/id/pattern",
        "^[0-9]+$",
        "id: pattern '^[a-z]+$' became '^[0-9]+$'",
    ),
    "a value is removed": (
        "$defs/Harm/enum",
        ["lighter"],
        "harm: value 'grave' removed",
    ),
    "a limit gets tighter": (
        "properties/id/maxLength",
        20,
        "id: maxLength 40.0 became 20.0",
    ),
    "a new limit": (
        "properties/count/maximum",
        9,
        "count: maximum None became 9.0",
    ),
    "null is no longer allowed": (
        "properties/due/anyOf",
        [{"type": "string", "format": "date"}],
        "due: null no longer allowed",
    ),
}

BREAKS_LISTENERS: Planted = {
    "a value is added": (
        "$defs/Harm/enum",
        ["lighter", "grave", "heavier"],
        "harm: value 'heavier' added",
    ),
    "a field may be left out": ("required", ["id"], "harm: field became optional"),
    "a limit gets looser": (
        "properties/id/maxLength",
        80,
        "id: maxLength 40.0 became 80.0",
    ),
    "a limit goes": (
        "properties/count/minimum",
        None,
        "count: minimum 0.0 became None",
    ),
    "a field may be null": (
        "properties/count",
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}], "default": 0},
        "count: null now allowed",
    ),
}


@pytest.mark.parametrize("name", BREAKS_EVERYBODY)
@pytest.mark.parametrize("kind", Kind)
def test_a_break_is_named_whichever_way_the_message_travels(
    name: str, kind: Kind
) -> None:
    path, value, sentence = BREAKS_EVERYBODY[name]

    assert sentence in breaks(OLD, changed(path, value), kind=kind)


@pytest.mark.parametrize("name", BREAKS_LISTENERS)
def test_an_owner_may_accept_more_but_may_not_say_more(name: str) -> None:
    path, value, sentence = BREAKS_LISTENERS[name]
    new = changed(path, value)

    assert breaks(OLD, new, kind=Kind.EVENT) == [sentence]
    assert breaks(OLD, new, kind=Kind.COMMAND) == []


def test_a_new_required_field_is_a_break() -> None:
    new = changed("properties/note", {"type": "string"})
    new["required"] = ["id", "harm", "note"]

    assert breaks(OLD, new, kind=Kind.COMMAND) == ["note: new field is required"]


@pytest.mark.parametrize("kind", Kind)
def test_words_and_a_new_optional_field_break_nobody(kind: Kind) -> None:
    new = changed("properties/note", {"type": "string", "default": ""})
    new["properties"]["id"]["description"] = "told better"

    assert breaks(OLD, new, kind=kind) == []


@given(name=st.sampled_from(sorted(SCHEMAS)), kind=st.sampled_from(Kind))
def test_a_schema_breaks_nothing_of_itself(name: str, kind: Kind) -> None:
    schema = SCHEMAS[name][1]

    assert breaks(schema, deepcopy(schema), kind=kind) == []


@given(data=st.data(), kind=st.sampled_from(Kind))
def test_any_field_taken_out_of_any_message_is_named(
    data: st.DataObject, kind: Kind
) -> None:
    name = data.draw(st.sampled_from(WITH_FIELDS))
    old: dict[str, Any] = deepcopy(dict(SCHEMAS[name][1]))
    field = data.draw(st.sampled_from(sorted(old["properties"])))
    new = deepcopy(old)
    del new["properties"][field]

    assert f"{field}: field removed" in breaks(old, new, kind=kind)
