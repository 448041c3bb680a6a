"""Refusals about invited informants."""

from lianqing_shared.errors import ConflictError, NotAllowedError, RefusedError


class OwnFilingError(NotAllowedError):
    """Whoever applied for an informant does not file him. Source: P1.3.2a."""

    def __init__(self) -> None:
        super().__init__("申请人不能为自己申请的信息员备案。请由中心的另一名人员备案。")


class NotFiledError(ConflictError):
    """Records are kept about filed informants only."""

    def __init__(self) -> None:
        super().__init__("该信息员尚未备案或已终止，不能登记此项。请先由中心备案。")


class InformantRecordError(RefusedError):
    """A training, assessment, reward or punishment is not filled in as it must be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正后再登记。", code="informant_record")
