"""Record what verification found. Only true matters go on. Source: P3.2b, P3.3."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.domain.deliberation import check_verification
from lianqing_grading.domain.joining import findings_of, is_identified
from lianqing_grading.errors import IncompleteError
from lianqing_grading.gateways.policies import Policies
from lianqing_grading.store import search
from lianqing_grading.store.batch import gravity, report_ids
from lianqing_grading.store.units import named
from lianqing_grading.usecases.acting import Taken, record, take
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import VerifyCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import ReportsVerified
from lianqing_shared.db import Work
from lianqing_shared.errors import NotAllowedError

_MOST_IDS = 5_000
"""Of report ids in one message; they must fit into a megabyte."""


async def verify_case(
    work: Work, ask: VerifyCase, actor: Actor | None, *, policies: Policies
) -> None:
    """Put a true matter before its deciding body, or end an untrue one.

    The policy is asked again, with the verified facts; it proposes, nobody is bound.
    """
    taken = await take(work, actor, ask.case_id, ask.topic)
    move = Move.SUBSTANTIATE if ask.is_substantiated else Move.DISMISS
    to = check(taken.case, taken.actor, move)
    if not ask.finding.reveal().strip():
        raise IncompleteError("请写明核实情况后再提交。")
    if ask.is_substantiated:
        values = await _proposed(work, ask, taken, policies)
    else:
        values = {"suggested": None, "gravity": gravity(None), "circumstances": ""}
    await record(
        work,
        taken.row,
        to,
        what="核实属实，提出定级建议" if ask.is_substantiated else "核实：查无实据",
        by=taken.actor,
        action="case.verified",
        changes={"finding": ask.finding, **values},
    )
    await search.put_texts(work.session, [(ask.case_id, ask.finding.reveal())])
    await _tell_intake(work, ask)


async def _tell_intake(work: Work, ask: VerifyCase) -> None:
    """Say of the case's reports whether they were true; nothing else of the case."""
    joined = await report_ids(work.session, ask.case_id)
    for start in range(0, len(joined), _MOST_IDS):
        work.say(
            ReportsVerified(
                report_ids=tuple(joined[start : start + _MOST_IDS]),
                is_substantiated=ask.is_substantiated,
            )
        )


async def _proposed(
    work: Work, ask: VerifyCase, taken: Taken, policies: Policies
) -> dict[str, object]:
    """Return the columns that a true matter changes; raises if something is missing."""
    units = await named(work.session, [ask.addressee])
    if ask.addressee in taken.actor.recused_units:
        raise NotAllowedError(
            "您与这个接收单位有回避关系，不能登记本案的核实结果。请交由其他人员办理。"
        )
    facts, addressee = check_verification(
        ask.facts, units.get(ask.addressee or ""), named=ask.addressee
    )
    policy = policies.on(beijing_day(work.now))
    verdict = policy.judge(
        findings_of(
            facts,
            independent_sources=taken.row.independent_sources,
            is_verified=True,
            is_subject_identified=is_identified(taken.case.subject, addressee.code),
        )
    )
    return {
        "verified": facts.model_dump(mode="json"),
        "addressee": addressee.code,
        "suggested": verdict.level,
        "gravity": gravity(verdict.level),
        "circumstances": ",".join(verdict.circumstances),
        "policy": policy.name,
    }
