"""What the command tells a person when it cannot go on."""

from lianqing_shared.errors import LianqingError, SettingsError


class CommandError(LianqingError):
    """The command stops with exit code 1; the sentence says the way out."""


class UsageError(LianqingError):
    """What was typed cannot be meant; exit code 2."""


class FolderError(SettingsError):
    """The data folder cannot be used as it is."""


class AlreadyRunningError(CommandError):
    """Another `lianqing up` holds the data folder."""

    def __init__(self, sentence: str, *, pid: int | None) -> None:
        super().__init__(sentence)
        self.pid = pid
