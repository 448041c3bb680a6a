"""Refusals about relations and interference."""

from lianqing_shared.errors import NotAllowedError, RefusedError


class RelationError(RefusedError):
    """A relation that says nothing: to oneself."""

    def __init__(self) -> None:
        super().__init__(
            "本人事项本来就须回避，不必登记。请填写与本人有利害关系的单位或人员。",
            code="relation",
        )


class OthersRelationError(NotAllowedError):
    """Somebody declares a relation of another person."""

    def __init__(self) -> None:
        super().__init__(
            "您只能申报本人的回避关系。他人的由其本人、中心主任、镇纪委书记"
            "或者安全管理员登记。"
        )


class OwnRelationError(NotAllowedError):
    """Somebody would end what keeps himself out."""

    def __init__(self) -> None:
        super().__init__(
            "本人的回避关系不能由本人解除。请由镇纪委书记或者县纪委联络员办理。"
        )


class InterferenceError(RefusedError):
    """An entry of the interference register is not filled in as it must be."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正后再登记。", code="interference")
