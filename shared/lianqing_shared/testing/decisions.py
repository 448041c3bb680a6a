"""Builders of what notify hears: decisions, units, receipts, answers; all invented."""

from datetime import UTC, date, datetime, timedelta

from lianqing_shared.contracts.cases import Basis, Body, WarningDecided, WarningLifted
from lianqing_shared.contracts.letters import (
    AcknowledgeLetter,
    LetterServed,
    Measure,
    ReplyBody,
)
from lianqing_shared.contracts.network import (
    UnitChanged,
    UnitKey,
    UnitKind,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.ids import new_id
from lianqing_shared.security.signing import Signer

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""When the decisions were made: the afternoon before tests begin."""
DECIDER = f"pe_{'0' * 26}"
FINDING = "2026年第三季度办公经费支出中有7笔共计12,600元未附原始凭证，账实不符。"
BASES = {
    Level.THREE: Basis(body=Body.CENTRE, decided_by=DECIDER, decided_at=AT),
    Level.TWO: Basis(
        body=Body.DEPUTY_SECRETARY,
        decided_by=DECIDER,
        decided_at=AT,
        convened_units=("court", "police"),
        opinions=2,
    ),
    Level.ONE: Basis(
        body=Body.COUNTY_COMMITTEE,
        decided_by=DECIDER,
        decided_at=AT,
        resolution_no="县纪常〔2026〕17号",
    ),
}
"""A proper basis for each level."""
CIRCUMSTANCES = {Level.THREE: "P4.3.2", Level.TWO: "P4.2.2", Level.ONE: "P4.1.3"}


def a_decision(
    level: Level = Level.THREE,
    *,
    case_id: str | None = None,
    addressee: str = "finance",
    basis: Basis | None = None,
    finding: str = FINDING,
    questions: tuple[str, ...] = (),
) -> WarningDecided:
    """Build a decision of the body of its level, unless another basis is given."""
    return WarningDecided(
        case_id=case_id or new_id("ca", AT),
        case_no="2026-0017",
        level=level,
        circumstances=(CIRCUMSTANCES[level],),
        addressee=addressee,
        finding=Personal(finding),
        questions=questions,
        basis=basis or BASES[level],
    )


def a_lifting(decided: WarningDecided) -> WarningLifted:
    """Build the lifting of a decided warning."""
    return WarningLifted(
        case_id=decided.case_id,
        case_no=decided.case_no,
        addressee=decided.addressee,
        lifted_by=DECIDER,
        lifted_at=AT + timedelta(days=20),
        reason="整改到位",
    )


def a_unit(
    code: str = "finance",
    *,
    name: str = "柳园镇财政所",
    public_key: str | None = None,
    version: int = 1,
    status: UnitStatus = UnitStatus.ACTIVE,
    keys: tuple[UnitKey, ...] = (),
) -> UnitChanged:
    """Build what the registry tells of a unit."""
    unit = UnitView(
        code=code,
        name=name,
        kind=UnitKind.MEMBER,
        parent="centre",
        public_key=public_key,
        status=status,
    )
    return UnitChanged(unit=unit, version=version, at=AT, keys=keys)


def a_receipt(
    served: LetterServed, signer: Signer, *, received_at: datetime | None = None
) -> AcknowledgeLetter:
    """Build the receipt that a unit's adapter signs for a letter."""
    unsigned = AcknowledgeLetter(
        submission_id=f"receipt-{served.letter_id}",
        letter_id=served.letter_id,
        pdf_sha256=served.pdf_sha256,
        received_at=received_at or AT + timedelta(days=1),
        signed_by=signer.public_key,
        signature="",
    )
    signature = signer.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature})


def an_answer(**changes: object) -> ReplyBody:
    """Build an answer that has all its parts."""
    parts = {
        "findings": "经自查，情况属实。",
        "causes": "报销审核把关不严。",
        "measures": (
            Measure(what="补齐凭证", who=Personal("壬某"), due_on=date(2026, 12, 10)),
        ),
        "answers": ("无政策依据。", "经办人自行决定。", "已停止并清退。"),
        "signed_by_leader": "癸某",
    }
    return ReplyBody.model_validate({**parts, **changes})


def an_actor(
    *roles: Role, unit: str = "centre", recused_units: tuple[str, ...] = ()
) -> Actor:
    """Build a person with roles, logged in."""
    return Actor(
        person_id=new_id("pe", AT),
        name=Personal("甲某"),
        roles=roles,
        unit=unit,
        recused_units=recused_units,
        session_id="session-1",
        issued_at=AT,
        expires_at=AT + timedelta(days=365),
    )
