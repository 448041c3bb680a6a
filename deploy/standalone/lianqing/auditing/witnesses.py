"""Read what was kept outside: files of checkpoints, and codes from paper."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.auditing import Checkpoint, CheckpointPage
from lianqing_shared.security.checkpoints import BadCodeError, read_code

_CODE = re.compile(r"(?P<seq>[1-9]\d*)[:=](?P<code>.+)")


def read_checkpoints(path: Path) -> list[Checkpoint]:
    """Return the checkpoints of a unit's `checkpoints.jsonl` or of the registry's list.

    A line torn by a loss of power is passed over. Raises UsageError if there is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError(
            say(
                f"读不到校验点文件 {path}。请核对文件名。",
                f"Cannot read the checkpoints in {path}. Check the name.",
            )
        ) from err
    found = _page(text) or list(_lines(text))
    if not found:
        raise UsageError(
            say(
                f"{path} 里没有校验点。应为成员单位目录中的 checkpoints.jsonl，"
                "或 lianqing audit checkpoints --output json 的结果。",
                f"There is no checkpoint in {path}; give a unit's checkpoints.jsonl or "
                "what `lianqing audit checkpoints --output json` printed.",
            )
        )
    return found


def read_codes(typed: Iterable[str]) -> dict[int, str]:
    """Return row to printed code from `ROW:CODE`; raises UsageError or BadCodeError."""
    found = {}
    for one in typed:
        match = _CODE.fullmatch(one.strip())
        if match is None:
            raise UsageError(
                say(
                    f"{one} 应写成“条号:校验码”，例如 128:K7QM-1B2C-3D4E-5F6G-E。",
                    f"{one} must be ROW:CODE, e.g. 128:K7QM-1B2C-3D4E-5F6G-E.",
                )
            )
        try:
            found[int(match["seq"])] = read_code(match["code"])
        except BadCodeError as err:
            raise UsageError(err.sentence) from err
    return found


def read_keys(paths: Iterable[Path]) -> frozenset[str]:
    """Return the public keys in files; raises UsageError if one has none."""
    found: set[str] = set()
    for path in paths:
        try:
            words = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            words = []
        keys = {word for word in words if word.startswith("U")}
        if not keys:
            raise UsageError(
                say(f"{path} 里没有公钥。", f"There is no public key in {path}.")
            )
        found |= keys
    return frozenset(found)


def _page(text: str) -> list[Checkpoint]:
    try:
        page = CheckpointPage.model_validate_json(text)
    except ValidationError:
        return []
    return [kept.checkpoint for kept in page.checkpoints]


def _lines(text: str) -> Iterable[Checkpoint]:
    for line in text.splitlines():
        try:
            yield Checkpoint.model_validate_json(line)
        except ValidationError:
            continue


Codes = Mapping[int, str]
"""Row to the code that was printed for it."""
