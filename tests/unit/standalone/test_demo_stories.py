"""The stories show every state of a case, all levels, and both bodies of level 1."""

from lianqing.demo.cast import HEADS, RESPONDERS
from lianqing.demo.entered import entries
from lianqing.demo.stories import STORIES
from lianqing_grading.usecases.show_policy import explain_report
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level

_PASSING = {CaseState.OPENED}
"""Shown by the hundreds of cases that nobody has taken up."""


def test_together_they_end_in_every_state() -> None:
    assert {story.until for story in STORIES} | _PASSING == set(CaseState)


def test_each_level_has_a_case_that_is_carried_to_its_end() -> None:
    lifted = {story.level for story in STORIES if story.until is CaseState.LIFTED}

    assert lifted == set(Level)
    assert {story.to for story in STORIES} >= {
        Body.PARTY_SECRETARY,
        Body.COUNTY_COMMITTEE,
    }


def test_the_policy_proposes_the_level_that_each_story_tells() -> None:
    requests = {entry.request.title: entry.request for entry in entries()}

    for story in STORIES:
        proposal = explain_report(requests[Personal(story.title)])
        assert proposal.if_verified is story.level, story.key


def test_nobody_studies_his_own_unit_and_two_units_are_convened() -> None:
    for story in STORIES:
        if story.level is Level.TWO and story.convened:
            assert len(set(story.convened)) >= 2
            assert story.unit not in story.convened
            assert set(story.convened) <= set(HEADS)


def test_every_letter_that_is_answered_has_somebody_to_answer_it() -> None:
    answered = {
        CaseState.REPLIED,
        CaseState.RETURNED,
        CaseState.ACCEPTED,
        CaseState.RECHECKED,
        CaseState.LIFTED,
    }

    for story in STORIES:
        if story.until in answered:
            assert story.unit in RESPONDERS


def test_entering_again_is_the_same_submission() -> None:
    first = [entry.request.model_dump_json() for entry in entries()]
    second = [entry.request.model_dump_json() for entry in entries()]

    assert first == second
    assert len({entry.request.submission_id for entry in entries()}) == len(first)
