"""Answer the requests that log people in and out."""

from lianqing_registry.usecases.change_password import change_password
from lianqing_registry.usecases.open_session import (
    close_session,
    open_session,
    renew_session,
)
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts.accounts import (
    ChangePassword,
    CloseSession,
    OpenSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.base import Done
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class SessionDesk:
    """Answers that come before there is an actor, and the change of a password."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(OpenSession, self.open)
        bus.answers(RenewSession, self.renew)
        bus.answers(CloseSession, self.close)
        bus.answers(ChangePassword, self.change_password)

    async def open(self, ask: OpenSession, actor: None) -> SessionOpened:
        """Log a person in."""
        return await open_session(
            self._database,
            self._gate,
            login=ask.login,
            password=ask.password.get_secret_value(),
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

    async def change_password(self, ask: ChangePassword, actor: Actor) -> Done:
        """Replace the actor's own password."""
        await change_password(
            self._database,
            self._gate,
            actor,
            old=ask.old.get_secret_value(),
            new=ask.new.get_secret_value(),
        )
        return Done(id=actor.person_id)
