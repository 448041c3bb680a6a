"""The reference page of the closed sets: every value with its Chinese label."""

import inspect
from collections.abc import Iterator
from enum import Enum

from lianqing_shared.contracts import (
    cases,
    conduct,
    duties,
    gaps,
    informant_conduct,
    informant_words,
    letters,
    network,
    network_gaps,
    people,
    plan,
    reports,
    role_changes,
    schedule,
    units,
)
from lianqing_shared.contracts.plan import CIRCUMSTANCES

_MODULES = (
    plan,
    reports,
    cases,
    letters,
    network,
    units,
    people,
    role_changes,
    informant_words,
    informant_conduct,
    duties,
    network_gaps,
    schedule,
    conduct,
    gaps,
)
_INTRODUCTION = """\
# Values

<!-- Written by `make generate` from the contracts; do not edit by hand. -->

Every closed set of the contracts: what stands in a message, and how pages and letters
name it.
"""
_MARK = "*(reconstructed: the copy of the plan breaks off here)*"


def values_page() -> str:
    """Return the page as Markdown, sets in the order of their modules."""
    lines = [_INTRODUCTION]
    for kind in _sets():
        lines += [f"## {kind.__name__}\n", f"{inspect.getdoc(kind)}\n"]
        lines += ["| value | 中文 |", "|---|---|"]
        lines += [f"| `{value.value}` | {_label(value)} |" for value in kind]
        lines.append("")
    lines += ["## Circumstances\n", "The fifteen of part 4, gravest first.\n"]
    lines += ["| code | level | 中文 |", "|---|---|---|"]
    for row in CIRCUMSTANCES:
        mark = f" {_MARK}" if row.is_reconstructed else ""
        lines.append(f"| `{row.code}` | {row.level.label} | {row.text}{mark} |")
    return "\n".join(lines).rstrip() + "\n"


def _sets() -> Iterator[type[Enum]]:
    for module in _MODULES:
        for value in vars(module).values():
            is_set = isinstance(value, type) and issubclass(value, Enum)
            if is_set and value.__module__ == module.__name__:
                yield value


def _label(value: Enum) -> str:
    for name in ("original", "label", "heading"):
        told = getattr(value, name, None)
        if isinstance(told, str):
            return told
    return "–"
