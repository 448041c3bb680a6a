"""Sort every failure by what to do about it: try again, or refuse."""


class LianqingError(Exception):
    """The root of every error that lianqing raises on purpose."""


class TryAgainError(LianqingError):
    """Something outside is in trouble for now; the message goes back to the stream."""


class RefusedError(LianqingError):
    """The request can never succeed as it stands; it is answered, never retried.

    `code` is stable and for programs; `sentence` is for the person who asked: what is
    wrong, why, and what to do next, in Chinese where a clerk reads it.
    """

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class NotFoundError(RefusedError):
    """What was asked for does not exist, or the asker may not know that it does."""

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}，请核对编号后重试。", code="not_found")
        self.what = what


class NotAllowedError(RefusedError):
    """The actor may not do this here; the sentence names who may."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="not_allowed")


class ConflictError(RefusedError):
    """The thing has moved on, or was said before with other words."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="conflict")


class SettingsError(LianqingError):
    """The installation is not set up as the program needs it; a person must act."""
