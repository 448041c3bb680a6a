"""Write every generated file anew: schemas, AsyncAPI and reference pages.

A schema whose change would break somebody is not written; a sentence says whom.
`--allow-breaks` overrules that before the first release, and only then.
"""

import sys
from pathlib import Path

from lianqing_shared.contracts.asyncapi import asyncapi_document
from lianqing_shared.contracts.compatibility import breaks
from lianqing_shared.contracts.reference import subjects_page
from lianqing_shared.contracts.schemas import (
    SCHEMA_FOLDER,
    as_text,
    committed,
    schema_files,
)
from lianqing_shared.contracts.values import values_page
from lianqing_shared.security.access import ROLES

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"


def main(arguments: list[str]) -> int:
    """Write what differs; return 1 when a schema would break somebody."""
    broken = broken_schemas()
    if broken and "--allow-breaks" not in arguments:
        for sentence in broken:
            print(sentence, file=sys.stderr)
        print("declare v2 beside it in contracts/topology.py", file=sys.stderr)
        return 1
    schemas = schema_files()
    for name, (_, schema) in schemas.items():
        write(SCHEMA_FOLDER / name, as_text(schema))
    for file in SCHEMA_FOLDER.rglob("*.json"):
        if str(file.relative_to(SCHEMA_FOLDER)) not in schemas:
            file.unlink()
            print(f"removed {file.name}")
    write(REFERENCE / "asyncapi.json", as_text(asyncapi_document(ROLES)))
    write(REFERENCE / "subjects.md", subjects_page(ROLES))
    write(REFERENCE / "values.md", values_page())
    return 0


def broken_schemas() -> list[str]:
    """Return a sentence for each change of a committed schema that needs `v2`."""
    found = []
    for name, (kind, schema) in schema_files().items():
        old = committed(name)
        if old is not None:
            found += [f"{name}: {one}" for one in breaks(old, schema, kind=kind)]
    return found


def write(file: Path, text: str) -> None:
    """Write a file if it differs, and say so."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(f"wrote {file.name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
