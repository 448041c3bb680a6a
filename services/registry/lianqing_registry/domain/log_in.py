"""Say whether a person can log in at all, and what to do where he cannot."""

from dataclasses import dataclass
from datetime import datetime

from lianqing_shared.contracts.network import UnitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """What decides whether a person gets in."""

    is_active: bool
    unit_status: UnitStatus
    must_change_password: bool = False
    initial_until: datetime | None = None
    """When the initial password runs out; None never."""
    last_at: datetime | None = None
    """When he last logged in; None never."""


def obstacle(one: LogIn, *, at: datetime) -> str:
    """Return why he cannot log in and what to do; empty where he can.

    A name that is locked for minutes after wrong passwords is no obstacle.
    """
    if not one.is_active:
        return "账号已停用。请恢复账号，或另行任命。"
    if one.unit_status is not UnitStatus.ACTIVE:
        return f"所在单位{one.unit_status.label}。请先恢复单位。"
    if _has_run_out(one, at):
        return "初始密码已过期，一直未修改。请系统管理员重置密码。"
    return ""


def _has_run_out(one: LogIn, at: datetime) -> bool:
    until = one.initial_until
    return one.must_change_password and until is not None and at >= until
