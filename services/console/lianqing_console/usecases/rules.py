"""The management rules for informants: read, publish, accept. Source: P1.3.2b."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_console.domain import informant_forms as forms
from lianqing_console.usecases.acts import Act, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.report import page_of
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgeRules,
    ListRules,
    PublishRules,
    RulesPage,
    RulesView,
)
from lianqing_shared.contracts.network import UnitView
from lianqing_shared.contracts.people import Role

DONE = {"publish": "新版管理办法已发布。", "acknowledge": "已签收，谢谢。"}
"""What a person reads after the owner has done it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesWords:
    """All that the page of the rules shows."""

    found: RulesPage
    units: tuple[UnitView, ...]
    is_informant: bool

    @property
    def in_force(self) -> RulesView | None:
        """The version that counts now."""
        return next((one for one in self.found.rules if one.is_in_force), None)

    @property
    def must_accept(self) -> bool:
        """Whether the visitor is an informant who has yet to accept it."""
        is_open = self.found.acknowledged is None and self.in_force is not None
        return self.is_informant and is_open

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by their codes."""
        return {unit.code: unit.name for unit in self.units}


async def show_rules(console: Console, visitor: Visitor) -> RulesWords:
    """Ask for the versions of the rules and who has not accepted them."""
    return RulesWords(
        found=await console.desk.ask(ListRules(), visitor.token),
        units=(await page_of(console, visitor)).units,
        is_informant=visitor.actor.holds(Role.INFORMANT),
    )


def rules_acts(visitor: Visitor, words: RulesWords) -> tuple[Act, ...]:
    """Return what this visitor may do about the rules."""
    acts = [Act(form=forms.publish_form(words.found.draft), kind=PublishRules)]
    current = words.in_force
    if words.must_accept and current:
        form = forms.acknowledge_form(current.version)
        acts.insert(0, Act(form=form, kind=AcknowledgeRules))
    return offered(visitor, acts)
