"""Promise: the measurement of checks asks what services ask, and gets answers."""

import pytest

from lianqing.bench import access as bench
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.security import access


def test_all_three_kinds_of_check_are_measured() -> None:
    found = bench.measure_access(1_000)

    assert found.checks == 1_000
    assert min(found.allowed_us, found.refused_us, found.pending_us) > 0


def test_a_planted_gate_that_lets_everybody_in_stops_the_measurement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lets_in(actor: Actor, topic: Topic) -> None:
        return None

    monkeypatch.setattr(access, "require", lets_in)

    with pytest.raises(AssertionError):
        bench.measure_access(1_000)
