"""Say what a person must do about his own account before anything else.

Source: 等保2.0 (initial passwords, periodic change, two factors); domain 4.2.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lianqing_registry.domain.passwords import PasswordRule
from lianqing_shared.contracts.people import Pending, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """What an account looks like at a moment."""

    roles: tuple[Role, ...]
    must_change_password: bool
    password_changed_at: datetime
    has_second_factor: bool


def needs_second_factor(roles: Collection[Role], required: Collection[Role]) -> bool:
    """Return whether one of these roles must have a second factor."""
    return not frozenset(required).isdisjoint(roles)


def pending_of(
    account: AccountState,
    rule: PasswordRule,
    *,
    required: Collection[Role],
    at: datetime,
) -> tuple[Pending, ...]:
    """Return the duties of an account, none if it is in order."""
    found = []
    if account.must_change_password or rule.is_too_old(
        account.password_changed_at, at=at
    ):
        found.append(Pending.CHANGE_PASSWORD)
    if not account.has_second_factor and needs_second_factor(account.roles, required):
        found.append(Pending.ENROL_SECOND_FACTOR)
    return tuple(found)
