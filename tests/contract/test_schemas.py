"""What is committed about the contracts is what the code says, or we hear what breaks.

The committed schemas are what member units build against. A change that needs `v2` is
named here; a change that does not only asks for `make generate`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lianqing_shared.contracts.asyncapi import asyncapi_document
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.compatibility import breaks
from lianqing_shared.contracts.reference import subjects_page
from lianqing_shared.contracts.schemas import (
    SCHEMA_FOLDER,
    as_text,
    committed,
    schema_files,
)
from lianqing_shared.contracts.topology import TOPICS, Topic
from lianqing_shared.contracts.values import values_page
from lianqing_shared.security.access import NO_ACTOR, ROLES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMAS = schema_files()


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document as it is written, made once: it holds every schema."""
    found: dict[str, Any] = json.loads(as_text(asyncapi_document(ROLES)))
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_committed_schema_is_kept(name: str) -> None:
    kind, schema = SCHEMAS[name]
    old = committed(name)

    assert old is not None, f"{name} is not committed; run `make generate`"
    broken = breaks(old, schema, kind=kind)
    assert not broken, f"{name} needs v2: {'; '.join(broken)}"
    assert as_text(old) == as_text(schema), f"{name} changed; run `make generate`"


def test_no_schema_is_left_of_a_message_that_is_gone() -> None:
    found = {str(f.relative_to(SCHEMA_FOLDER)) for f in SCHEMA_FOLDER.rglob("*.json")}

    assert found == set(SCHEMAS)


def test_the_asyncapi_document_is_the_one_committed() -> None:
    text = (REFERENCE / "asyncapi.json").read_text(encoding="utf-8")

    assert text == as_text(asyncapi_document(ROLES)), "run `make generate`"


def test_the_page_of_subjects_is_the_one_committed() -> None:
    text = (REFERENCE / "subjects.md").read_text(encoding="utf-8")

    assert text == subjects_page(ROLES), "run `make generate`"


def test_the_page_of_values_is_the_one_committed() -> None:
    text = (REFERENCE / "values.md").read_text(encoding="utf-8")

    assert text == values_page(), "run `make generate`"


def test_the_asyncapi_document_has_every_subject_once(document: dict[str, Any]) -> None:
    addresses = [c["address"] for c in document["channels"].values() if c["address"]]

    assert sorted(addresses) == sorted(
        f"{topic.base}.{{unit}}" if topic.per_unit else topic.base for topic in TOPICS
    )
    assert len(document["operations"]) == len(TOPICS)


@pytest.mark.parametrize(
    "topic", [t for t in TOPICS if t.stream is None], ids=lambda topic: topic.name
)
def test_a_request_stands_there_with_who_may_ask_and_how_it_is_refused(
    document: dict[str, Any], topic: Topic
) -> None:
    operation = document["operations"][topic.name.replace(".", "_")]
    (row,) = [
        line
        for line in (REFERENCE / "subjects.md").read_text().splitlines()
        if line.startswith(f"| `{topic.base}` |")
    ]

    answers = [one["$ref"] for one in operation["reply"]["messages"]]
    assert [one.rpartition("/")[2] for one in answers][1:] == ["Refused"]
    assert operation["x-may-ask"] == sorted(ROLES.get(topic, ()))
    assert {"invalid", "not_allowed"} < set(operation["x-refused-with"])
    assert (topic in NO_ACTOR) == (operation["x-may-ask"] == [])
    assert MESSAGES[topic].__name__ in row


def test_every_reference_in_the_asyncapi_document_leads_somewhere(
    document: dict[str, Any],
) -> None:
    for reference in _references(document):
        place = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield str(inner)
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
