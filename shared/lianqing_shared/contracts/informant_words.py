"""The closed sets of words about invited informants. Source: P1.3.2a, P1.3.2b."""

from enum import StrEnum


class Background(StrEnum):
    """Where informants are recruited from. Source: P1.3.2a."""

    DEPUTY = "deputy"
    CPPCC = "cppcc"
    NON_PARTY = "non_party"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The plan's word."""
        return {
            "deputy": "人大代表",
            "cppcc": "政协委员",
            "non_party": "无党派人士",
            "other": "其他",
        }[self.value]


class InformantState(StrEnum):
    """Where an informant stands; the table of moves is the registry's."""

    APPLIED = "applied"
    REFUSED = "refused"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """The state as pages name it."""
        return {
            "applied": "待备案",
            "refused": "不予备案",
            "active": "在聘",
            "suspended": "暂停履职",
            "expired": "聘期届满",
            "dismissed": "已解聘",
        }[self.value]


class LifeMove(StrEnum):
    """What can happen to an informant."""

    APPLY = "apply"
    FILE = "file"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXPIRE = "expire"
    ASK_RENEWAL = "ask_renewal"
    RENEW = "renew"
    REFUSE_RENEWAL = "refuse_renewal"
    DISMISS = "dismiss"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """The move as pages name it."""
        return {
            "apply": "申报",
            "file": "备案",
            "refuse": "不予备案",
            "suspend": "暂停履职",
            "resume": "恢复履职",
            "expire": "聘期届满",
            "ask_renewal": "申请续聘",
            "renew": "续聘备案",
            "refuse_renewal": "不予续聘",
            "dismiss": "解聘",
            "transfer": "变更选聘单位",
        }[self.value]


class RecordKind(StrEnum):
    """What is recorded about an informant beside his assessment. Source: P1.3.2b."""

    TRAINING = "training"
    REWARD = "reward"
    PUNISHMENT = "punishment"

    @property
    def label(self) -> str:
        """The kind as pages name it."""
        return {"training": "培训", "reward": "奖励", "punishment": "惩戒"}[self.value]


class FindingKind(StrEnum):
    """What somebody must see to."""

    RECRUITER_GONE = "recruiter_gone"
    RULES_NOT_ACKNOWLEDGED = "rules_not_acknowledged"
    TERM_ENDS_SOON = "term_ends_soon"
    FILING_WAITS = "filing_waits"

    @property
    def label(self) -> str:
        """The finding as pages head it."""
        return {
            "recruiter_gone": "选聘单位已停用",
            "rules_not_acknowledged": "未签收管理办法",
            "term_ends_soon": "聘期将满",
            "filing_waits": "待备案",
        }[self.value]


class InformantPaper(StrEnum):
    """What can be printed about one informant. Source: P1.3.2a, P1.3.2b."""

    APPOINTMENT = "appointment"
    FILING = "filing"
    ASSESSMENT = "assessment"

    @property
    def label(self) -> str:
        """The paper's title."""
        return {
            "appointment": "聘书",
            "filing": "特邀预警信息员备案表",
            "assessment": "特邀预警信息员年度考核表",
        }[self.value]
