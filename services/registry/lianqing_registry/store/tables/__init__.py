"""The tables of the registry.

Three promises are kept by the database itself, whatever the code does: at most two
entry clerks per unit (`slot`), one credential in force per unit, one person per log-in.
"""

from lianqing_registry.store.tables.base import Base
from lianqing_registry.store.tables.calendars import CalendarRow
from lianqing_registry.store.tables.conduct import RelationRow
from lianqing_registry.store.tables.informants import (
    FilingNumberRow,
    InformantRecordRow,
    InformantRow,
)
from lianqing_registry.store.tables.people import (
    ClerkRow,
    LoginAttemptRow,
    PersonRoleRow,
    PersonRow,
    SessionRow,
)
from lianqing_registry.store.tables.units import (
    CredentialRow,
    UnitRow,
    UnitVersionRow,
)

__all__ = [
    "Base",
    "CalendarRow",
    "ClerkRow",
    "CredentialRow",
    "FilingNumberRow",
    "InformantRecordRow",
    "InformantRow",
    "LoginAttemptRow",
    "PersonRoleRow",
    "PersonRow",
    "RelationRow",
    "SessionRow",
    "UnitRow",
    "UnitVersionRow",
]
