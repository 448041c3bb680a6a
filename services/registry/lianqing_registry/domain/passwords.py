"""Judge a password before it is hashed. Source: 等保2.0, domain 4.2."""

from collections.abc import Callable, Collection

from lianqing_registry.errors.accounts import WeakPasswordError
from lianqing_shared.contracts.people import ADMINISTRATORS, Role

_LEAST = 8
_LEAST_ADMINISTRATOR = 12
_MOST = 128
"""Longer input only keeps the hash busy."""
_CLASSES_NEEDED = 3


def _is_symbol(letter: str) -> bool:
    return not letter.isalnum() and not letter.isspace()


_CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdecimal,
    _is_symbol,
)


def check_password(password: str, *, login: str, roles: Collection[Role] = ()) -> None:
    """Refuse a password that is short, plain, or contains the log-in name.

    Raises:
        WeakPasswordError: With what is missing.
    """
    is_administrator = bool(ADMINISTRATORS.intersection(roles))
    least = _LEAST_ADMINISTRATOR if is_administrator else _LEAST
    if not least <= len(password) <= _MOST:
        raise WeakPasswordError(f"长度须为 {least} 至 {_MOST} 个字符")
    found = sum(any(map(is_of, password)) for is_of in _CLASSES)
    if found < _CLASSES_NEEDED:
        raise WeakPasswordError("须含大写字母、小写字母、数字、符号中的至少三类")
    if login.lower() in password.lower():
        raise WeakPasswordError("不能包含登录名")
