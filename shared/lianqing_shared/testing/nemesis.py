"""Kill and freeze the processes of an installation at random, from a seed.

The seed fixes whom, how and after which pause; when a blow falls between two commits is
left to the machine, which is the point of trying several seeds. Most of the time a
service is idle and a blow proves little, hence the ambush: the killer waits until the
one before it in the line has just passed something on.
"""

import contextlib
import random
import signal
import time
from dataclasses import dataclass, field

import psutil

from lianqing_shared.testing.installation import Installation, until

_BACK_WITHIN_S = 30.0
_AMBUSHES = {
    "intake": "adapter-*.log",
    "grading": "intake.log",
    "notify": "grading.log",
}
"""Whose log grows just before the victim has a batch in hand."""
_LIES_IN_WAIT_S = 1.0
_LOOKS_EVERY_S = 0.002
_LATEST_STAB_S = 0.06
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 0.3
_SHORTEST_FREEZE_S, _LONGEST_FREEZE_S = 1.0, 2.5


@dataclass(frozen=True, slots=True)
class Blow:
    """What is done to one process; frozen for so long, or killed if 0."""

    name: str
    freeze_s: float = 0.0


@dataclass(slots=True)
class Nemesis:
    """One seed's worth of trouble; `told` is what it did, for whoever looks at it."""

    installation: Installation
    seed: int
    extra_kills: int = 4
    ambushes: int = 3
    """Further kills of each service of the line, while it has work in hand."""
    freezes: int = 2
    told: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return sum("kill -9" in line for line in self.told)

    def rage(self) -> None:
        """Strike every process at least once, some again, and freeze a few."""
        dice = random.Random(self.seed)  # noqa: S311 - to be repeated, not to be secret
        began = time.monotonic()
        for blow in self._plan(dice):
            process = self._running(blow.name)
            at = f"{time.monotonic() - began:5.2f} s"
            if blow.freeze_s:
                self.told.append(f"{at}  {blow.name} frozen for {blow.freeze_s:.1f} s")
                _freeze(process, blow.freeze_s)
            else:
                self._lie_in_wait(blow.name, dice)
                self.told.append(f"{at}  {blow.name} kill -9 ({process.pid})")
                _signal(process, signal.SIGKILL)
            time.sleep(dice.uniform(_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S))

    def _plan(self, dice: random.Random) -> list[Blow]:
        everybody = self.installation.processes()
        kills = everybody + dice.choices(everybody, k=self.extra_kills)
        kills += list(_AMBUSHES) * self.ambushes
        plan = [Blow(name) for name in kills]
        plan += [
            Blow(name, dice.uniform(_SHORTEST_FREEZE_S, _LONGEST_FREEZE_S))
            for name in dice.sample(everybody, k=self.freezes)
        ]
        dice.shuffle(plan)
        return plan

    def _lie_in_wait(self, name: str, dice: random.Random) -> None:
        """Return a moment after the victim was given work, or when none comes."""
        stab_after_s = dice.uniform(0, _LATEST_STAB_S)
        if name not in _AMBUSHES:
            return
        before = self._written(name)
        end = time.monotonic() + _LIES_IN_WAIT_S
        while self._written(name) == before and time.monotonic() < end:
            time.sleep(_LOOKS_EVERY_S)
        time.sleep(stab_after_s)

    def _written(self, name: str) -> int:
        logs = (self.installation.data / "logs").glob(_AMBUSHES[name])
        return sum(path.stat().st_size for path in logs)

    def _running(self, name: str) -> psutil.Process:
        """Wait until the launcher has the process back, and return it."""

        def found() -> bool:
            return self.installation.process(name) is not None

        until(found, f"{name} runs again", limit_s=_BACK_WITHIN_S)
        process = self.installation.process(name)
        return process if process is not None else self._running(name)


def _freeze(process: psutil.Process, for_s: float) -> None:
    _signal(process, signal.SIGSTOP)
    time.sleep(for_s)
    _signal(process, signal.SIGCONT)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.Error):  # it died by itself just now
        process.send_signal(number)
