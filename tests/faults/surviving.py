"""One seed of trouble: a whole installation at work, killed again and again.

Three offices deliver, a person verifies and confirms cases, and a nemesis kills or
freezes services, console, adapters and nats-server. Then the rest is delivered, all
settles, and what is left is handed over.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianqing_shared.contracts.cases import (
    BeginCase,
    CaseState,
    CaseView,
    ConfirmCase,
    SearchCases,
    ShowCase,
    VerifyCase,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.testing.installation import Installation
from lianqing_shared.testing.nemesis import Nemesis
from lianqing_shared.testing.people import People, town_people
from tests.faults.deliveries import Delivery, deliveries
from tests.faults.settling import settled, shorten_patience

LEAST_LETTERS = 3
_ACK_WAIT_S = 4
_SETTLES_WITHIN_S = 60.0
_FLOWS_WITHIN_S = 60.0
_DROP_EVERY_S = 0.5
_FIRST_SHARE = 0.6
"""How much is delivered before the nemesis ends; the rest comes after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What was left when the system had settled and was stopped."""

    installation: Installation
    nemesis: Nemesis
    verdict: Mapping[str, Any]

    def explain(self) -> str:
        """Return all that one needs to look at a failure."""
        blows = "\n".join(self.nemesis.told)
        words = self.installation.last_words()
        return f"seed {self.nemesis.seed}\n{blows}\n{self.verdict}\n{words}"


async def survive(data: Path, seed: int) -> Aftermath:
    """Run one seed to its end; what it did stands beside whatever goes wrong."""
    with Installation(data) as installation:
        nemesis = Nemesis(installation, seed)
        try:
            installation.start()
            await shorten_patience(installation, ack_wait_s=_ACK_WAIT_S)
            await _flow(installation, nemesis)
            await settled(installation, within_s=_SETTLES_WITHIN_S)
        except Exception as err:
            blows = "\n".join(nemesis.told)
            err.add_note(f"seed {seed}\n{blows}\n{installation.last_words()}")
            raise
        finally:
            installation.stop()
        verdict = installation.cli("verify", "--output", "json").json
        return Aftermath(installation=installation, nemesis=nemesis, verdict=verdict)


async def _flow(installation: Installation, nemesis: Nemesis) -> None:
    """Deliver, work and kill at the same time; deliver the rest when it is over."""
    todo = deliveries()
    cut = int(len(todo) * _FIRST_SHARE)
    calm = asyncio.Event()
    async with asyncio.timeout(_FLOWS_WITHIN_S), asyncio.TaskGroup() as tasks:
        tasks.create_task(_deliver(installation, todo[:cut], calm=calm))
        tasks.create_task(_work_at_the_desk(installation, calm=calm))
        await asyncio.to_thread(nemesis.rage)
        calm.set()
    for one in todo[cut:]:
        installation.drop(one.unit, one.name, one.content)


async def _deliver(
    installation: Installation, todo: list[Delivery], *, calm: asyncio.Event
) -> None:
    """Drop a file whenever a blow may have fallen; all at once when it is calm."""
    for one in todo:
        installation.drop(one.unit, one.name, one.content)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DROP_EVERY_S):
                await calm.wait()


async def _work_at_the_desk(installation: Installation, *, calm: asyncio.Event) -> None:
    """Bring cases to their letters, trying again whatever a blow cut off."""
    creds = installation.data / "creds"
    done = 0
    async with town_people(
        installation.bus_url(), creds, password=installation.password(), may_wait=True
    ) as people:
        while not calm.is_set() or done < LEAST_LETTERS:
            with contextlib.suppress(TryAgainError, RefusedError):
                done += await _step(people)
            await asyncio.sleep(0.05)


async def _step(people: People) -> int:
    """Do the next thing for one level-3 case; return 1 if that was its decision."""
    search = SearchCases(level=Level.THREE, open_only=True, limit=100)
    page = await people.ask("director", search)
    for row in page.cases:
        view = await people.ask("director", ShowCase(case=row.case_id))
        request = _next(view)
        if request is not None:
            await people.ask("director", request)
            return int(isinstance(request, ConfirmCase))
    return 0


def _next(view: CaseView) -> BeginCase | VerifyCase | ConfirmCase | None:
    case = view.row.case_id
    match view.row.state:
        case CaseState.OPENED:
            return BeginCase(case_id=case)
        case CaseState.VERIFYING:
            return VerifyCase(
                case_id=case,
                is_substantiated=True,
                facts=view.facts,
                finding=Personal("经核实，情况属实。"),
                addressee="finance",
            )
        case CaseState.PROPOSED:
            codes = view.proposal.circumstances
            return ConfirmCase(case_id=case, circumstances=codes)
        case _:
            return None
