"""Enter reports and see what became of them. Source: plan P1.3.1."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import pick
from lianqing_console.domain.forms import Given
from lianqing_console.domain.other_forms import report_form
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    once_in,
    only_for,
)
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.report import enter_report, units_of
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import ReportId
from lianqing_shared.contracts.reports import (
    ListQuarantine,
    Outcome,
    SearchReports,
    ShowReport,
)

router = APIRouter()
_DONE = {
    "accepted": "登记成功，已受理。处理结果见下表。",
    "rejected": "已登记，但不予受理，原因见下表。",
    "quarantined": "已登记，待中心人工处理。",
}
_SHOWN_AFTERWARDS = 5


@router.get("/reports/new")
async def blank(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the form, and one's latest reports below it."""
    only_for(visitor, t.ENTER_REPORT)
    return show_sheet(request, pages, await _sheet(console, visitor))


@router.post("/reports/new")
async def enter(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Enter a report; what was typed stays if it is refused."""
    only_for(visitor, t.ENTER_REPORT)

    async def carry_out(given: Given) -> str:
        report = await enter_report(console, visitor, given=given, once=once_in(given))
        return f"/reports/new?done={report.outcome.value}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="report",
        back="/reports",
        act=carry_out,
        again=lambda: _sheet(console, visitor),
    )


async def _sheet(console: Console, visitor: Visitor) -> Sheet:
    units = await units_of(console, visitor)
    latest = await console.desk.ask(
        SearchReports(limit=_SHOWN_AFTERWARDS), visitor.token
    )
    return Sheet(
        template="report_new.html",
        said={"latest": latest.reports},
        forms=(report_form(units),),
        done=_DONE,
    )


@router.get("/reports")
async def reports(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List reports with their outcome: one's own unit's, or all at the centre."""
    only_for(visitor, t.SEARCH_REPORTS)
    query = request.query_params
    outcome = pick(Outcome, query.get("outcome"))
    text = query.get("q", "").strip()[:100]
    found = await console.desk.ask(
        SearchReports(
            text=text, outcome=outcome, after=query.get("after", "")[:80] or None
        ),
        visitor.token,
    )
    units = await units_of(console, visitor)
    return pages.show(
        request,
        "reports.html",
        found=found,
        text=text,
        outcome=outcome,
        outcomes=tuple(Outcome),
        names={unit.code: unit.name for unit in units},
    )


@router.get("/reports/{report}")
async def one_report(
    request: Request,
    report: ReportId,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one report as its unit and the centre see it."""
    only_for(visitor, t.SHOW_REPORT)
    found = await console.desk.ask(ShowReport(report_id=report), visitor.token)
    units = await units_of(console, visitor)
    names = {unit.code: unit.name for unit in units}
    return pages.show(request, "report.html", report=found, names=names)


@router.get("/quarantine")
async def quarantine(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List what could not be read, without its content."""
    only_for(visitor, t.LIST_QUARANTINE)
    found = await console.desk.ask(ListQuarantine(), visitor.token)
    units = await units_of(console, visitor)
    names = {unit.code: unit.name for unit in units}
    return pages.show(request, "quarantine.html", found=found, names=names)
