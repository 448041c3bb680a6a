"""Refusals about units and their credentials."""

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


class ForeignUnitError(NotAllowedError):
    """A matter of another unit."""

    def __init__(self) -> None:
        super().__init__("您只能办理本单位的事项。请由该单位或中心办理。")


class CalendarError(RefusedError):
    """A year's calendar contradicts itself."""

    def __init__(self, year: int, why: str) -> None:
        super().__init__(f"{year} 年工作日历有误：{why}。请核对公布的通知后重新载入。")


class TownFileError(RefusedError):
    """The file that describes the town cannot be used."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"镇网络文件 {where} 不可用：{why}。请改正后重新启动。")
