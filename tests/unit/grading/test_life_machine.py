"""Promise: no case makes a move that the table lacks, whatever people and letters do,
and none is warned without the decision of its level's body.
"""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from lianqing_grading.domain.case import TABLE, WARNED
from lianqing_grading.domain.deliberation import LEVEL_OF_BODY, QUORUM
from lianqing_grading.usecases.ledger import ledger
from lianqing_grading.usecases.performing import CaseAct
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseState, CaseView, WarningDecided
from lianqing_shared.contracts.letters import (
    LetterReplied,
    ReplyAccepted,
    ReplyReturned,
)
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Facts
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.databases import START, opened, said
from tests.unit.grading.builders import (
    FACTS_OF,
    LETTER,
    METADATA,
    TOWN,
    Desk,
    a_confirmation,
    a_report,
    a_verification,
    moment,
)

T = TypeVar("T")


Right = tuple[CaseState, str, Callable[[str, Facts], CaseAct]]


def decision(case_id: str, code: str, *, approves: bool = True) -> c.DecideCase:
    return c.DecideCase(
        case_id=case_id,
        approves=approves,
        circumstances=(code,),
        resolution_no="9号",
        reason="理由",
    )


_S = CaseState
RIGHT_STEPS: list[Right] = [
    (_S.OPENED, "analyst", lambda i, _: c.BeginCase(case_id=i)),
    (_S.VERIFYING, "analyst", a_verification),
    (
        _S.PROPOSED,
        "director",
        lambda i, _: a_confirmation(i, "P4.3.5", reason="理由"),
    ),
    (
        _S.PROPOSED,
        "deputy",
        lambda i, _: c.ConveneCase(case_id=i, units=("court", "police"), reason="理由"),
    ),
    *(
        (
            _S.PROPOSED,
            "director",
            lambda i, _, to=to: c.SubmitCase(case_id=i, to=to, reason="理由"),
        )
        for to in (Body.PARTY_SECRETARY, Body.COUNTY_COMMITTEE)
    ),
    *(
        (
            _S.STUDYING,
            who,
            lambda i, _: c.OpineCase(case_id=i, agrees=True, text="意见"),
        )
        for who in ("court-head", "police-head")
    ),
    (_S.STUDYING, "deputy", lambda i, _: decision(i, "P4.2.5")),
    (_S.STUDYING, "deputy", lambda i, _: decision(i, "P4.2.5", approves=False)),
    (_S.SUBMITTED, "party", lambda i, _: decision(i, "P4.1.5")),
    (_S.SUBMITTED, "county", lambda i, _: decision(i, "P4.1.5")),
    (_S.SUBMITTED, "county", lambda i, _: decision(i, "P4.1.5", approves=False)),
    *(
        (
            _S.ACCEPTED,
            "analyst",
            lambda i, _, ok=ok: c.RecheckCase(case_id=i, is_mended=ok, text="情况"),
        )
        for ok in (True, False)
    ),
    *(
        (state, who, lambda i, _: c.LiftCase(case_id=i, reason="理由"))
        for state in (_S.ACCEPTED, _S.RECHECKED)
        for who in ("director", "deputy", "party", "county")
    ),
]
EDGES = {(state, found.to) for (state, _), found in TABLE.items()}
NEWS: dict[str, type[LetterReplied | ReplyAccepted | ReplyReturned]] = {
    "reply": LetterReplied,
    "accept": ReplyAccepted,
    "return": ReplyReturned,
}
LETTER_WALKS = {(a, b) for a in WARNED for b in WARNED if a is not CaseState.LIFTED}


