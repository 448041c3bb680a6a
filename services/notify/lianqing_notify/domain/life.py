"""The life of a letter as one table; everything else asks it.

issued → acknowledged → replied → accepted | returned (→ replied) … → lifted.
"""

from enum import StrEnum

from lianqing_shared.contracts.letters import LetterState


class Step(StrEnum):
    """What can happen to a letter."""

    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    ACCEPT = "accept"
    RETURN = "return"
    LIFT = "lift"


_S = LetterState
LIFE: dict[tuple[LetterState, Step], LetterState] = {
    (_S.ISSUED, Step.ACKNOWLEDGE): _S.ACKNOWLEDGED,
    # A reply proves receipt: the signed receipt may come late, or never on paper.
    (_S.ISSUED, Step.REPLY): _S.REPLIED,
    (_S.ACKNOWLEDGED, Step.REPLY): _S.REPLIED,
    (_S.RETURNED, Step.REPLY): _S.REPLIED,
    (_S.REPLIED, Step.ACCEPT): _S.ACCEPTED,
    (_S.REPLIED, Step.RETURN): _S.RETURNED,
    **{(state, Step.LIFT): _S.LIFTED for state in _S if state is not _S.LIFTED},
}
"""(state, step) to the next state; what is not here cannot happen."""


def after(state: LetterState, step: Step) -> LetterState | None:
    """Return the state after a step; None if the step cannot be taken now."""
    return LIFE.get((state, step))


def steps_from(state: LetterState) -> tuple[Step, ...]:
    """Return the steps that can be taken now, in the order of `Step`."""
    return tuple(step for step in Step if (state, step) in LIFE)
