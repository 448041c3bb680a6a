"""Refusals about changes of roles and about who may be shut out."""

from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError


class NothingChangesError(ConflictError):
    """A change of roles that is none."""

    def __init__(self) -> None:
        super().__init__(
            "这项申请不会改变此人的角色（要增加的已有，或要减少的没有）。"
            "请核对现有角色后重新申请。"
        )


class ClerkByAppointmentError(RefusedError):
    """Entry clerks hold their role by appointment. Source: P1.3.1."""

    def __init__(self) -> None:
        super().__init__(
            "录入员由任命产生，不能作为角色新增或变更。请先不带此角色登记人员，"
            "再由中心主任或单位负责人任命；免去也由其办理。",
            code="clerk_by_appointment",
        )


class OwnRolesError(NotAllowedError):
    """Nobody asks for roles for himself."""

    def __init__(self) -> None:
        super().__init__("不能为本人申请角色变更。请由另一名安全管理员申请。")


class SamePersonError(NotAllowedError):
    """Approval needs somebody else."""

    def __init__(self) -> None:
        super().__init__("申请人和当事人不能复核这项变更。请由其他有复核权限的人办理。")


class ChangeOverError(ConflictError):
    """The change is not waiting any more."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这项变更{state}，不能再办理。请刷新后查看最新情况。")


class OtherVersionError(ConflictError):
    """What was looked at is not what would be approved."""

    def __init__(self) -> None:
        super().__init__("您看到的不是这项变更的当前版本。请刷新后重新核对再复核。")


class NotMakerError(NotAllowedError):
    """Only the one who asked takes a request back."""

    def __init__(self) -> None:
        super().__init__("只有申请人可以撤回。其他人如不同意，请驳回并写明理由。")


class LastAdministratorError(ConflictError):
    """The last of the three kinds stays. Source: 等保2.0 三员分立."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"此人是唯一在用的{role}，撤去后无人可履职。请先由他人就任{role}再办理。"
        )


class OwnAccountError(NotAllowedError):
    """What somebody else must do for a person."""

    def __init__(self, what: str) -> None:
        super().__init__(f"不能对本人的账号{what}。请由另一名管理员办理。")


class BothKeysError(NotAllowedError):
    """One administrator would hold another person's password and second factor."""

    def __init__(self) -> None:
        super().__init__(
            "此人的初始密码由您发放且尚未修改（或动态验证码由您解除且尚未重新绑定），"
            "不能再由您办理另一项。请由另一名管理员办理。"
        )


class PersonDataError(RefusedError):
    """Something told of a person cannot be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"人员信息有误：{why}。请改正后再提交。", code="person")
