"""Promise: the policy gives each circumstance its level, and says why, cell by cell."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_grading.domain.cells import COLUMNS
from lianqing_grading.domain.joining import findings_of
from lianqing_grading.domain.policy import FIELDS, Findings
from lianqing_grading.errors import PolicyMissingError
from lianqing_grading.gateways.policies import Policies, shipped_policies
from lianqing_grading.usecases.show_policy import explain_report
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import (
    BY_CODE,
    CIRCUMSTANCES,
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Level,
    Source,
)
from lianqing_shared.contracts.reports import Facts, ReportBody
from lianqing_shared.testing.databases import START
from tests.unit.grading.builders import AGRI, FACTS_OF

TODAY = date(2026, 11, 24)
POLICY = shipped_policies().on(TODAY)

FINDINGS = st.builds(
    Findings,
    behaviour=st.sampled_from(Behaviour),
    consequence=st.sampled_from(Consequence),
    harm=st.sampled_from(Harm),
    risk_assessed=st.sampled_from([None, True, False]),
    public_complaints=st.integers(0, 12),
    independent_sources=st.integers(1, 6),
    amount_fen=st.none() | st.integers(0, 10**10),
    is_verified=st.booleans(),
    is_subject_identified=st.booleans(),
)
PROVED = FINDINGS.map(
    lambda found: replace(found, is_verified=True, is_subject_identified=True)
)


def verified(facts: Facts, *, independent_sources: int = 1) -> Findings:
    return findings_of(
        facts,
        independent_sources=independent_sources,
        is_verified=True,
        is_subject_identified=True,
    )


@pytest.mark.parametrize("code", list(BY_CODE))
def test_each_circumstance_is_named_at_its_own_level(code: str) -> None:
    proposal = POLICY.explain(verified(FACTS_OF[code]))

    assert proposal.circumstances == (code,)
    assert proposal.level is BY_CODE[code].level


def test_one_behaviour_stands_at_three_levels_by_its_consequence() -> None:
    breach = Findings(
        behaviour=Behaviour.DECISION_BREACH,
        risk_assessed=False,
        is_verified=True,
        is_subject_identified=True,
    )

    levels = [
        POLICY.judge(replace(breach, consequence=consequence)).level
        for consequence in (
            Consequence.NONE,
            Consequence.WRONG_DECISION,
            Consequence.ADVERSE_EFFECT,
        )
    ]

    assert levels == [Level.THREE, Level.TWO, Level.ONE]


@pytest.mark.parametrize(
    ("complaints", "sources", "level"),
    [
        pytest.param(4, 2, Level.THREE, id="neither many complain nor many tell"),
        pytest.param(5, 1, Level.TWO, id="five complaints are strong reaction"),
        pytest.param(0, 3, Level.TWO, id="three independent sources are too"),
    ],
)
def test_sloth_is_level_two_only_when_the_public_reacts_strongly(
    complaints: int, sources: int, level: Level
) -> None:
    facts = Facts(behaviour=Behaviour.SERVICE_FAILURE, public_complaints=complaints)

    assert POLICY.judge(verified(facts, independent_sources=sources)).level is level


@given(FINDINGS)
def test_nothing_graver_was_caught(findings: Findings) -> None:
    verdict = POLICY.judge(findings)

    for row in POLICY.rows:
        if all(cell.is_met(getattr(findings, cell.column.name)) for cell in row.cells):
            assert row in verdict.hits
            assert verdict.level is not None
            assert not row.level.graver_than(verdict.level)


@given(PROVED, st.integers(1, 5))
def test_more_independent_sources_never_make_it_milder(
    findings: Findings, more: int
) -> None:
    before = POLICY.judge(findings).level
    after = POLICY.judge(
        replace(findings, independent_sources=findings.independent_sources + more)
    ).level

    assert before is not None
    assert after is not None
    assert not before.graver_than(after)


@given(FINDINGS)
def test_what_is_not_verified_or_not_identified_has_no_level(
    findings: Findings,
) -> None:
    assert POLICY.judge(replace(findings, is_verified=False)).level is None
    assert POLICY.judge(replace(findings, is_subject_identified=False)).level is None


@given(PROVED)
def test_what_is_proved_always_has_the_level_of_its_harm_at_least(
    findings: Findings,
) -> None:
    of_harm = {
        Harm.LIGHTER: Level.THREE,
        Harm.HEAVIER: Level.TWO,
        Harm.GRAVE: Level.ONE,
    }[findings.harm]

    level = POLICY.judge(findings).level

    assert level is not None
    assert not of_harm.graver_than(level)


@given(FINDINGS)
def test_the_explanation_agrees_with_the_judgement_and_omits_no_cell(
    findings: Findings,
) -> None:
    proposal = POLICY.explain(findings)

    assert proposal.level is POLICY.judge(findings).level
    assert proposal.if_verified is POLICY.suspect(findings).level
    assert len(proposal.rules) == len(POLICY.rows)
    for rule in proposal.rules:
        assert [cell.column for cell in rule.cells] == [col.name for col in COLUMNS]
        assert rule.is_met == all(cell.is_met for cell in rule.cells)
        assert all(cell.wanted and cell.found for cell in rule.cells)


@given(FINDINGS)
def test_an_open_clause_is_named_only_where_nothing_else_is(
    findings: Findings,
) -> None:
    verdict = POLICY.suspect(findings)
    open_clauses = {row.code for row in verdict.hits if row.is_otherwise}

    named = [code for code in verdict.circumstances if code not in open_clauses]
    for code in set(verdict.circumstances) & open_clauses:
        level = BY_CODE[code].level
        assert all(level.graver_than(BY_CODE[other].level) for other in named)


def test_a_report_alone_is_a_suspicion_and_gets_no_level() -> None:
    report = ReportBody(
        submission_id="court:0000001",
        content_class=ContentClass.PROJECTS,
        source=Source.PETITION,
        subject=AGRI,
        title=Personal("反映截留专项资金"),
        reported_at=START,
        facts=FACTS_OF["P4.1.3"],
    )

    proposal = explain_report(report)

    assert proposal.level is None
    assert proposal.if_verified is Level.ONE
    assert proposal.circumstances == ("P4.1.3",)
    wanted = {
        cell.label: (cell.wanted, cell.found, cell.is_met)
        for rule in proposal.rules
        if rule.code == "P4.1.3"
        for cell in rule.cells
    }
    assert wanted["情况属实"] == ("是", "否", False)
    assert wanted["涉及金额"] == ("不限", "未说明", True)


def test_the_table_reads_every_finding_and_shows_all_fifteen() -> None:
    view = POLICY.view()

    assert {name for name, _ in view.columns} == FIELDS
    assert {rule.code for rule in view.rules} == {row.code for row in CIRCUMSTANCES}
    assert {rule.code for rule in view.rules if rule.is_reconstructed} == {
        "P4.3.4",
        "P4.3.5",
    }


def test_a_day_without_a_policy_is_refused() -> None:
    with pytest.raises(PolicyMissingError, match="1999-01-01"):
        shipped_policies().on(date(1999, 1, 1))


def test_old_cases_keep_the_policy_they_were_graded_under() -> None:
    policies = Policies([POLICY])

    assert policies.named(POLICY.name) is POLICY
    assert policies.named("2001.01#000000000000") is POLICY
