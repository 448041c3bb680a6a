"""A person as somebody wants to add or change him."""

import re
from dataclasses import dataclass

from lianqing_registry.errors.role_changes import PersonDataError
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{3,28}[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person with a log-in name, before he has a password."""

    login: str
    name: Personal
    unit: str
    roles: tuple[Role, ...]
    email: Personal | None = None
    phone: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanges:
    """What to change of a person; None leaves as it is, empty contacts clear."""

    name: Personal | None = None
    unit: str | None = None
    email: Personal | None = None
    phone: Personal | None = None


def check_contacts(*, email: Personal | None, phone: Personal | None) -> None:
    """Refuse what can be no e-mail address, or no telephone number.

    Raises:
        PersonDataError: With what is wrong.
    """
    if email and not _EMAIL.fullmatch(email.reveal()):
        raise PersonDataError("电子邮箱的格式不对")
    if phone and not _PHONE.fullmatch(phone.reveal()):
        raise PersonDataError("电话号码只能含数字、空格、“-”和开头的“+”，5 至 30 位")
