"""Whatever the schema allows can be read, written and read again without a change.

Documents are drawn from the committed form (the JSON Schema), not from our classes, so
that what a unit may build from the schema alone is what the centre understands.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from lianqing_shared.contracts.base import Ask, Event, Message
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.reading import read_answer, read_message
from lianqing_shared.contracts.schemas import schema_of
from lianqing_shared.contracts.topology import TOPICS

EVENTS = [MESSAGES[t] for t in TOPICS if issubclass(MESSAGES[t], Event)]
COMMANDS = [MESSAGES[t] for t in TOPICS if not issubclass(MESSAGES[t], Event)]
ANSWERS = list(
    {m.answer.__name__: m.answer for m in COMMANDS if issubclass(m, Ask)}.values()
)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
BY_FORMAT = {
    "date": st.dates().map(lambda day: day.isoformat()),
    "date-time": st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    "base64": st.just("JVBERi0="),
    "password": st.text(max_size=20),
}


def documents(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy:
    """Draw JSON documents that a schema allows."""
    if "$ref" in schema:
        return documents(defs[schema["$ref"].rsplit("/", 1)[-1]], defs)
    if "anyOf" in schema:
        return st.one_of([documents(one, defs) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return BY_TYPE[schema["type"]](schema, defs)


def _strings(schema: Mapping[str, Any]) -> st.SearchStrategy:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True).filter(
            lambda text: not text.endswith("\n")
        )
    if "format" in schema:
        return BY_FORMAT[schema["format"]]
    least, most = schema.get("minLength", 0), schema.get("maxLength", 40)
    # Lone surrogates are no text: JSON in UTF-8 cannot carry them.
    letters = st.characters(exclude_categories=["Cs"])
    return st.text(letters, min_size=least, max_size=min(most, 40))


def _arrays(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy:
    if "prefixItems" in schema:
        return st.tuples(*(documents(one, defs) for one in schema["prefixItems"])).map(
            list
        )
    least = schema.get("minItems", 0)
    return st.lists(
        documents(schema["items"], defs), min_size=least, max_size=max(least, 2)
    )


def _numbers(schema: Mapping[str, Any]) -> st.SearchStrategy:
    """Draw numbers; with `multipleOf`, steps of it between the bounds."""
    step = schema.get("multipleOf")
    if step is None:
        return st.floats(
            schema.get("minimum"),
            schema.get("maximum"),
            allow_nan=False,
            allow_infinity=False,
        )
    least, most = schema.get("minimum", schema["exclusiveMinimum"]), schema["maximum"]
    open_below = "exclusiveMinimum" in schema
    steps = st.integers(int(least / step) + open_below, int(most / step))
    return steps.map(lambda count: count * step)


def _objects(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy:
    fields = {n: documents(s, defs) for n, s in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: one for name, one in fields.items() if name in required},
        optional={name: one for name, one in fields.items() if name not in required},
    )


BY_TYPE: Mapping[str, Callable[..., st.SearchStrategy]] = {
    "null": lambda _schema, _defs: st.none(),
    "boolean": lambda _schema, _defs: st.booleans(),
    "integer": lambda schema, _defs: st.integers(
        schema.get("minimum"), schema.get("maximum")
    ),
    "number": lambda schema, _defs: _numbers(schema),
    "string": lambda schema, _defs: _strings(schema),
    "array": _arrays,
    "object": _objects,
}


def documents_of(model: type[BaseModel]) -> st.SearchStrategy:
    schema: Mapping[str, Any] = schema_of(model)
    return documents(schema, schema.get("$defs", {}))


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def parts_of(document: object) -> list[dict[str, object]]:
    """Return every object in a document, the outermost first."""
    if isinstance(document, dict):
        return [document, *(p for v in document.values() for p in parts_of(v))]
    if isinstance(document, list):
        return [p for one in document for p in parts_of(one)]
    return []


@pytest.mark.parametrize("model", [*EVENTS, *COMMANDS], ids=lambda m: m.__name__)
@FEW
@given(data=st.data())
def test_a_message_survives_the_journey(
    model: type[Message], data: st.DataObject
) -> None:
    body = as_bytes(data.draw(documents_of(model)))

    first = read_message(model, body)
    secrets_shown = first.model_dump_json()

    if "**********" not in secrets_shown:  # passwords are never written back
        assert read_message(model, secrets_shown.encode()) == first


@pytest.mark.parametrize("model", COMMANDS, ids=lambda m: m.__name__)
@FEW
@given(data=st.data())
def test_a_command_refuses_what_it_does_not_know_at_any_depth(
    model: type[Message], data: st.DataObject
) -> None:
    document = data.draw(documents_of(model))
    part = data.draw(st.sampled_from(parts_of(document)))
    part["unheard_of"] = 1

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        read_message(model, as_bytes(document))


@pytest.mark.parametrize("model", EVENTS, ids=lambda m: m.__name__)
@FEW
@given(data=st.data())
def test_an_event_ignores_what_it_does_not_know_at_any_depth(
    model: type[Message], data: st.DataObject
) -> None:
    document = data.draw(documents_of(model))
    known = read_message(model, as_bytes(document))
    for part in parts_of(document):
        part["unheard_of"] = 1

    assert read_message(model, as_bytes(document)) == known


@pytest.mark.parametrize("model", ANSWERS, ids=lambda m: m.__name__)
@FEW
@given(data=st.data())
def test_an_answer_ignores_what_it_does_not_know_at_any_depth(
    model: type[BaseModel], data: st.DataObject
) -> None:
    document = data.draw(documents_of(model))
    known = read_answer(model, as_bytes(document))
    for part in parts_of(document):
        part["unheard_of"] = 1

    assert read_answer(model, as_bytes(document)) == known
