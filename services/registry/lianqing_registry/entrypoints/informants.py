"""Answer requests about invited informants.

Role and token are checked before a handler is called; scope in the use cases.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel

from lianqing_registry.gateways.contributions import Counter
from lianqing_registry.gateways.papers.typesetter import PaperPress
from lianqing_registry.usecases import (
    apply_informant,
    assess_informant,
    change_informant,
    file_informant,
    keep_rules,
    look_up_informants,
    print_informant,
    record_informant,
    withdraw_record,
)
from lianqing_registry.usecases.assess_informant import Assessor
from lianqing_registry.usecases.find_informant import Keeper
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import informant_conduct as c
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database

AskT = TypeVar("AskT", bound=Ask)  # type: ignore[type-arg]  # of any answer
AnswerT = TypeVar("AnswerT", bound=BaseModel)


class InformantDesk:
    """Answers about invited informants."""

    def __init__(
        self,
        database: Database,
        *,
        keeper: Keeper,
        gate: Gate,
        counter: Counter,
        press: PaperPress,
    ) -> None:
        self._database = database
        self._keeper = keeper
        self._gate = gate
        self._press = press
        self._assessor = Assessor(database=database, keeper=keeper, counter=counter)

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(i.ListInformants, self.list_informants)
        bus.answers(i.ShowInformant, self.show_informant)
        bus.answers(i.FileInformant, self.file_informant)
        bus.answers(c.ProposeAssessment, self.propose)
        bus.answers(c.AssessInformant, self.assess)
        bus.answers(c.ListRules, self.list_rules)
        bus.answers(c.PublishRules, self.publish_rules)
        bus.answers(i.PrintInformant, self.print_informant)
        bus.answers(i.PrintRewards, self.print_rewards)
        one = self._in_one_work
        bus.answers(i.ApplyInformant, one(apply_informant.apply_informant))
        bus.answers(i.RenewInformant, one(apply_informant.renew_informant))
        bus.answers(i.RefuseInformant, one(change_informant.refuse_informant))
        bus.answers(i.SuspendInformant, one(change_informant.suspend_informant))
        bus.answers(i.ResumeInformant, one(change_informant.resume_informant))
        bus.answers(i.DismissInformant, one(change_informant.dismiss_informant))
        bus.answers(i.TransferInformant, one(change_informant.transfer_informant))
        bus.answers(i.ChangeInformant, one(change_informant.correct_informant))
        bus.answers(i.ConsentInformant, one(change_informant.consent_informant))
        bus.answers(i.TrainInformant, one(record_informant.train_informant))
        bus.answers(i.RewardInformant, one(record_informant.reward_informant))
        bus.answers(i.PunishInformant, one(record_informant.punish_informant))
        bus.answers(i.WithdrawInformantRecord, one(withdraw_record.withdraw_record))
        bus.answers(c.AcknowledgeRules, one(keep_rules.acknowledge_rules))

    async def list_informants(
        self, ask: i.ListInformants, actor: Actor
    ) -> i.InformantPage:
        """Answer with a page of the informants' database."""
        return await look_up_informants.list_informants(
            self._database, actor, ask, keeper=self._keeper
        )

    async def show_informant(
        self, ask: i.ShowInformant, actor: Actor
    ) -> i.InformantFile:
        """Answer with one informant's file."""
        return await look_up_informants.show_informant(
            self._database, actor, ask, keeper=self._keeper
        )

    async def file_informant(
        self, ask: i.FileInformant, actor: Actor
    ) -> i.InformantFiled:
        """File an informant, or his new term."""
        return await file_informant.file_informant(
            self._database,
            actor,
            ask,
            keeper=self._keeper,
            gate=self._gate,
        )

    async def propose(self, ask: c.ProposeAssessment, actor: Actor) -> c.ScoreProposal:
        """Propose a year's score."""
        return await assess_informant.propose_assessment(self._assessor, actor, ask)

    async def assess(self, ask: c.AssessInformant, actor: Actor) -> c.AssessmentView:
        """Keep a year's score."""
        return await assess_informant.assess_informant(self._assessor, actor, ask)

    async def list_rules(self, ask: c.ListRules, actor: Actor) -> c.RulesPage:
        """Answer with the management rules."""
        return await keep_rules.list_rules(self._database, actor, keeper=self._keeper)

    async def publish_rules(self, ask: c.PublishRules, actor: Actor) -> c.RulesView:
        """Publish a version of the management rules."""
        return await keep_rules.publish_rules(self._database, actor, ask)

    async def print_informant(self, ask: i.PrintInformant, actor: Actor) -> i.Paper:
        """Print one of an informant's papers."""
        return await print_informant.print_informant(
            self._database, actor, ask, keeper=self._keeper, press=self._press
        )

    async def print_rewards(self, ask: i.PrintRewards, actor: Actor) -> i.Paper:
        """Print a year's list of rewards."""
        return await print_informant.print_rewards(
            self._database, actor, ask, keeper=self._keeper, press=self._press
        )

    def _in_one_work(
        self, act: Callable[..., Awaitable[AnswerT]]
    ) -> Callable[[AskT, Actor], Awaitable[AnswerT]]:
        """Turn an act on one work into a handler."""

        async def handle(ask: AskT, actor: Actor) -> AnswerT:
            async with self._database.work(actor=actor.person_id) as work:
                return await act(work, actor, ask, keeper=self._keeper)

        return handle
