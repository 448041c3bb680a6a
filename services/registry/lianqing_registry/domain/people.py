"""A person as somebody wants to add him."""

from dataclasses import dataclass

from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person with a log-in name, before he has a password."""

    login: str
    name: Personal
    unit: str
    roles: tuple[Role, ...]
