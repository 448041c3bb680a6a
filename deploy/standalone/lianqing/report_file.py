"""Read a report that a person wrote as JSON, filling in what can be known."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lianqing.errors import CommandError
from lianqing.files import read_json
from lianqing.text import say
from lianqing_shared.contracts.reports import SubmitReport

_EXAMPLES = 4


def read_report(path: Path, *, now: datetime) -> SubmitReport:
    """Return the report in a file; raises CommandError naming each wrong field.

    `submission_id` may be left out: it is then made from the content, so that the same
    file submitted twice is one report. `reported_at` defaults to now; the digest leaves
    it out.
    """
    given = read_json(path)
    if "submission_id" not in given:
        said = json.dumps(given, ensure_ascii=False, sort_keys=True)
        given["submission_id"] = (
            f"file-{hashlib.sha256(said.encode()).hexdigest()[:40]}"
        )
    given.setdefault("reported_at", now.isoformat())
    try:
        return SubmitReport.model_validate_json(json.dumps(given))
    except ValidationError as err:
        raise CommandError(_sentence(path, err)) from err


def _sentence(path: Path, err: ValidationError) -> str:
    found = err.errors(include_url=False, include_input=False)
    told = "；".join(map(_field, found[:_EXAMPLES]))
    more = len(found) - _EXAMPLES
    if more > 0:
        told += say(f"；另有 {more} 处", f"; and {more} more")
    return say(
        f"{path} 不符合信息的格式：{told}。请改正后重试。",
        f"{path} is no report: {told}. Correct it and try again.",
    )


def _field(one: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in one["loc"]) or "JSON"
    match one["type"]:
        case "missing":
            return say(f"缺少 {where}", f"{where} is missing")
        case "extra_forbidden":
            return say(f"{where} 不是约定的字段", f"{where} is not a known field")
        case "enum":
            allowed = one.get("ctx", {}).get("expected", "")
            return say(f"{where} 只能是 {allowed}", f"{where} must be one of {allowed}")
        case _:
            return say(f"{where} 不对（{one['type']}）", f"{where}: {one['msg']}")
