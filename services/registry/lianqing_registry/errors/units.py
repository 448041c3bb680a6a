"""Refusals about units and their credentials."""

from lianqing_shared.errors import (
    ConflictError,
    NotAllowedError,
    RefusedError,
    TryAgainError,
)


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


class UnitSuspendedError(ConflictError):
    """The unit takes no part for the time being."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"单位“{code}”已暂停，恢复之前不能作此操作。请先恢复该单位，或改选在用的单位。"
        )


class UnitMergedError(ConflictError):
    """The unit went into another one."""

    def __init__(self, code: str, successor: str | None) -> None:
        super().__init__(
            f"单位“{code}”已并入“{successor}”，不能再作此操作。请改选“{successor}”。"
        )


class UnitMovedOnError(ConflictError):
    """Somebody else has changed the unit in the meantime."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"单位“{code}”的资料刚刚被他人改过。请刷新后核对，再重新提交。"
        )


class UnitCircleError(RefusedError):
    """A unit cannot stand above itself."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"单位“{code}”不能设在它自己或它的下级之下。请另选上级单位。",
            code="unit_circle",
        )


class UnitTooDeepError(RefusedError):
    """The way from the root is longer than can be kept."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"单位“{code}”的层级太深（各级代码合计不得超过 400 个字符）。"
            "请减少层级或使用较短的代码。",
            code="unit_too_deep",
        )


class MergeError(RefusedError):
    """Two units that cannot become one."""

    def __init__(self, code: str, into: str, why: str) -> None:
        super().__init__(f"“{code}”不能并入“{into}”：{why}。", code="unit_merge")


class KindTextError(RefusedError):
    """A word of its own for a kind that has a name already."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"类型名称“{word}”不可用：只有“其他”类单位可以自定类型名称，"
            "且不得与已有类型同名。请直接选择相应类型，或换一个名称。",
            code="kind_text",
        )


class UnitTextError(RefusedError):
    """A value that is empty or cannot be printed."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"“{field}”不可用：不得为空，不得含换行、制表等控制字符；"
            "别名、类型和联系人中不得含分号。请改正后再提交。",
            code="unit_text",
        )
        self.field = field


class SheetError(RefusedError):
    """A file that cannot be read as a spreadsheet of units."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"文件无法导入：{why}。请使用导出的模板（xlsx 或 csv）重新填写。",
            code="sheet",
        )


class UnitKeptError(ConflictError):
    """The unit cannot be revoked while others hang on it."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"单位“{code}”不能停用：{why}。")


class CredentialTakenError(ConflictError):
    """A key may stand for one unit only."""

    def __init__(self) -> None:
        super().__init__("该公钥已登记给其他单位。请为本单位重新签发凭证后再登记。")


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


class NetworkBusyError(TryAgainError):
    """Units were changed again and again while an import was made ready."""

    def __init__(self) -> None:
        super().__init__("units changed while an import was planned, three times over")
