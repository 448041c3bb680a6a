"""Answer the requests that log people in and out."""

from lianqing_registry.usecases.open_session import (
    close_session,
    open_session,
    renew_session,
)
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts.accounts import (
    CloseSession,
    OpenSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.base import Done
from lianqing_shared.db.work import Database


class SessionDesk:
    """Answers that come before there is an actor."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(OpenSession, self.open)
        bus.answers(RenewSession, self.renew)
        bus.answers(CloseSession, self.close)

    async def open(self, ask: OpenSession, actor: None) -> SessionOpened:
        """Log a person in."""
        return await open_session(
            self._database,
            self._gate,
            login=ask.login,
            password=ask.password.get_secret_value(),
            code=ask.code.get_secret_value() if ask.code else None,
            origin=ask.origin,
        )

    async def renew(self, ask: RenewSession, actor: None) -> SessionOpened:
        """Give a fresh token."""
        return await renew_session(
            self._database, self._gate, refresh=ask.refresh.get_secret_value()
        )

    async def close(self, ask: CloseSession, actor: None) -> Done:
        """Log a person out."""
        await close_session(self._database, refresh=ask.refresh.get_secret_value())
        return Done()
