"""Say what the registry refuses, why, and what to do next; all of it for clerks."""

from datetime import datetime

from lianqing_shared.clock import BEIJING
from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError


class AreaCodeError(RefusedError):
    """An area code is not one, or does not lie in the parent's area."""

    def __init__(self, area_code: str, why: str) -> None:
        super().__init__(
            f"区划代码“{area_code}”不可用：{why}。请按 GB/T 2260、GB/T 10114 "
            "填写 6、9 或 12 位数字，或留空。",
            code="area_code",
        )


class UnitPlaceError(RefusedError):
    """A unit of this kind may not stand under that parent."""

    def __init__(self, kind: str, parent: str) -> None:
        super().__init__(
            f"{kind}不能设在{parent}之下。请为它另选上级单位。", code="unit_place"
        )


class LeaderMissingError(RefusedError):
    """The special reporting point needs its answerable leader. Source: P1.2.1."""

    def __init__(self) -> None:
        super().__init__(
            "信息专报点须由主要或分管领导负责。请填写负责人后再提交。",
            code="leader_missing",
        )


class UnitTakenError(ConflictError):
    """The code stands for another unit already."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"单位代码“{code}”已被使用，且内容不同。请换一个代码，或先核对现有单位。"
        )


class UnitRevokedError(ConflictError):
    """The unit takes no part any more."""

    def __init__(self, code: str) -> None:
        super().__init__(f"单位“{code}”已停用，不能再作此操作。请改选在用的单位。")


class UnitKeptError(ConflictError):
    """The unit cannot be revoked while others hang on it."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"单位“{code}”不能停用：{why}。")


class CredentialTakenError(ConflictError):
    """A key may stand for one unit only."""

    def __init__(self) -> None:
        super().__init__("该公钥已登记给其他单位。请为本单位重新签发凭据后再登记。")


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


class LoginFailedError(RefusedError):
    """The one answer to an unknown name, a wrong password and a person not active."""

    def __init__(self) -> None:
        super().__init__(
            "登录名或密码不正确。请核对后重试；忘记密码请联系系统管理员。",
            code="login_failed",
        )


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


class InactivePersonError(ConflictError):
    """Somebody whose account is off holds no office."""

    def __init__(self) -> None:
        super().__init__("此人的账号已停用。请先启用账号，或另选人员。")


class OwnFilingError(NotAllowedError):
    """Whoever applied for an informant does not file him. Source: P1.3.2a."""

    def __init__(self) -> None:
        super().__init__("申请人不能为自己申请的信息员备案。请由中心的另一名人员备案。")


class NotFiledError(ConflictError):
    """Records are kept about filed informants only."""

    def __init__(self) -> None:
        super().__init__("该信息员尚未备案或已终止，不能登记此项。请先由中心备案。")


class InformantRecordError(RefusedError):
    """A training, assessment, reward or punishment is not filled in as it must be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正后再登记。", code="informant_record")


class ForeignUnitError(NotAllowedError):
    """A matter of another unit."""

    def __init__(self) -> None:
        super().__init__("您只能办理本单位的事项。请由该单位或中心办理。")


class RelationError(RefusedError):
    """A relation must name a unit or a person, and only one of them."""

    def __init__(self) -> None:
        super().__init__(
            "回避关系须指明一个单位或一个人，二者只填其一。请改正后再登记。",
            code="relation",
        )


class CalendarError(RefusedError):
    """A year's calendar contradicts itself."""

    def __init__(self, year: int, why: str) -> None:
        super().__init__(f"{year} 年工作日历有误：{why}。请核对公布的通知后重新载入。")


class TownFileError(RefusedError):
    """The file that describes the town cannot be used."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"镇网络文件 {where} 不可用：{why}。请改正后重新启动。")
