"""Ways through the tree of units: codes from the root, joined by a stroke.

Compared byte by byte, all that stands below a unit is one range: "0" follows "/", and
no code holds either of the two before its way ends.
"""

from lianqing_registry.errors.units import UnitCircleError, UnitTooDeepError

MOST_PATH = 400
"""Characters of a way from the root: twelve levels even of the longest codes."""
_STEP = "/"
_PAST_STEP = "0"


def path_of(code: str, parent_path: str | None) -> str:
    """Return the way from the root; sorting by it puts parents before children.

    Raises:
        UnitTooDeepError: No such way can be kept.
    """
    path = code if parent_path is None else f"{parent_path}{_STEP}{code}"
    check_length(code, len(path))
    return path


def check_length(code: str, length: int) -> None:
    """Refuse a way that is too long to be kept; raises UnitTooDeepError."""
    if length > MOST_PATH:
        raise UnitTooDeepError(code)


def depth_of(path: str) -> int:
    """Return how many units stand above."""
    return path.count(_STEP)


def codes_above(path: str) -> tuple[str, ...]:
    """Return the codes on the way, from the root, without the last."""
    return tuple(path.split(_STEP)[:-1])


def below(path: str) -> tuple[str, str]:
    """Return the first way that can stand below, and the first that cannot any more."""
    return path + _STEP, path + _PAST_STEP


def is_below(path: str, other: str) -> bool:
    """Return whether the first way leads through the second, or is the same."""
    return path == other or path.startswith(other + _STEP)


def check_move(code: str, path: str, parent_path: str) -> None:
    """Refuse to hang a unit under itself or under one of its own.

    Raises:
        UnitCircleError: It would stand above itself.
    """
    if is_below(parent_path, path):
        raise UnitCircleError(code)
