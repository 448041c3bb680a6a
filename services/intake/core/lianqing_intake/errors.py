"""What intake refuses and what it tries again."""

from lianqing_shared.errors import ConflictError, TryAgainError


class UnitNotYetKnownError(TryAgainError):
    """The registry's word on this unit has not arrived; it soon will."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"unit {unit} is not known yet")
        self.unit = unit


class NothingOwedError(ConflictError):
    """No schedule asks the unit for word at present."""

    def __init__(self) -> None:
        super().__init__(
            "本单位目前没有定期报送的要求，无需零报告。如有疑问请联系预警防控中心。"
        )


class NilElsewhereError(ConflictError):
    """The unit takes no part at present."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"“{unit}”目前未在用，不能提交零报告。请联系预警防控中心。")


class NilNotDueError(ConflictError):
    """Reports speak for the period already, so it is not nil."""

    def __init__(self, period: str) -> None:
        super().__init__(f"{period}已有报送，不是零报告，无需再提交。")


class NilTooLateError(ConflictError):
    """The period is closed; a missed one stays missed."""

    def __init__(self, period: str) -> None:
        super().__init__(
            f"{period}已过补报时间，按漏报处理，不能再提交零报告。请向中心书面说明原因。"
        )
