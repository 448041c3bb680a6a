"""Refusals about schedules of reporting and the replacement of clerks."""

from datetime import date

from lianqing_shared.errors import ConflictError, RefusedError


class PastScheduleError(RefusedError):
    """A rule for the past would make past periods late."""

    def __init__(self, valid_from: date) -> None:
        super().__init__(
            f"报送规定不能从过去的日期 {valid_from:%Y-%m-%d} 起执行，否则以往各期会变成"
            "迟报。请填写今天或以后的日期。",
            code="past_schedule",
        )


class ScheduleScopeError(RefusedError):
    """A rule names a unit and a kind at once."""

    def __init__(self) -> None:
        super().__init__(
            "报送规定只能针对一个单位、一类单位或全镇之一。请只填写单位或类别中的一项。",
            code="schedule_scope",
        )


class SameClerkError(RefusedError):
    """Nobody replaces himself."""

    def __init__(self) -> None:
        super().__init__(
            "离任与接任的是同一人，无需更换。请另选接任人员。", code="same_clerk"
        )


class ClerkSittingError(ConflictError):
    """Who is to come in sits there already; ending one appointment is a dismissal."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"接任人员已是“{unit}”的在任录入员。如只需免去一人，请办理免去手续。"
        )
