"""What can go wrong with a unit's file, in the words of the clerk who must mend it."""

from dataclasses import dataclass

from lianqing_shared.errors import LianqingError, RefusedError


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be used, and what to do; both in Chinese.

    Neither part may quote a personal value: the list of unused rows lies in a folder.
    """

    reason: str
    advice: str


class CellError(RefusedError):
    """One cell cannot be read as what its column holds."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}{advice}", code="cell")
        self.problem = Problem(reason, advice)


class WholeFileError(RefusedError):
    """A file cannot be used at all."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}{advice}", code="file")
        self.problem = Problem(reason, advice)


class SpoolFullError(LianqingError):
    """The local store is full; nothing old is ever dropped for something new."""

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"本机暂存已满（{rows} 条未获中心回执），新的文件暂不读取。"
            "请检查到防控中心的网络；恢复后会自动继续，文件请留在原处。"
        )
        self.rows = rows


class AdapterMissingError(RefusedError):
    """No installed package offers the adapter that was named."""

    def __init__(self, code: str, known: list[str]) -> None:
        names = "、".join(known) or "（没有）"
        super().__init__(
            f"没有找到适配器“{code}”。本机已安装：{names}。请先用 pip 安装它，"
            "或改正 unit.toml 里的 adapter。",
            code="adapter_missing",
        )
