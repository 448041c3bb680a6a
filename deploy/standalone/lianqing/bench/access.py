"""Measure what it costs to ask whether somebody may: every request pays it.

One check is `require`, `only_unit` and `is_recused`, as a service asks them, for every
request and every role, with relations declared. Each figure is the best of several
rounds: others' work on the machine only ever adds.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from lianqing_shared.contracts.people import Actor, Pending, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.errors import RefusedError
from lianqing_shared.security import access

_ROUNDS = 7
_RELATIONS = 10
"""Relations of each kind that are declared: more than people have."""


class AccessFigures(BaseModel):
    """Microseconds a check."""

    model_config = ConfigDict(frozen=True)

    checks: int
    allowed_us: float
    """Allowed, and not recused from a matter with a unit and a subject."""
    refused_us: float
    """Refused for his role: with the sentence that names who may."""
    pending_us: float
    """Refused for a duty of his own account."""


def measure_access(checks: int) -> AccessFigures:
    """Return the figures of so many checks of each kind."""
    pairs = list(_pairs())
    allowed = [(actor, topic) for actor, topic in pairs if access.may(actor, topic)]
    refused = [(actor, topic) for actor, topic in pairs if not access.may(actor, topic)]
    pending = [
        (actor.model_copy(update={"pending": (Pending.CHANGE_PASSWORD,)}), topic)
        for actor, topic in pairs
        if topic not in access.DUTIES
    ]
    return AccessFigures(
        checks=checks,
        allowed_us=_best(allowed, _let_in, checks),
        refused_us=_best(refused, _turn_away, checks),
        pending_us=_best(pending, _turn_away, checks),
    )


def _pairs() -> Iterator[tuple[Actor, Topic]]:
    for role in Role:
        for topic in access.ROLES:
            yield _actor(role), topic


def _let_in(actor: Actor, topic: Topic) -> None:
    access.require(actor, topic)
    access.only_unit(actor, access.Sphere.CASES)
    if access.is_recused(actor, unit="unit-of-the-case", subject_key="0" * 64):
        raise AssertionError(topic.name)


def _turn_away(actor: Actor, topic: Topic) -> None:
    try:
        access.require(actor, topic)
    except RefusedError:
        return
    raise AssertionError(topic.name)


def _best(
    pairs: list[tuple[Actor, Topic]],
    check: Callable[[Actor, Topic], None],
    checks: int,
) -> float:
    rounds = max(checks // len(pairs), 1)
    took = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for _ in range(rounds):
            for actor, topic in pairs:
                check(actor, topic)
        took.append((time.perf_counter() - start) / (rounds * len(pairs)))
    return round(min(took) * 1e6, 2)


def _actor(role: Role) -> Actor:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Actor(
        person_id="pe_" + "0" * 26,
        name=Personal("甲某"),
        roles=(Role.UNIT_RESPONDER, role),
        unit="centre",
        subject_key="f" * 64,
        recused_units=tuple(f"unit-{number}" for number in range(_RELATIONS)),
        recused_subjects=tuple(f"{number:064}" for number in range(1, _RELATIONS + 1)),
        session_id="bench",
        issued_at=at,
        expires_at=at + timedelta(minutes=1),
    )
