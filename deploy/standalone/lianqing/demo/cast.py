"""The demonstration's people, each acting with a session of his own."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from lianqing.desk import Desk, log_in
from lianqing.launcher.folder import DataFolder
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.topology import ENTER_REPORT, Kind
from lianqing_shared.errors import RefusedError, TryAgainError

AnswerT = TypeVar("AnswerT", bound=BaseModel)

_EXPIRED = "not_allowed"
_PATIENT_TRIES = 30
_AGAIN_AFTER_S = 1.0

HEADS: Mapping[str, str] = {
    "court": "court-head",
    "police": "police-head",
    "finance": "finance-head",
}
"""Who gives a member unit's opinion."""
RESPONDERS: Mapping[str, str] = {
    "court": "court-clerk",
    "police": "police-clerk",
    "finance": "finance-clerk",
    "agri": "agri-head",
    "village-liuhe": "liuhe-clerk",
    "village-dongliu": "dongliu-head",
}
"""Who answers a letter for a unit."""


@dataclass(slots=True)
class Cast:
    """Log people in when they first act, and again when their token has run out."""

    client: RpcClient
    password: str
    folder: DataFolder
    _desks: dict[str, Desk] = field(default_factory=dict)

    async def ask(self, login: str, request: Ask[AnswerT]) -> AnswerT:
        """Ask as one of the people; what may be asked twice is, when no answer comes.

        Other commands raise TryAgainError: whether they acted shows in the case.
        """
        is_harmless = request.topic.kind is Kind.QUERY or request.topic is ENTER_REPORT
        tries = _PATIENT_TRIES if is_harmless else 1
        for left in reversed(range(tries)):
            try:
                return await self._ask(login, request)
            except TryAgainError:
                if not left:
                    raise
                await asyncio.sleep(_AGAIN_AFTER_S)
        raise AssertionError(login)

    async def _ask(self, login: str, request: Ask[AnswerT]) -> AnswerT:
        desk = self._desks.get(login)
        if desk is None:
            desk = await log_in(self.client, login=login, password=self.password)
            self._desks[login] = desk
        try:
            return await desk.ask(request)
        except RefusedError as err:
            if err.code != _EXPIRED or "过期" not in err.sentence:
                raise
        # The demonstration's clock may have been set ahead of the token.
        await desk.renew()
        return await desk.ask(request)
