"""The forms about people and their accounts. Source: P1.3.1; 等保2.0."""

from lianqing_console.domain.fields import line, reason
from lianqing_console.domain.forms import Field, FieldKind, Form, Given, Option
from lianqing_console.domain.unit_forms import unit_field
from lianqing_console.domain.words import shown
from lianqing_shared.contracts.accounts import PersonRecord
from lianqing_shared.contracts.network import UnitPage
from lianqing_shared.contracts.people import Role
from lianqing_shared.security.access import GUARDED

_CONTACTS = ("email", "phone")
_NOT_ASKED_FOR = frozenset({Role.ENTRY_CLERK, Role.VILLAGE_CLERK, Role.INFORMANT})
"""Roles that come by appointment or filing."""


def add_form(page: UnitPage) -> Form:
    """Return the form that adds a person; the registry makes his first password."""
    return Form(
        name="add",
        title="登记人员",
        button="登记人员",
        note="系统生成初始密码，只显示一次；本人首次登录时必须修改。",
        fields=(
            line("name", "姓名"),
            line("login", "登录名", hint="小写字母开头，可用数字、点、短横线"),
            unit_field("unit", "所在单位", page),
            line("phone", "手机", is_required=False),
            line("email", "电子邮箱", is_required=False),
            Field(
                name="roles",
                label="角色",
                kind=FieldKind.BOXES,
                options=role_options(),
                is_wide=True,
                is_required=False,
                hint="由另一人复核后生效，标“两人复核”的要另外两人；录入员不在此选，登记后任命",
            ),
        ),
    )


def role_options() -> tuple[Option, ...]:
    """Return the roles that are asked for; those that need two others are marked."""
    return tuple(
        Option(role.value, role.label + ("（两人复核）" if role in GUARDED else ""))
        for role in Role
        if role not in _NOT_ASKED_FOR
    )


def change_form(record: PersonRecord, page: UnitPage) -> Form:
    """Return the form that changes a person's name, unit or contacts."""
    person = record.person
    return Form(
        name="change",
        title="变更资料",
        button="保存变更",
        note="调到其他单位会免去录入员，并收回各项角色，须重新申请。",
        fields=(
            line("name", "姓名", start=shown(person.name)),
            unit_field("unit", "所在单位", page, start=person.unit),
            line("phone", "手机", start=_text(record.phone), is_required=False),
            line("email", "电子邮箱", start=_text(record.email), is_required=False),
        ),
    )


def emptied(given: Given) -> dict[str, object]:
    """Return what a change clears: the contacts that were left empty."""
    return {name: "" for name in _CONTACTS if not "".join(given.get(name, ())).strip()}


def suspend_form() -> Form:
    """Return the form that shuts a person out."""
    return Form(
        name="suspend",
        title="停用账号",
        button="停用账号",
        tone="plain",
        note="立即退出并不能再登录；是录入员的，岗位随即空出。",
        fields=(reason(),),
    )


def resume_form() -> Form:
    """Return the form that lets a person in again."""
    return Form(name="resume", title="恢复账号", button="恢复账号", fields=(reason(),))


def password_form() -> Form:
    """Return the form that gives a person a new initial password."""
    return Form(
        name="password",
        title="重置密码",
        button="重置密码",
        tone="plain",
        note="系统生成新的初始密码，只显示一次；原密码作废，已登录的随即退出。",
    )


def factor_form() -> Form:
    """Return the form that takes a lost second factor off an account."""
    return Form(
        name="second-factor",
        title="解除动态验证码",
        button="解除动态验证码",
        tone="plain",
        note="仅用于本人遗失验证器时；须另一人重置密码，两项不能由同一人办理。",
        fields=(reason("遗失情况"),),
    )


def _text(value: str | None) -> str:
    return shown(value) if value else ""
