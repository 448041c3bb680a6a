"""Set a level: the one place where a decision is written and a warning said.

Every decision is a row of its own, one for each case and round; the warning is said
exactly once with its basis, in the same transaction. Source: P3.2b, P3.2c, P3.2d.
"""

from dataclasses import dataclass

from lianqing_grading.domain.deliberation import LEVEL_OF_BODY, chosen_circumstances
from lianqing_grading.errors import IncompleteError
from lianqing_grading.store.tables import DecisionRow
from lianqing_grading.store.units import standing_for
from lianqing_grading.usecases.acting import Taken, record
from lianqing_shared.contracts.cases import Basis, Body, CaseState, WarningDecided
from lianqing_shared.db import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a body decided, before it is written."""

    body: Body
    circumstances: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    resolution_no: str | None = None
    reason: str = ""


async def warn(work: Work, taken: Taken, ruling: Ruling, *, to: CaseState) -> None:
    """Write an approving decision and tell notify that a letter may be written.

    A unit that was merged after verification is warned as the one it went into.
    """
    level = LEVEL_OF_BODY[ruling.body]
    codes = chosen_circumstances(taken.case, level, ruling.circumstances)
    addressee, finding = taken.row.addressee, taken.row.finding
    if addressee is None or finding is None:
        raise IncompleteError("案件没有核实结论或接收单位，不能定级。请先补充核实。")
    addressee = await standing_for(work.session, addressee)
    work.session.add(_decision(work, taken, ruling, codes, approved=True))
    await record(
        work,
        taken.row,
        to,
        what=f"{ruling.body.label}决定：{level.label}预警，制发{level.letter_kind.heading}",
        by=taken.actor,
        detail=ruling.reason,
        action="warning.decided",
        changes={"level": level, "addressee": addressee},
    )
    work.say(
        WarningDecided(
            case_id=taken.row.case_id,
            case_no=taken.row.case_no,
            level=level,
            circumstances=codes,
            addressee=addressee,
            finding=finding,
            requirements=ruling.requirements,
            questions=ruling.questions,
            basis=_basis(work, taken, ruling),
            subject_key=taken.row.subject_key,
            subject_unit=taken.row.subject_unit,
        ),
        message_id=f"decided-{taken.row.case_id}-{taken.row.round}",
    )


async def turn_down(work: Work, taken: Taken, ruling: Ruling, *, to: CaseState) -> None:
    """Write a refusing decision; the case is proposed again, in a new round."""
    work.session.add(_decision(work, taken, ruling, (), approved=False))
    await record(
        work,
        taken.row,
        to,
        what=f"{ruling.body.label}未同意，退回重新提出",
        by=taken.actor,
        detail=ruling.reason,
        action="warning.refused",
        changes={"round": taken.row.round + 1, "submitted_to": None},
    )


def _decision(
    work: Work,
    taken: Taken,
    ruling: Ruling,
    codes: tuple[str, ...],
    *,
    approved: bool,
) -> DecisionRow:
    return DecisionRow(
        case_id=taken.row.case_id,
        round=taken.row.round,
        body=ruling.body,
        approved=approved,
        level=LEVEL_OF_BODY[ruling.body],
        suggested=taken.row.suggested,
        policy=taken.row.policy,
        circumstances=",".join(codes),
        decided_by=taken.actor.person_id,
        decided_at=work.now,
        opinions=len(taken.case.counted & taken.case.convened),
        resolution_no=ruling.resolution_no,
        reason=ruling.reason,
    )


def _basis(work: Work, taken: Taken, ruling: Ruling) -> Basis:
    return Basis(
        body=ruling.body,
        decided_by=taken.actor.person_id,
        decided_at=work.now,
        convened_units=tuple(sorted(taken.case.convened)),
        opinions=len(taken.case.counted & taken.case.convened),
        resolution_no=ruling.resolution_no,
        reason=ruling.reason,
    )
