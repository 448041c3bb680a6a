"""Write the list of what could not be used, for the clerk who opens it in Excel."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from lianqing_sdk.importing import Unused

_SUFFIX = "-未采用.csv"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_unused(folder: Path, file_name: str, found: Sequence[Unused]) -> Path | None:
    """Write a file's list, or remove it when there is nothing to list.

    Columns: 工作表, 行号, 原因, 怎么办. UTF-8 with a BOM, because Excel guesses wrong
    without. No value of a personal column stands in it.
    """
    path = folder / f"{file_name}{_SUFFIX}"
    if not found:
        path.unlink(missing_ok=True)
        return None
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, _text(found).encode("utf-8-sig"))
    return path


def _text(found: Sequence[Unused]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("工作表", "行号", "原因", "怎么办"))
    for one in found:
        where = "" if one.row is None else str(one.row)
        told = (one.sheet, where, one.problem.reason, one.problem.advice)
        writer.writerow([_harmless(text) for text in told])
    return out.getvalue()


def _harmless(text: str) -> str:
    """Keep a sheet's name or a reason from being run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and make sure that it is on the disk."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
