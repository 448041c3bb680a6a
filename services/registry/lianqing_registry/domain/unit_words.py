"""The text under which a unit is found: every spelling of it, made uniform."""

from collections.abc import Sequence

from lianqing_shared.security.digests import plain_name

BETWEEN = "\n"
"""Between two spellings; no query holds it, so none matches across two of them."""


def words_of(
    code: str,
    name: str,
    aliases: Sequence[str],
    *,
    area_code: str | None,
    kind_text: str = "",
) -> str:
    """Return all that a unit is found by, in one text for one comparison."""
    parts = (code, area_code or "", name, kind_text, *aliases)
    return BETWEEN.join(sought(part) for part in parts if part)


def sought(text: str) -> str:
    """Return text as it is compared: width, blanks and case do not matter."""
    return plain_name(text).lower()
