"""Refusals of grading, each with its own sentence and the way out."""

from collections.abc import Sequence

from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError


class PolicyFaultError(RefusedError):
    """The policy file says something that cannot be carried out."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(
            f"定级规则有误（{where}）：{what}请改正规则文件后重新加载。",
            code="policy_fault",
        )
        self.where = where


class PolicyMissingError(RefusedError):
    """No policy was in force on the day."""

    def __init__(self, day: str) -> None:
        super().__init__(
            f"{day}没有生效的定级规则，无法提出定级建议。请先加载当日有效的规则文件。",
            code="policy_missing",
        )
        self.day = day


class WrongStateError(ConflictError):
    """The case does not stand where this step starts."""

    def __init__(self, state: CaseState, step: str, possible: Sequence[str]) -> None:
        way_out = "、".join(possible) if possible else "无"
        super().__init__(
            f"案件现处于“{state.label}”，不能{step}。现在可以进行的是：{way_out}。"
            "请刷新后查看最新进展。"
        )
        self.state = state


class MovedOnError(ConflictError):
    """Someone else changed the case a moment before."""

    def __init__(self) -> None:
        super().__init__("这件案件刚刚被他人更新，您的操作没有生效。请刷新后重新办理。")


class NotYoursError(NotAllowedError):
    """Another body than the actor has this step; the sentence names it."""

    def __init__(self, step: str, who: str) -> None:
        super().__init__(f"您不能{step}：这一步应当由{who}办理。")


class NoPersonError(NotAllowedError):
    """A machine tried to act on a case. Source: PIPL Art. 24; issue 2."""

    def __init__(self) -> None:
        super().__init__(
            "定级必须由人作出：没有登录人员的操作一律不予办理。请登录后再试。"
        )


class IncompleteError(RefusedError):
    """Something that the step needs was not given."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="incomplete")
