"""Judge a password before it is hashed. Source: 等保2.0, domain 4.2."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianqing_registry.errors.accounts import WeakPasswordError
from lianqing_shared.contracts.people import ADMINISTRATORS, Role

_FOUND_ANYWHERE = (
    "123456",
    "654321",
    "112233",
    "abcdef",
    "asdfgh",
    "qwerty",
    "zxcvbn",
    "1qaz2wsx",
    "qazwsx",
    "password",
    "administrator",
    "iloveyou",
)
"""Rows of the keyboard, and what everybody tries first."""
_LEAST_WORD = 4
"""Shorter words stand in too many good passwords by chance."""
_SAME_IN_A_ROW = 4


def _is_symbol(letter: str) -> bool:
    return not letter.isalnum() and not letter.isspace()


_CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdecimal,
    _is_symbol,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRule:
    """The rules in force; the defaults are what assessors commonly demand."""

    least: int = 8
    least_administrator: int = 12
    most: int = 128
    """Longer input only keeps the hash busy."""
    classes: int = 3
    history: int = 5
    max_age_days: int = 90
    initial_hours: int = 72
    words: tuple[str, ...] = ()
    """What nobody may build a password on: the product, the commission, the town."""

    def initial_until(self, at: datetime) -> datetime:
        """Return until when an initial password opens that is given now."""
        return at + timedelta(hours=self.initial_hours)

    def ends_at(self, changed_at: datetime) -> datetime | None:
        """Return when a password must be changed; None if it never must."""
        if not self.max_age_days:
            return None
        return changed_at + timedelta(days=self.max_age_days)

    def is_too_old(self, changed_at: datetime, *, at: datetime) -> bool:
        """Return whether a password must be changed for its age."""
        ends_at = self.ends_at(changed_at)
        return ends_at is not None and at >= ends_at


def check_password(
    password: str,
    *,
    login: str,
    roles: Collection[Role] = (),
    rule: PasswordRule | None = None,
    words: Iterable[str] = (),
) -> None:
    """Refuse a password that is short, plain, or built on what is easily guessed.

    `words` are names to keep out besides those of the rule: of the unit, the town.

    Raises:
        WeakPasswordError: With what is missing.
    """
    rule = rule or PasswordRule()
    is_administrator = bool(ADMINISTRATORS.intersection(roles))
    least = rule.least_administrator if is_administrator else rule.least
    if not least <= len(password) <= rule.most:
        raise WeakPasswordError(f"长度须为 {least} 至 {rule.most} 个字符")
    found = sum(any(map(is_of, password)) for is_of in _CLASSES)
    if found < rule.classes:
        raise WeakPasswordError(
            f"须含大写字母、小写字母、数字、符号中的至少{_count(rule.classes)}类"
        )
    if login.lower() in password.lower():
        raise WeakPasswordError("不能包含登录名")
    check_guesses(password.lower(), words=(*rule.words, *words))


def check_guesses(password: str, *, words: Iterable[str] = ()) -> None:
    """Refuse a password, in small letters, that guessing tries early.

    Raises:
        WeakPasswordError: With what it holds.
    """
    if any(guess in password for guess in _FOUND_ANYWHERE):
        raise WeakPasswordError("不能包含键盘连续键或常见密码")
    if any(letter * _SAME_IN_A_ROW in password for letter in set(password)):
        raise WeakPasswordError("同一字符不能连续出现四次")
    for word in words:
        is_long = len(word) >= _LEAST_WORD or not word.isascii()
        if is_long and word.lower() in password:
            raise WeakPasswordError("不能包含系统、单位或乡镇的名称")


def rule_sentences(rule: PasswordRule) -> tuple[str, ...]:
    """Return the rules in words, as pages and the command print them."""
    found = [
        f"密码长度不少于 {rule.least} 个字符。",
        f"三类管理员的密码不少于 {rule.least_administrator} 个字符。",
        f"须含大写字母、小写字母、数字、符号中的至少{_count(rule.classes)}类。",
        "不得包含登录名，系统、单位或乡镇的名称，键盘连续键或常见密码。",
        f"初始密码 {rule.initial_hours} 小时内有效，首次登录须修改。",
    ]
    if rule.history:
        found.append(f"不得与最近 {rule.history} 个旧密码相同。")
    if rule.max_age_days:
        found.append(f"每 {rule.max_age_days} 天须更换一次。")
    return tuple(found)


def _count(number: int) -> str:
    return "零一二三四"[number]