class CaseLife(RuleBasedStateMachine):
    """One case, a town full of people, letters whose news comes as it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite+aiosqlite:///{Path(self.folder.name) / 'life.db'}"
        entered = opened(
            url, METADATA, clock=SetClock(START), service=Principal.GRADING
        )
        self.desk = Desk(self.wait(self.stack.enter_async_context(entered)))
        self.wait(self.desk.learn_town())
        self.case_id = ""
        self.state = CaseState.OPENED
        self.hours = 1

    def wait(self, awaited: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(awaited)

    @override
    def teardown(self) -> None:
        books = self.wait(ledger(self.desk.database.engine))
        self.wait(self.stack.aclose())
        self.loop.close()
        self.folder.cleanup()
        assert books["problems"] == []

    @initialize(
        code=st.sampled_from(["P4.1.3", "P4.2.2", "P4.3.2"]),
        stage=st.sampled_from(["opened", "proposed", "studied", "warned"]),
    )
    def a_case_has_come_so_far(self, code: str, stage: str) -> None:
        self.facts = FACTS_OF[code]
        match stage:
            case "opened":
                coming = self.desk.opened(a_report(self.facts))
            case "proposed":
                coming = self.desk.proposed(self.facts)
            case "studied":
                coming = self.desk.studied(self.facts)
            case _:
                coming = self.desk.warned()
        self.case_id = self.wait(coming)
        self.state = self.wait(self.desk.show(self.case_id)).row.state

    @precondition(lambda self: any(at is self.state for at, _, _ in RIGHT_STEPS))
    @rule(picks=st.lists(st.integers(0, 99), min_size=2, max_size=6))
    def steps_in_turn(self, picks: list[int]) -> None:
        """Let the right people do what the state asks for, several times on end."""
        for pick in picks:
            fitting = [right for right in RIGHT_STEPS if right[0] is self.state]
            if fitting:
                _, who, ask = fitting[pick % len(fitting)]
                self._do(ask(self.case_id, self.facts), who)

    @precondition(lambda self: bool(self.case_id))
    @rule(right=st.sampled_from(RIGHT_STEPS), who=st.sampled_from(sorted(TOWN)))
    def a_step_out_of_turn(self, right: Right, who: str) -> None:
        """Let anyone try anything at any time."""
        _, _, ask = right
        self._do(ask(self.case_id, self.facts), who)

    @rule(
        units=st.lists(st.sampled_from(["court", "police", "agri", "county"])),
        to=st.sampled_from(Body),
    )
    def a_step_with_wrong_words(self, units: list[str], to: Body) -> None:
        convene = c.ConveneCase(case_id=self.case_id, units=tuple(units), reason="理由")
        self._do(convene, "deputy")
        self._do(c.SubmitCase(case_id=self.case_id, to=to, reason="理由"), "director")

    @precondition(lambda self: self.state in WARNED)
    @rule(kind=st.sampled_from(sorted(NEWS)), is_late=st.booleans())
    def news_of_the_letter(self, kind: str, *, is_late: bool) -> None:
        self.hours += 1
        at = moment(self.hours - (5 if is_late else 0))
        known = {"letter_id": LETTER, "case_id": self.case_id, "at": at}
        more = {"is_late": False, "reason": "重办", "due_on": "2026-12-15"}
        news = NEWS[kind].model_validate({**known, **more})
        self.wait(self.desk.follow(news))
        self._look(LETTER_WALKS | {(self.state, self.state)})

    @rule()
    def a_further_report(self) -> None:
        if self.state not in {CaseState.LIFTED, CaseState.UNSUBSTANTIATED}:
            self.wait(self.desk.hear(a_report(self.facts)))

    @invariant()
    def what_is_warned_was_decided_by_the_body_of_its_level(self) -> None:
        if not self.case_id:
            return
        view: CaseView = self.wait(self.desk.show(self.case_id))
        warnings = [
            event
            for event in self.wait(said(self.desk.database))
            if isinstance(event, WarningDecided)
        ]
        assert len(warnings) == int(view.row.state in WARNED)
        assert (view.basis is not None) == bool(warnings)
        for warning in warnings:
            assert view.row.level is warning.level
            assert LEVEL_OF_BODY[warning.basis.body] is warning.level
            if warning.level is Level.TWO:
                assert warning.basis.opinions >= QUORUM
            if warning.basis.body is Body.COUNTY_COMMITTEE:
                assert warning.basis.resolution_no

    def _do(self, ask: CaseAct, who: str) -> None:
        try:
            self.wait(self.desk.do(ask, TOWN[who]))
        except RefusedError:
            self._look({(self.state, self.state)})
        else:
            self._look(EDGES)

    def _look(self, allowed: set[tuple[CaseState, CaseState]]) -> None:
        now = self.wait(self.desk.show(self.case_id)).row.state
        assert (self.state, now) in allowed
        self.state = now


def test_no_case_leaves_the_table() -> None:
    run_state_machine_as_test(
        CaseLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
