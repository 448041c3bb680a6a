"""Whether a unit may report now, and if not, what its clerk is told. Source: P1.0."""

from dataclasses import dataclass

from lianqing_shared.contracts.network import UnitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """How a unit stands in the network; `successor` is where a merged one went."""

    status: UnitStatus
    successor: str | None = None


def reason_to_refuse(standing: UnitStanding) -> str | None:
    """Return why nothing is taken from the unit now; None if it takes part."""
    match standing.status:
        case UnitStatus.ACTIVE:
            return None
        case UnitStatus.SUSPENDED:
            return (
                "贵单位已暂停报送，本次不予受理。"
                "请先联系预警防控中心恢复，恢复后以新编号重新报送。"
            )
        case UnitStatus.MERGED:
            return (
                f"贵单位已并入“{standing.successor}”，本次不予受理。"
                "请改由该单位报送；报送程序仍用旧凭证的，请联系中心更换。"
            )
        case UnitStatus.REVOKED:
            return "贵单位已停用，本次不予受理。如有疑问，请联系预警防控中心。"
