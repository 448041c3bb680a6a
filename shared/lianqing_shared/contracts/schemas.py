"""JSON Schemas of every message, as they are committed under `schema/`.

One file per subject (`intake.report.submit.v1.json`) and one per kind of answer
(`answers/CaseView.v1.json`). They are for those who do not speak Python, and for the
test that names what a change would break. `make generate` writes them.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.topology import TOPICS, Kind

SCHEMA_FOLDER = Path(__file__).parent / "schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = Mapping[str, object]


def schema_files() -> dict[str, tuple[Kind, Schema]]:
    """Return file name to what it must hold, subjects first, then answers.

    The kind tells the compatibility check which way the message travels; answers count
    as events, for their readers cannot be upgraded together with their owner.
    """
    found: dict[str, tuple[Kind, Schema]] = {}
    answers: dict[str, type[BaseModel]] = {}
    for topic in TOPICS:
        message = MESSAGES[topic]
        name = f"{topic.name}.v{topic.version}.json"
        found[name] = (topic.kind, schema_of(message))
        if issubclass(message, Ask):
            answers[message.answer.__name__] = message.answer
    for name, answer in sorted(answers.items()):
        found[f"answers/{name}.v1.json"] = (Kind.EVENT, schema_of(answer))
    return found


def schema_of(model: type[BaseModel]) -> Schema:
    """Return the schema of what a receiver of this model accepts."""
    return {"$schema": DIALECT, **model.model_json_schema(mode="validation")}


def as_text(document: Schema) -> str:
    """Print a document as it is committed: stable, readable, one newline at the end."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def committed(name: str) -> Schema | None:
    """Return the committed schema of that name; None when there is none yet."""
    file = SCHEMA_FOLDER / name
    if not file.is_file():
        return None
    document: Schema = json.loads(file.read_text(encoding="utf-8"))
    return document
