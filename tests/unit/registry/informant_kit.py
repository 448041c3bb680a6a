"""An informants' office for tests: keeper, counts that stand still, and the acts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.errors.informants import CountsUnavailableError
from lianqing_registry.gateways.score_rules import read_score_rule
from lianqing_registry.usecases import (
    apply_informant,
    change_informant,
    file_informant,
    keep_rules,
    look_up_informants,
    record_informant,
    withdraw_record,
)
from lianqing_registry.usecases.assess_informant import (
    Assessor,
    assess_informant,
    propose_assessment,
)
from lianqing_registry.usecases.find_informant import Keeper
from lianqing_shared.contracts import informant_conduct as c
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from tests.unit.registry.builders import DIGEST_KEY, a_gate, an_actor

HEAD = an_actor(Role.UNIT_HEAD, unit="court", person="pe_" + "1" * 26)
DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)
SECRETARY = an_actor(Role.COMMISSION_SECRETARY, person="pe_" + "2" * 26)
ANALYST = an_actor(Role.ANALYST, person="pe_" + "3" * 26)
TODAY = date(2026, 11, 24)

_ACTS: dict[type[Ask[Any]], Callable[..., Awaitable[Any]]] = {
    i.ApplyInformant: apply_informant.apply_informant,
    i.RenewInformant: apply_informant.renew_informant,
    i.RefuseInformant: change_informant.refuse_informant,
    i.SuspendInformant: change_informant.suspend_informant,
    i.ResumeInformant: change_informant.resume_informant,
    i.DismissInformant: change_informant.dismiss_informant,
    i.TransferInformant: change_informant.transfer_informant,
    i.ChangeInformant: change_informant.correct_informant,
    i.ConsentInformant: change_informant.consent_informant,
    i.TrainInformant: record_informant.train_informant,
    i.RewardInformant: record_informant.reward_informant,
    i.PunishInformant: record_informant.punish_informant,
    i.WithdrawInformantRecord: withdraw_record.withdraw_record,
    c.AcknowledgeRules: keep_rules.acknowledge_rules,
}


@dataclass
class StillCounter:
    """Answer with counts given in advance; without any, as if intake were away."""

    by_account: dict[str, c.Contributions] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    is_away: bool = False

    async def count(self, actor: Actor, account: str, *, year: int) -> c.Contributions:
        self.asked.append((actor.person_id, account, year))
        if self.is_away:
            raise CountsUnavailableError
        return self.by_account.get(account, c.Contributions(person_id=account))


def a_keeper(**rule: int) -> Keeper:
    return Keeper(
        rule=InformantRule(**rule),
        score_rule=read_score_rule(None),
        digest_key=DIGEST_KEY,
    )


@dataclass
class Office:
    """The acts on one database, each in a work of its own."""

    database: Database
    keeper: Keeper = field(default_factory=a_keeper)
    counter: StillCounter = field(default_factory=StillCounter)

    async def do(self, ask: Ask[Any], actor: Actor = DIRECTOR) -> Any:
        act = _ACTS[type(ask)]
        async with self.database.work(actor=actor.person_id) as work:
            return await act(work, actor, ask, keeper=self.keeper)

    async def apply(
        self, name: str = "申某", actor: Actor = HEAD, **more: Any
    ) -> i.InformantView:
        given = {"background": Background.DEPUTY, "recruiter": "court", **more}
        view: i.InformantView = await self.do(
            i.ApplyInformant(name=Personal(name), **given), actor
        )
        return view

    async def file(
        self, person_id: str, actor: Actor = DIRECTOR, **more: Any
    ) -> i.InformantFiled:
        return await file_informant.file_informant(
            self.database,
            actor,
            i.FileInformant(person_id=person_id, **more),
            keeper=self.keeper,
            gate=a_gate(),
        )

    async def filed(
        self, name: str = "申某", *, phone: Personal | None = None, **more: Any
    ) -> i.InformantView:
        applied = await self.apply(name, phone=phone)
        return (await self.file(applied.person_id, **more)).informant

    async def list(self, actor: Actor = DIRECTOR, **asked: Any) -> i.InformantPage:
        return await look_up_informants.list_informants(
            self.database, actor, i.ListInformants(**asked), keeper=self.keeper
        )

    async def show(
        self, person_id: str | None, actor: Actor = DIRECTOR
    ) -> i.InformantFile:
        return await look_up_informants.show_informant(
            self.database,
            actor,
            i.ShowInformant(person_id=person_id),
            keeper=self.keeper,
        )

    @property
    def assessor(self) -> Assessor:
        return Assessor(
            database=self.database, keeper=self.keeper, counter=self.counter
        )

    async def propose(self, person_id: str, year: int = 2026) -> c.ScoreProposal:
        return await propose_assessment(
            self.assessor, ANALYST, c.ProposeAssessment(person_id=person_id, year=year)
        )

    async def assess(
        self,
        person_id: str,
        score: int,
        *,
        proposed: int | None = None,
        reason: str | None = None,
        year: int = 2026,
    ) -> c.AssessmentView:
        if proposed is None:
            proposed = (await self.propose(person_id, year)).score
        return await assess_informant(
            self.assessor,
            ANALYST,
            c.AssessInformant(
                person_id=person_id,
                year=year,
                proposed=proposed,
                score=score,
                reason=Personal(reason) if reason else None,
            ),
        )

    async def publish(
        self, version: str = "2026-1", text: str = "第一条"
    ) -> c.RulesView:
        return await keep_rules.publish_rules(
            self.database,
            DIRECTOR,
            c.PublishRules(version=version, title="管理办法", text=text),
        )

    async def rules(self, actor: Actor = DIRECTOR) -> c.RulesPage:
        return await keep_rules.list_rules(self.database, actor, keeper=self.keeper)

    async def expire(self) -> int:
        return await change_informant.expire_informants(self.database)


def informant_actor(account: str) -> Actor:
    """Return an informant who has logged in under his account."""
    return an_actor(Role.INFORMANT, unit="centre", person=account)


def because(text: str = "按规定办理") -> dict[str, Personal]:
    return {"reason": Personal(text)}
