"""The tables of the registry.

Three promises are kept by the database itself, whatever the code does: at most two
entry clerks per unit (`slot`), one credential in force per unit, one person per log-in.
"""

from lianqing_registry.store.tables.accounts import (
    AccountNoteRow,
    OldPasswordRow,
    RecoveryCodeRow,
    RoleApprovalRow,
    RoleChangeRow,
    SecondFactorRow,
)
from lianqing_registry.store.tables.base import Base
from lianqing_registry.store.tables.calendars import CalendarRow
from lianqing_registry.store.tables.checkpoints import (
    CheckpointFindingRow,
    CheckpointRow,
)
from lianqing_registry.store.tables.conduct import (
    FormerIdentityRow,
    InterferenceRow,
    OfficerSaidRow,
    RelationRow,
)
from lianqing_registry.store.tables.duties import (
    ClerkPaperRow,
    GapCheckRow,
    NetworkGapRow,
    ScheduleRuleRow,
)
from lianqing_registry.store.tables.informant_conduct import (
    AcknowledgementRow,
    AssessmentRow,
    ManagementRulesRow,
)
from lianqing_registry.store.tables.informants import (
    FilingNumberRow,
    InformantRecordRow,
    InformantRow,
    InformantStepRow,
    InformantTermRow,
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
    "AccountNoteRow",
    "AcknowledgementRow",
    "AssessmentRow",
    "Base",
    "CalendarRow",
    "CheckpointFindingRow",
    "CheckpointRow",
    "ClerkPaperRow",
    "ClerkRow",
    "CredentialRow",
    "FilingNumberRow",
    "FormerIdentityRow",
    "GapCheckRow",
    "InformantRecordRow",
    "InformantRow",
    "InformantStepRow",
    "InformantTermRow",
    "InterferenceRow",
    "LoginAttemptRow",
    "ManagementRulesRow",
    "NetworkGapRow",
    "OfficerSaidRow",
    "OldPasswordRow",
    "PersonRoleRow",
    "PersonRow",
    "RecoveryCodeRow",
    "RelationRow",
    "RoleApprovalRow",
    "RoleChangeRow",
    "ScheduleRuleRow",
    "SecondFactorRow",
    "SessionRow",
    "UnitRow",
    "UnitVersionRow",
]
