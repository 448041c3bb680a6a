"""Units by the spreadsheet: try a file out, take it in, take the network out."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
    taken_in,
)
from lianqing_console.usecases import unit_files as use
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.units import ExportUnits, UnitsImported

router = APIRouter()
_PATH = "/units/import"
_TABLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/units/import")
async def choose(request: Request, pages: PagesHere, visitor: VisitorHere) -> Response:
    """Show the form that takes a file."""
    only_for(visitor, t.IMPORT_UNITS)
    return show_sheet(request, pages, _sheet(None))


@router.post("/units/import")
async def try_out(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Say what a file would change and what is wrong with it; change nothing."""
    only_for(visitor, t.IMPORT_UNITS)

    async def carry(given: Given) -> Sheet:
        found = await use.try_out(console, visitor, given)
        return _sheet(found, given)

    async def again() -> Sheet:
        return _sheet(None)

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="import",
        back=_PATH,
        act=carry,
        again=again,
        take=taken_in,
    )


@router.post("/units/import/confirm")
async def take_in(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Take the file in that was tried out; all of it, or nothing with the reasons."""
    only_for(visitor, t.IMPORT_UNITS)

    async def carry(given: Given) -> Sheet:
        return _sheet(await use.take_in(console, visitor, given))

    async def again() -> Sheet:
        return _sheet(None)

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="confirm",
        back=_PATH,
        act=carry,
        again=again,
        take=taken_in,
    )


@router.get("/units/export")
async def export(
    request: Request, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """Give all units as a spreadsheet, or with `?form=yes` only the empty form."""
    only_for(visitor, t.EXPORT_UNITS)
    is_form = request.query_params.get("form") == "yes"
    found = await console.desk.ask(ExportUnits(template=is_form), visitor.token)
    return Response(
        found.file,
        media_type=_TABLES,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"
        },
    )


def _sheet(found: UnitsImported | None, given: Given | None = None) -> Sheet:
    confirm = use.confirm_form_for(found, given or {}) if found else None
    return Sheet(
        template="unit_import.html",
        said={"found": found},
        forms=(confirm,) if confirm else (use.UPLOAD,),
    )
