"""Errors of notify, sorted by what to do: try again, or refuse."""

from collections.abc import Sequence

from lianqing_shared.errors import ConflictError, RefusedError, TryAgainError


class TypesettingError(RefusedError):
    """The template cannot set this letter; the trace is for whoever mends it."""

    def __init__(self, number: str, detail: str) -> None:
        super().__init__(
            f"文书{number}排版失败：{detail}。请联系系统管理员。", code="typesetting"
        )
        self.number = number


class NotYetKnownError(TryAgainError):
    """A message speaks of something whose own message has not arrived yet."""

    def __init__(self, what: str) -> None:
        super().__init__(f"尚未收到{what}的信息，稍后自动重试。")
        self.what = what


class BasisRefusedError(RefusedError):
    """The decision does not carry the letter: wrong body, or something missing."""

    def __init__(self, case_no: str, flaw: str) -> None:
        super().__init__(
            f"不能为案件{case_no}制发文书：{flaw}。请按规定程序重新决定后再制发。",
            code="basis_refused",
        )
        self.case_no = case_no


class IssuerRefusedError(RefusedError):
    """No authorised organ is configured for this kind of letter."""

    def __init__(self, case_no: str, flaw: str) -> None:
        super().__init__(
            f"不能为案件{case_no}制发文书：{flaw}。请由系统管理员在本镇配置文件中"
            "补充后重新投递。",
            code="issuer_refused",
        )
        self.case_no = case_no


class SignatureRefusedError(RefusedError):
    """A receipt is not signed by the unit that it claims to come from."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"签收回执的签名与单位{unit}的密钥不符，未予登记。请核对该单位的凭证后重新签收。",
            code="signature_refused",
        )
        self.unit = unit


class StepRefusedError(ConflictError):
    """The letter is not in a state for this step."""

    def __init__(self, number: str, *, state: str, wanted: str) -> None:
        super().__init__(
            f"文书{number}当前状态为“{state}”，不能{wanted}，请刷新后再试。"
        )
        self.number = number


class ReplyIncompleteError(RefusedError):
    """A reply lacks a part that its letter demands."""

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(
            f"答复不完整：缺少{'、'.join(lacking)}。请补充后重新提交。",
            code="reply_incomplete",
        )
        self.lacking = tuple(lacking)


class TownFileError(RefusedError):
    """The town's file cannot be used; the service does not start with it."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(f"本镇配置文件{path}不可用：{detail}。", code="town_file")
        self.path = path


class LostRaceError(TryAgainError):
    """Another process handled the same thing at the same moment; look again."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}正由另一个进程处理，稍后自动重试。")
        self.what = what


class FileMismatchError(RefusedError):
    """A unit signed for a file that is not the one that was sent."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"签收的文件与发出的文书{number}不一致，未予登记。请重新接收后再签收。",
            code="file_mismatch",
        )
        self.number = number
