"""Enter a report and see what became of one's own. Source: plan P1.3.1, P2."""

from lianqing_console.domain.forms import Given, read
from lianqing_console.domain.other_forms import report_form
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.network import ListUnits, UnitPage, UnitView
from lianqing_shared.contracts.reports import EnterReport, ReportView


async def page_of(console: Console, visitor: Visitor) -> UnitPage:
    """Return the network's units, of a large network the upper levels."""
    return await console.desk.ask(ListUnits(), visitor.token)


async def units_of(console: Console, visitor: Visitor) -> tuple[UnitView, ...]:
    """Return the network's units."""
    return (await page_of(console, visitor)).units


async def enter_report(
    console: Console, visitor: Visitor, *, given: Given, once: str
) -> ReportView:
    """Read the form and enter the report under the form's own key.

    The key becomes the submission's id, so that even a form sent again after a crash
    gives the same report. Raises FormRefusedError or the owner's refusal.
    """
    units = await units_of(console, visitor)
    names = {unit.code: unit.name for unit in units}
    chosen = next(iter(given.get("subject.unit", ())), "")
    message = read(
        report_form(units),
        given,
        EnterReport,
        submission_id=f"console-{once}",
        reported_at=console.clock.now(),
        subject={"unit_name": names.get(chosen, "未填写")},
    )
    return await console.desk.ask(message, visitor.token)
