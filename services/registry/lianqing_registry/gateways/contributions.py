"""Ask intake what people reported: the registry's one question to another service."""

from collections.abc import Callable
from typing import Protocol

import structlog
from nats.aio.client import Client

from lianqing_registry.errors.informants import CountsUnavailableError
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.informant_conduct import (
    Contributions,
    CountContributions,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import sign_actor

log = structlog.get_logger(__name__)


class Counter(Protocol):
    """Count what one person reported in a year, on behalf of whoever asks."""

    async def count(self, actor: Actor, account: str, *, year: int) -> Contributions:
        """Return the counts; raises CountsUnavailableError."""
        ...


class Intake:
    """Count by asking intake over the bus.

    The question carries the token of the person who asks, signed anew by the registry
    with the same words and the same end: intake checks his role as for any request, and
    its audit log names him and not a service.
    """

    def __init__(self, client: Callable[[], Client], signer: Signer) -> None:
        """Take what gives the connection; there is none before the bus has started."""
        self._client = client
        self._signer = signer

    async def count(self, actor: Actor, account: str, *, year: int) -> Contributions:
        """Return the counts.

        Raises:
            CountsUnavailableError: Intake did not answer, or not with them.
        """
        question = CountContributions(person_ids=(account,), year=year)
        try:
            page = await RpcClient(self._client()).ask(
                question, sign_actor(actor, self._signer)
            )
        except (TryAgainError, RefusedError, LookupError) as err:
            log.warning("contributions.missing", error=type(err).__name__)
            raise CountsUnavailableError from err
        for found in page.contributions:
            if found.person_id == account:
                return found
        log.warning("contributions.missing", error="not in the answer")
        raise CountsUnavailableError
