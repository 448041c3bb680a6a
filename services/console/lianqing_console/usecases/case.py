"""Show one case with the forms that may be sent now, and send one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_console.domain.case_forms import COMMANDS, case_form
from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.cases import CaseView, ShowCase
from lianqing_shared.contracts.letters import LetterView, SearchLetters
from lianqing_shared.contracts.network import ListUnits, UnitView
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import ConflictError, NotFoundError, RefusedError

_PROCEDURES = {Level.ONE: "submit", Level.TWO: "convene", Level.THREE: "confirm"}
"""The command that begins each level's procedure. Source: P3.2b, P3.2c, P3.2d."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePageWords:
    """All that the page of a case shows."""

    view: CaseView
    units: Sequence[UnitView]
    letters: Sequence[LetterView]
    forms: Sequence[Form]

    def unit_name(self, code: str | None) -> str:
        """Return a unit's name; its code if the network does not know it."""
        names = {unit.code: unit.name for unit in self.units}
        return names.get(code or "", code or "")


async def show_case(console: Console, visitor: Visitor, case: str) -> CasePageWords:
    """Ask for a case, its letters and the network's names."""
    view = await console.desk.ask(ShowCase(case=case), visitor.token)
    units = (await console.desk.ask(ListUnits(), visitor.token)).units
    letters: Sequence[LetterView] = ()
    if view.letter_number:
        letters = await _letters(console, visitor, view)
    found = (case_form(action, view, units) for action in COMMANDS)
    forms = [form for form in found if form and form.name in view.allowed]
    forms.sort(key=lambda form: (form.name == "note", _is_aside(form, view)))
    return CasePageWords(view=view, units=units, letters=letters, forms=tuple(forms))


async def send_case_form(
    console: Console, visitor: Visitor, case: str, *, action: str, given: Given
) -> CaseView:
    """Read a form of a case and give the command.

    Raises FormRefusedError beside the fields, or the owner's refusal. The case is
    looked at first, since its forms depend on where it stands.
    """
    if action not in COMMANDS:
        raise NotFoundError("这项操作")
    shown = await show_case(console, visitor, case)
    form = next((item for item in shown.forms if item.name == action), None)
    if form is None:
        raise ConflictError(
            f"本件现在的状态是“{shown.view.row.state.label}”，不能再这样办理；"
            "可能已有他人办理。请看下面的最新情况。"
        )
    command = read(form, given, COMMANDS[action], case_id=shown.view.row.case_id)
    return await console.desk.ask(command, visitor.token)


def _is_aside(form: Form, view: CaseView) -> bool:
    """Tell the procedure of another level than the suggested one; it stands below."""
    suggested = view.row.suggested
    own = _PROCEDURES[suggested] if suggested else ""
    return form.name in _PROCEDURES.values() and form.name != own


async def _letters(
    console: Console, visitor: Visitor, view: CaseView
) -> Sequence[LetterView]:
    """Return the case's letters; none where the person may not see letters."""
    try:
        ask = SearchLetters(case_id=view.row.case_id)
        return (await console.desk.ask(ask, visitor.token)).letters
    except RefusedError:
        return ()
