"""Idle is a claim that must hold for a while; busyness names itself at the end."""

from collections.abc import Sequence

import pytest

from lianqing.launcher.idle import Probe, StillBusyError, wait_until_idle


def _telling(*answers: Sequence[str]) -> tuple[Probe, list[int]]:
    """Return a probe that gives these answers, the last one for ever, and its count."""
    asked = [0]

    async def probe() -> Sequence[str]:
        answer = answers[min(asked[0], len(answers) - 1)]
        asked[0] += 1
        return answer

    return probe, asked


async def test_it_returns_when_nothing_is_found_for_long_enough() -> None:
    probe, asked = _telling(["三个文件"], [], ["一条"], [])

    await wait_until_idle([probe], guard_s=5, stable_s=0.05, every_s=0.01)

    assert asked[0] > 4


async def test_a_single_quiet_moment_is_not_enough() -> None:
    flickering, asked = _telling(*([[], ["在途"]] * 20), [])

    await wait_until_idle([flickering], guard_s=5, stable_s=0.03, every_s=0.005)

    assert asked[0] > 40


async def test_the_guard_says_what_was_still_busy() -> None:
    quiet, _ = _telling([])
    busy, _ = _telling(["消费者 EVENTS/notify 还有 3 条"])

    with pytest.raises(StillBusyError, match="EVENTS/notify") as caught:
        await wait_until_idle([quiet, busy], guard_s=0.05, stable_s=0.01, every_s=0.01)

    assert caught.value.busy == ("消费者 EVENTS/notify 还有 3 条",)


async def test_later_probes_are_not_asked_while_an_earlier_one_is_busy() -> None:
    busy, _ = _telling(["一个文件"])
    later, asked = _telling([])

    with pytest.raises(StillBusyError):
        await wait_until_idle([busy, later], guard_s=0.05, stable_s=0.01, every_s=0.01)

    assert asked[0] == 0
