"""Refusals about invited informants."""

from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError


class OwnFilingError(NotAllowedError):
    """Whoever asked for an informant's term does not file it. Source: P1.3.2a."""

    def __init__(self) -> None:
        super().__init__("申请人不能为自己申请的信息员备案。请由中心的另一名人员备案。")


class CloseRelationError(NotAllowedError):
    """Nobody recruits himself or those close to him. Source: 监察法 Art. 67."""

    def __init__(self) -> None:
        super().__init__(
            "您与该人员存在应当回避的关系，不能由您申报。请由本单位或中心的其他人员申报。"
        )


class InformantByFilingError(RefusedError):
    """Informants hold their role by filing, never by a change of roles."""

    def __init__(self) -> None:
        super().__init__(
            "特邀预警信息员由备案产生，不能作为角色新增或变更。"
            "请用信息员的备案（可同时开通账号）、暂停或解聘办理。",
            code="informant_by_filing",
        )


class NotFiledError(ConflictError):
    """Records are kept about informants in office only."""

    def __init__(self) -> None:
        super().__init__(
            "该信息员尚未备案或聘期已终止，不能登记此项。请先由中心备案或续聘。"
        )


class WrongMoveError(ConflictError):
    """What is asked for cannot happen where the informant stands."""

    def __init__(self, state: InformantState, move: LifeMove) -> None:
        super().__init__(
            f"该信息员目前“{state.label}”，不能办理“{move.label}”。"
            "请刷新后按当前状态办理。"
        )
        self.state = state
        self.move = move


class TermError(RefusedError):
    """A term would begin on a day on which it may not."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正日期后重新备案。", code="term")


class RenewalWaitsError(ConflictError):
    """A new term waits for filing already."""

    def __init__(self) -> None:
        super().__init__("已有一份续聘申请等待备案，请先备案或不予续聘。")


class NothingWaitsError(ConflictError):
    """There is nothing to file or to refuse."""

    def __init__(self) -> None:
        super().__init__("没有等待备案的申请，请先申报或申请续聘。")


class InformantRecordError(RefusedError):
    """Something recorded about an informant is not filled in as it must be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正后再登记。", code="informant_record")


class AccountError(RefusedError):
    """The account that an informant is to report under cannot be given to him."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正账号后重新备案。", code="informant_account")


class ProposalMovedError(ConflictError):
    """The rule no longer proposes what the person saw."""

    def __init__(self, *, seen: int, now: int) -> None:
        super().__init__(
            f"您看到的建议分为 {seen} 分，现已变为 {now} 分。"
            "请重新查看计分说明后再确认。"
        )


class AssessedElsewhereError(ConflictError):
    """Somebody else assessed the same year a moment before."""

    def __init__(self) -> None:
        super().__init__("另一名人员刚刚完成了同一年度的考核，请刷新后查看。")


class ReasonMissingError(RefusedError):
    """A score that differs from the rule's, or a correction, needs its reason."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}，请写明理由后再提交。", code="reason_missing")


class YearError(RefusedError):
    """The year cannot be assessed."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请核对年份。", code="year")


class CountsUnavailableError(RefusedError):
    """Intake did not count; nothing was assessed and nothing stored."""

    def __init__(self) -> None:
        super().__init__(
            "暂时取不到报送统计，未作考核、未保存任何内容。请稍后再试；"
            "如持续不行，请系统管理员检查信息受理服务。",
            code="counts_unavailable",
        )


class RulesError(ConflictError):
    """The management rules cannot be published or acknowledged so."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。")


class PaperError(RefusedError):
    """A paper cannot be printed; the sentence says what is missing."""

    def __init__(self, why: str) -> None:
        super().__init__(why, code="paper")
