"""The forms on one's own account: password and second factor. Source: 等保2.0."""

from lianqing_console.domain.forms import Field, FieldKind, Form


def password_form() -> Form:
    """Return the form that changes one's own password."""
    return Form(
        name="password",
        title="修改密码",
        button="修改密码",
        fields=(
            _secret("old", "现在的密码", keeper="current-password"),
            _secret("new", "新密码", keeper="new-password"),
            _secret("again", "再输一次新密码", keeper="new-password"),
        ),
    )


def begin_form(*, has_one: bool) -> Form:
    """Return the form that starts a second factor, or a new one in its place."""
    code = (_code("现在的动态验证码"),) if has_one else ()
    return Form(
        name="second-factor",
        title="更换动态验证码" if has_one else "绑定动态验证码",
        button="下一步",
        note="用手机上的验证器应用（支持 TOTP）扫描二维码；不需要联网，不收短信。",
        fields=(_secret("password", "登录密码", keeper="current-password"), *code),
    )


def confirm_form() -> Form:
    """Return the form that proves the app with its first code."""
    return Form(
        name="confirm",
        title="输入验证码，完成绑定",
        button="完成绑定",
        fields=(_code("应用上显示的六位数字"),),
    )


def drop_form() -> Form:
    """Return the form that gives the second factor up."""
    return Form(
        name="drop",
        title="停用动态验证码",
        button="停用",
        tone="plain",
        fields=(_code("现在的动态验证码"),),
    )


def _secret(name: str, label: str, *, keeper: str) -> Field:
    return Field(name=name, label=label, kind=FieldKind.SECRET, autocomplete=keeper)


def _code(label: str) -> Field:
    return Field(
        name="code", label=label, kind=FieldKind.SECRET, autocomplete="one-time-code"
    )
