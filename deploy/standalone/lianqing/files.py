"""Read JSON that a person or another program wrote."""

import json
import sys
from pathlib import Path
from typing import Final

from lianqing.errors import CommandError
from lianqing.text import say

MAX_BYTES: Final = 1_000_000
STDIN = Path("-")


def read_json(path: Path) -> dict[str, object]:
    """Return the JSON object in a file (`-`: standard input); raises CommandError."""
    try:
        raw = _read(path)
        found = json.loads(raw.decode("utf-8-sig"))
    except OSError as err:
        raise CommandError(
            say(
                f"读不到 {path}：{err.strerror}。请核对路径。",
                f"Cannot read {path}: {err.strerror}. Check the path.",
            )
        ) from err
    except (UnicodeDecodeError, RecursionError) as err:
        raise CommandError(
            say(
                f"{path} 不是 UTF-8 编码的 JSON。请另存为 UTF-8 后重试。",
                f"{path} is not JSON in UTF-8. Save it as UTF-8 and try again.",
            )
        ) from err
    except json.JSONDecodeError as err:
        raise CommandError(
            say(
                f"{path} 第 {err.lineno} 行第 {err.colno} 列不是正确的 JSON。"
                "请更正后重试。",
                f"{path}: no valid JSON at line {err.lineno}, column {err.colno}.",
            )
        ) from err
    if not isinstance(found, dict):
        raise CommandError(
            say(
                f"{path} 里应当是一个 JSON 对象（{{…}}）。",
                f"{path} must hold one JSON object ({{…}}).",
            )
        )
    return found


def _read(path: Path) -> bytes:
    if path == STDIN:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise CommandError(
            say(
                f"{path} 超过 1 MB，不像是一条信息。请核对文件。",
                f"{path} is larger than 1 MB; that is no single message.",
            )
        )
    return raw
