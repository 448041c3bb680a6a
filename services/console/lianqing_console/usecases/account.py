"""One's own account: password, second factor, sessions. Source: 等保2.0, domain 4.2."""

import dataclasses
from dataclasses import dataclass

from pydantic import SecretStr

from lianqing_console.domain import account_forms as forms
from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.errors import FormRefusedError
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.accounts import (
    AccountView,
    ChangePassword,
    ListSessions,
    PasswordRules,
    SessionView,
    ShowAccount,
    ShowPasswordRules,
)
from lianqing_shared.contracts.people import Pending
from lianqing_shared.contracts.second_factors import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    DropSecondFactor,
    SecondFactorBegun,
    SecondFactorConfirmed,
)

_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """A person's account, his open sessions, and the password rules in force."""

    account: AccountView
    sessions: tuple[SessionView, ...]
    rules: PasswordRules

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return what can be done now; what is pending stands first."""
        has_one = self.account.second_factor_since is not None
        password = forms.password_form()
        begin = forms.begin_form(has_one=has_one)
        if self.account.pending == (Pending.ENROL_SECOND_FACTOR,):
            return (begin, password)
        if has_one and not self.account.second_factor_required:
            return (password, begin, forms.drop_form())
        return (password, begin)


async def show_account(console: Console, visitor: Visitor) -> OwnAccount:
    """Ask the registry for the visitor's own account."""
    token = visitor.token
    account = await console.desk.ask(ShowAccount(), token)
    sessions = await console.desk.ask(ListSessions(), token)
    rules = await console.desk.ask(ShowPasswordRules(), token)
    return OwnAccount(account=account, sessions=sessions.sessions, rules=rules)


async def change_password(console: Console, visitor: Visitor, *, given: Given) -> None:
    """Change the password; the new one must be typed the same twice."""
    if given.get("new") != given.get("again"):
        raise FormRefusedError({"again": "两次输入的新密码不一样，请重新输入。"})
    form = forms.password_form()
    typed_once = tuple(item for item in form.fields if item.name != "again")
    asked = read(dataclasses.replace(form, fields=typed_once), given, ChangePassword)
    await console.desk.ask(asked, visitor.token)


async def begin_second_factor(
    console: Console, visitor: Visitor, *, given: Given
) -> SecondFactorBegun:
    """Get the secret for the visitor's app; it is shown this once."""
    form = forms.begin_form(has_one="code" in given)
    return await console.desk.ask(
        read(form, _plain(given), BeginSecondFactor), visitor.token
    )


async def confirm_second_factor(
    console: Console, visitor: Visitor, *, given: Given
) -> SecondFactorConfirmed:
    """Prove the app; the recovery codes in the answer are shown this once."""
    asked = read(forms.confirm_form(), _plain(given), ConfirmSecondFactor)
    return await console.desk.ask(asked, visitor.token)


async def drop_second_factor(
    console: Console, visitor: Visitor, *, given: Given
) -> None:
    """Give the second factor up, where the roles allow it."""
    asked = read(forms.drop_form(), _plain(given), DropSecondFactor)
    await console.desk.ask(asked, visitor.token)


def in_groups(secret: SecretStr) -> str:
    """Return a secret in groups of four, for typing."""
    text = secret.get_secret_value()
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _plain(given: Given) -> Given:
    """Return what was typed, a code without the blanks that apps show inside it."""
    codes = tuple("".join(code.split()) for code in given.get("code", ()))
    return {**given, "code": codes}
