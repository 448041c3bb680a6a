"""Answer requests that a person makes about his own account.

They are open to whoever is logged in, whatever else he must do first.
"""

from lianqing_registry.usecases import own_account, second_factor
from lianqing_registry.usecases.change_password import change_password
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import second_factors as f
from lianqing_shared.contracts.base import Done
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class AccountDesk:
    """Answers about one's own account: password, second factor, sessions."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(a.ChangePassword, self.change_password)
        bus.answers(a.ShowPasswordRules, self.show_rules)
        bus.answers(a.ShowAccount, self.show)
        bus.answers(a.ListSessions, self.list_sessions)
        bus.answers(a.RevokeSession, self.revoke_session)
        bus.answers(a.RevokeSessions, self.revoke_sessions)
        bus.answers(f.BeginSecondFactor, self.begin)
        bus.answers(f.ConfirmSecondFactor, self.confirm)
        bus.answers(f.DropSecondFactor, self.drop)

    async def change_password(self, ask: a.ChangePassword, actor: Actor) -> Done:
        """Replace the actor's own password."""
        await change_password(
            self._database,
            self._gate,
            actor,
            old=ask.old.get_secret_value(),
            new=ask.new.get_secret_value(),
        )
        return Done(id=actor.person_id)

    async def show_rules(
        self, ask: a.ShowPasswordRules, actor: Actor
    ) -> a.PasswordRules:
        """Answer with the rules for passwords."""
        return own_account.password_rules(self._gate)

    async def show(self, ask: a.ShowAccount, actor: Actor) -> a.AccountView:
        """Answer with the actor's own account."""
        return await own_account.show_account(self._database, self._gate, actor)

    async def list_sessions(self, ask: a.ListSessions, actor: Actor) -> a.SessionPage:
        """Answer with the actor's own sessions."""
        return await own_account.list_sessions(self._database, self._gate, actor)

    async def revoke_session(self, ask: a.RevokeSession, actor: Actor) -> Done:
        """End one of the actor's own sessions."""
        async with self._database.work(actor=actor.person_id) as work:
            await own_account.revoke_session(work, actor, ask.session_id)
        return Done(id=ask.session_id)

    async def revoke_sessions(self, ask: a.RevokeSessions, actor: Actor) -> Done:
        """End the actor's other sessions."""
        async with self._database.work(actor=actor.person_id) as work:
            await own_account.revoke_sessions(work, actor)
        return Done(id=actor.person_id)

    async def begin(
        self, ask: f.BeginSecondFactor, actor: Actor
    ) -> f.SecondFactorBegun:
        """Give the actor a secret for his app."""
        return await second_factor.begin_second_factor(
            self._database,
            self._gate,
            actor,
            password=ask.password.get_secret_value(),
            code=ask.code.get_secret_value() if ask.code else None,
        )

    async def confirm(
        self, ask: f.ConfirmSecondFactor, actor: Actor
    ) -> f.SecondFactorConfirmed:
        """Put the actor's new second factor in force."""
        async with self._database.work(actor=actor.person_id) as work:
            return await second_factor.confirm_second_factor(
                work, self._gate, actor, code=ask.code.get_secret_value()
            )

    async def drop(self, ask: f.DropSecondFactor, actor: Actor) -> Done:
        """Give the actor's second factor up."""
        await second_factor.drop_second_factor(
            self._database, self._gate, actor, code=ask.code.get_secret_value()
        )
        return Done(id=actor.person_id)
