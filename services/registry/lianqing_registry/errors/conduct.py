"""Refusals about relations and interference."""

from lianqing_shared.errors import RefusedError


class RelationError(RefusedError):
    """A relation must name a unit or a person, and only one of them."""

    def __init__(self) -> None:
        super().__init__(
            "回避关系须指明一个单位或一个人，二者只填其一。请改正后再登记。",
            code="relation",
        )
