"""What can go wrong at the window, sorted by what the person can do about it."""

from collections.abc import Mapping

from lianqing_shared.errors import NotAllowedError, RefusedError


class SignedOutError(RefusedError):
    """There is no session, or it has ended; the way on is the log-in window.

    `why` is `none`, `idle`, `ended` or `revoked`; the window says it in words.
    """

    def __init__(self, why: str = "none") -> None:
        super().__init__("请先登录。", code="signed_out")
        self.why = why


class ForgedFormError(NotAllowedError):
    """The form does not come from this session's own page."""

    def __init__(self) -> None:
        super().__init__("这份表单不是从本系统页面提交的，未作处理。请返回重新打开。")


class FormRefusedError(RefusedError):
    """What was typed cannot be sent; `problems` maps a field's name to a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("有内容需要改正，请看标出的栏目。", code="form")
        self.problems = dict(problems)


class AlreadySentError(RefusedError):
    """The same form was sent before; `location` is where its effect can be seen."""

    def __init__(self, location: str) -> None:
        super().__init__("这份表单已经提交过，没有重复处理。", code="already_sent")
        self.location = location
