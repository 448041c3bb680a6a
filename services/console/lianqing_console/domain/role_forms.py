"""The forms that change roles: one asks, others agree. Source: 等保2.0 三员分立."""

from lianqing_console.domain.forms import Field, FieldKind, Form, Option
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.role_changes import RoleChangeView


def request_form(held: tuple[Role, ...]) -> Form:
    """Return the form that asks for somebody's roles to be changed."""
    return Form(
        name="request",
        title="申请变更角色",
        button="提交申请",
        note="授予角色须另一人复核，决定类和管理员角色须另两人；撤销后者须另一人。本人和申请人不得复核。",
        fields=(
            Field(
                name="add",
                label="授予",
                kind=FieldKind.BOXES,
                is_wide=True,
                is_required=False,
                options=tuple(
                    Option(role.value, role.label) for role in Role if role not in held
                ),
            ),
            Field(
                name="drop",
                label="撤销",
                kind=FieldKind.BOXES,
                is_wide=True,
                is_required=False,
                options=tuple(Option(role.value, role.label) for role in held),
            ),
            Field(
                name="reason",
                label="理由",
                is_wide=True,
                hint="任免文件、分工调整等依据",
            ),
        ),
    )


def approve_form(change: RoleChangeView) -> Form:
    """Return the button that approves one version of a change."""
    return Form(name=f"approve-{change.change_id}", title="复核同意", button="复核同意")


def refuse_form(change: RoleChangeView) -> Form:
    """Return the form that refuses a change."""
    return Form(
        name=f"refuse-{change.change_id}",
        title="驳回",
        button="驳回",
        tone="plain",
        fields=(Field(name="reason", label="驳回理由", is_wide=True),),
    )


def withdraw_form(change: RoleChangeView) -> Form:
    """Return the button that takes one's own request back."""
    return Form(
        name=f"withdraw-{change.change_id}",
        title="撤回申请",
        button="撤回",
        tone="plain",
    )
