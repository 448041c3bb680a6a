"""What intake refuses and what it tries again."""

from lianqing_shared.errors import TryAgainError


class UnitNotYetKnownError(TryAgainError):
    """The registry's word on this unit has not arrived; it soon will."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"unit {unit} is not known yet")
        self.unit = unit
