"""Refusals about people, roles, passwords and sessions."""

from datetime import datetime

from lianqing_shared.clock import BEIJING
from lianqing_shared.errors import ConflictError, RefusedError


class RoleMixError(RefusedError):
    """Roles that one person may not hold together. Source: 等保2.0 三员分立."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请把这些角色分给不同的人。", code="role_mix")


class RolePlaceError(RefusedError):
    """Roles that a unit of this kind does not have."""

    def __init__(self, kind: str, roles: str) -> None:
        super().__init__(
            f"{kind}人员不能担任{roles}。请改选角色，或把人员登记到相应单位。",
            code="role_place",
        )


class LoginTakenError(ConflictError):
    """Log-in names are unique."""

    def __init__(self, login: str) -> None:
        super().__init__(f"登录名“{login}”已被使用。请换一个登录名。")


class WeakPasswordError(RefusedError):
    """A password breaks the rules in force."""

    def __init__(self, why: str) -> None:
        super().__init__(f"密码不符合规定：{why}。请重新设置。", code="weak_password")


class OldPasswordError(WeakPasswordError):
    """A former password came again. Source: 等保2.0."""

    def __init__(self, history: int) -> None:
        super().__init__(f"不能与原密码或最近 {history} 个旧密码相同")


class LoginFailedError(RefusedError):
    """The one answer to an unknown name, a wrong password or code, an account off."""

    def __init__(self) -> None:
        super().__init__(
            "登录名、密码或动态验证码不正确。请核对后重试；"
            "忘记密码或丢失动态验证码请联系系统管理员。",
            code="login_failed",
        )


class CodeNeededError(RefusedError):
    """The password is right, and this account has a second factor."""

    def __init__(self) -> None:
        super().__init__(
            "请输入动态验证码应用上的 6 位数字；手机不在身边时可输入一个备用码。",
            code="code_needed",
        )


class InitialExpiredError(RefusedError):
    """The password is right, but it was an initial one and its time is over."""

    def __init__(self) -> None:
        super().__init__(
            "初始密码已过有效期。请联系系统管理员重新发放。", code="initial_expired"
        )


class WrongCodeError(RefusedError):
    """The first code of a new app does not fit."""

    def __init__(self) -> None:
        super().__init__(
            "动态验证码不正确。请确认手机时间准确，等下一个数字出现后重试。",
            code="wrong_code",
        )


class NotBegunError(ConflictError):
    """There is nothing to confirm."""

    def __init__(self) -> None:
        super().__init__("没有待确认的动态验证码，或已超过时限。请重新开始绑定。")


class FactorNeededError(RefusedError):
    """Some roles must keep their second factor."""

    def __init__(self) -> None:
        super().__init__(
            "您的角色必须使用动态验证码，不能解除。更换手机请重新绑定。",
            code="factor_needed",
        )


class NoFactorError(ConflictError):
    """There is nothing to give up."""

    def __init__(self) -> None:
        super().__init__("该账号没有绑定动态验证码，无需办理。")


class LoginLockedError(RefusedError):
    """Too many attempts under one name; it waits, whether or not it exists."""

    def __init__(self, until: datetime) -> None:
        clock = until.astimezone(BEIJING).strftime("%H:%M:%S")
        super().__init__(
            f"该登录名连续登录失败次数过多，已暂时锁定。请于 {clock} 之后再试。",
            code="login_locked",
        )


class SessionEndedError(RefusedError):
    """The session is closed, idle too long, or past its last hour."""

    def __init__(self) -> None:
        super().__init__("登录已失效或超时。请重新登录。", code="session_ended")


class InactivePersonError(ConflictError):
    """Somebody whose account is off holds no office."""

    def __init__(self) -> None:
        super().__init__("此人的账号已停用。请先启用账号，或另选人员。")


class ClerksFullError(ConflictError):
    """A unit has its two entry clerks. Source: P1.3.1."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"“{unit}”已有两名在任录入员，每个单位只能有一至两名。请先免去一名再任命。"
        )


class LastClerkError(ConflictError):
    """A unit never stays without an entry clerk. Source: P1.3.1."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"“{unit}”只剩这一名录入员，每个单位须有一至两名。请先任命接替者再免去。"
        )


class ClerkElsewhereError(RefusedError):
    """A clerk is appointed among the unit's own people."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"此人不属于“{unit}”。录入员须由本单位人员担任，请另选人员。",
            code="clerk_elsewhere",
        )


class NotClerkError(ConflictError):
    """There is no appointment to end."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"此人不是“{unit}”的在任录入员，无需免去。请核对人员。")
