"""Take units from a spreadsheet: try it out, then take it in. Source: P1.0."""

from lianqing_console.domain.forms import Form, Given, read
from lianqing_console.domain.unit_forms import confirm_form, upload_form
from lianqing_console.errors import FormRefusedError
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.units import ImportUnits, UnitsImported

UPLOAD = upload_form()
MOST_BYTES = 5_000_000
"""Of one file: a national list, and written as base 64 it fits through the bus."""
_DIGITS_PER_BYTE = 4 / 3


async def try_out(console: Console, visitor: Visitor, given: Given) -> UnitsImported:
    """Ask what a file would change; raises as forms do."""
    size = len(_one(given, "file")) / _DIGITS_PER_BYTE
    if size > MOST_BYTES:
        raise FormRefusedError(
            {"file": "文件太大：最多 5 MB。请另存为 xlsx，或拆成几个文件。"}
        )
    ask = read(UPLOAD, given, ImportUnits, dry_run=True)
    return await console.desk.ask(ask, visitor.token)


async def take_in(console: Console, visitor: Visitor, given: Given) -> UnitsImported:
    """Take the file in that was tried out; raises as forms do."""
    ask = read(confirm_form("", ""), given, ImportUnits)
    return await console.desk.ask(ask, visitor.token)


def confirm_form_for(found: UnitsImported, given: Given) -> Form | None:
    """Return the form that takes the file in, where a trial found it in order."""
    if not found.dry_run or found.errors_total or not found.added + found.changed:
        return None
    return confirm_form(_one(given, "name"), _one(given, "file"))


def _one(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")
