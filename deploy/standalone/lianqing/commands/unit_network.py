"""`lianqing unit list|show|search|change|suspend|resume|merge|import|export`.

Source: P1.0-P1.2.
"""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.options import (
    DEFAULT_DATA,
    As,
    Data,
    Limit,
    Output,
    OutputForm,
)
from lianqing.commands.unit_joining import dismiss
from lianqing.commands.unit_options import (
    Code,
    Contacts,
    Deputy,
    KindText,
    Leader,
    Position,
    Remark,
    contacts_of,
    personal,
)
from lianqing.commands.unit_tables import (
    contacts_table,
    depths_of,
    errors_table,
    history_table,
    unit_facts,
    units_table,
)
from lianqing.desk import Desk, act
from lianqing.errors import CommandError, UsageError
from lianqing.text import say
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.network import (
    ListUnits,
    UnitKind,
    UnitPage,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.units import (
    ChangeUnit,
    ExportUnits,
    ImportUnits,
    MergeUnit,
    ResumeUnit,
    SearchUnits,
    ShowUnit,
    SuspendUnit,
    UnitDetail,
    UnitField,
    UnitHits,
    UnitsFile,
    UnitsImported,
)

_LONG_S = 105.0
"""A whole country takes half a minute; the bus forgets a question after two."""
_MOST_BYTES = 5_500_000
"""What fits on the bus as base 64."""
_ADMINISTRATOR = "sysadmin"

Reason = Annotated[str, typer.Option(help=say("理由", "Reason."))]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the group."""
    app.command("list", help=say("列出预警网络的单位", "List the network's units."))(
        list_units
    )
    app.command("show", help=say("一个单位的资料、人员和沿革", "One unit."))(show_unit)
    app.command(help=say("按名称、代码、区划查找单位", "Find units."))(search)
    app.command(help=say("变更单位资料，或调整上级", "Change or move a unit."))(change)
    app.command(help=say("暂停一个单位：不能登录和报送", "Pause a unit."))(suspend)
    app.command(help=say("恢复已暂停的单位", "Let a paused unit go on."))(resume)
    app.command(help=say("把一个单位并入另一个", "Merge a unit into another."))(merge)
    app.command("import", help=say("从 xlsx 或 csv 导入单位", "Import units."))(
        import_units
    )
    app.command("export", help=say("导出单位表或空白模板", "Export units."))(
        export_units
    )


def list_units(
    *, login: As = None, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """List the network's units; of a large one the upper levels."""

    async def look(desk: Desk) -> UnitPage:
        return await desk.ask(ListUnits())

    page = act(data, login, look, demo_login=_ADMINISTRATOR)
    show.result(page, output, table=[units_table(page.units, depths_of(page.units))])
    if page.cut:
        show.stderr().print(
            say(
                f"共 {page.total} 个单位，这里只列上面几级。请用 "
                "`lianqing unit search --under 代码` 查看其余单位。",
                f"{page.total} units in all; only the upper levels are listed. "
                "`lianqing unit search --under CODE` shows the others.",
            )
        )


def show_unit(
    code: Code,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one unit with its place, people and history."""

    async def look(desk: Desk) -> UnitDetail:
        return await desk.ask(ShowUnit(code=code))

    detail = act(data, login, look, demo_login=_ADMINISTRATOR)
    tables = [unit_facts(detail), history_table(detail)]
    if detail.contacts:
        tables.insert(1, contacts_table(detail))
    show.result(detail, output, table=tables)


def search(
    text: Annotated[
        str, typer.Argument(help=say("名称、别名、代码或区划代码的一部分", "Text."))
    ] = "",
    *,
    kind: Annotated[UnitKind | None, typer.Option(help=say("种类", "Kind."))] = None,
    status: Annotated[
        UnitStatus | None, typer.Option(help=say("状态", "Status."))
    ] = None,
    under: Annotated[
        str | None, typer.Option(help=say("只在这个单位及其下级中", "Below this one."))
    ] = None,
    parent: Annotated[
        str | None, typer.Option(help=say("只看直属下级", "Directly below this one."))
    ] = None,
    after: Annotated[
        str | None, typer.Option(help=say("从这个单位之后继续", "Go on after it."))
    ] = None,
    limit: Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Find units."""
    asked = SearchUnits(
        text=text,
        kind=kind,
        status=status,
        under=under,
        parent=parent,
        after=after,
        limit=limit,
    )

    async def look(desk: Desk) -> UnitHits:
        return await desk.ask(asked)

    hits = act(data, login, look, demo_login=_ADMINISTRATOR)
    show.result(hits, output, table=[units_table(hits.units)])
    if hits.next is not None:
        show.stderr().print(
            say(
                f"共 {hits.total} 个；下一页：--after {hits.next}",
                f"{hits.total} in all; next page: --after {hits.next}",
            )
        )


def change(
    code: Code,
    *,
    name: Annotated[str | None, typer.Option(help=say("名称", "Name."))] = None,
    kind: Annotated[UnitKind | None, typer.Option(help=say("种类", "Kind."))] = None,
    kind_text: KindText = None,
    parent: Annotated[
        str | None, typer.Option(help=say("新的上级", "New parent."))
    ] = None,
    area_code: Annotated[
        str | None, typer.Option(help=say("行政区划代码", "Area code."))
    ] = None,
    leader: Leader = None,
    deputy: Deputy = None,
    contact: Contacts = None,
    position: Position = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(help=say("别名，可多次；替换原有别名", "Other spellings.")),
    ] = None,
    remark: Remark = None,
    clear: Annotated[
        list[UnitField] | None,
        typer.Option(help=say("清空的项目，可多次", "What to empty.")),
    ] = None,
    reason: Annotated[str, typer.Option(help=say("理由", "Reason."))] = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Change what is known of a unit, or move it under another."""
    asked = ChangeUnit(
        code=code,
        name=name,
        kind=kind,
        kind_text=kind_text,
        parent=parent,
        area_code=area_code,
        leader=personal(leader),
        deputy=personal(deputy),
        contacts=contacts_of(contact),
        position=position,
        aliases=tuple(alias) if alias else None,
        remark=remark,
        clear=tuple(clear or ()),
        reason=reason,
    )
    _do(asked, data=data, login=login, output=output)


def suspend(
    code: Code,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Pause a unit."""
    _do(SuspendUnit(code=code, reason=reason), data=data, login=login, output=output)


def resume(
    code: Code,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Let a paused unit go on."""
    _do(ResumeUnit(code=code, reason=reason), data=data, login=login, output=output)


def merge(
    code: Code,
    *,
    into: Annotated[str, typer.Option(help=say("并入哪个单位", "Into which unit."))],
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Merge a unit into another, and see the credential of the first refused."""
    asked = MergeUnit(code=code, into=into, reason=reason)

    async def work(desk: Desk) -> UnitView:
        view = await desk.ask(asked)
        await dismiss(data, code)
        return view

    view = act(data, login, work, demo_login=_ADMINISTRATOR)
    show.result(view, output, table=[units_table((view,))])


def import_units(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help=say("xlsx 或 csv", "A spreadsheet.")
        ),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只检查，不导入", "Only check."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Import units: the whole file or nothing."""
    content = file.read_bytes()
    if len(content) > _MOST_BYTES:
        raise UsageError(
            say(
                f"文件有 {len(content) // 1_000_000} MB，最多 5 MB。请另存为 xlsx，"
                "或分成几个文件，先导入上级单位。",
                "The file is too large: at most 5 MB. Save it as xlsx or split it.",
            )
        )
    asked = ImportUnits.model_construct(
        name=file.name[-200:], file=content, dry_run=dry_run
    )

    async def work(desk: Desk) -> UnitsImported:
        with _busy(say("正在检查并导入……", "Checking and importing…")):
            return await desk.ask(asked, timeout_s=_LONG_S)

    found = act(data, login, work, demo_login=_ADMINISTRATOR)
    show.result(found, output, table=[errors_table(found)] if found.errors else [])
    _tell(found)


def export_units(
    file: Annotated[Path, typer.Argument(help=say("写到哪个 xlsx", "Where to."))],
    *,
    under: Annotated[
        str | None, typer.Option(help=say("只导出这个单位及其下级", "Below this one."))
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help=say("只要空白模板", "The empty form."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Export units with their people; the file holds personal data."""
    if file.exists():
        raise UsageError(
            say(f"{file} 已经存在，请换一个文件名。", f"{file} is there already.")
        )

    async def work(desk: Desk) -> UnitsFile:
        with _busy(say("正在导出……", "Exporting…")):
            asked = ExportUnits(under=under, template=template)
            return await desk.ask(asked, timeout_s=_LONG_S)

    found = act(data, login, work, demo_login=_ADMINISTRATOR)
    file.touch(mode=0o600)
    file.write_bytes(found.file)
    show.stderr().print(
        say(
            f"{found.rows} 个单位写入 {file}。文件含联系人信息，请妥善保管，用后删除。",
            f"{found.rows} units written to {file}, which holds personal data.",
        )
    )


def _do(
    asked: Ask[UnitView], *, data: Path, login: str | None, output: OutputForm
) -> None:
    async def work(desk: Desk) -> UnitView:
        return await desk.ask(asked)

    view = act(data, login, work, demo_login=_ADMINISTRATOR)
    show.result(view, output, table=[units_table((view,))])


def _busy(words: str) -> contextlib.AbstractContextManager[object]:
    """Show on a terminal that something goes on; nothing where nobody looks."""
    console = show.stderr()
    return console.status(words) if console.is_terminal else contextlib.nullcontext()


def _tell(found: UnitsImported) -> None:
    """Say in one line what was done; raise if there were errors, for the exit code."""
    if found.unused_columns:
        names = "、".join(found.unused_columns)
        show.stderr().print(say(f"没有读取的列：{names}", f"Columns not read: {names}"))
    if found.errors:
        raise CommandError(
            say(
                f"有 {found.errors_total} 处错误，没有导入任何单位。"
                "请按上表改正后重新导入。",
                f"{found.errors_total} errors; nothing was imported.",
            )
        )
    mode = say("检查通过", "checked") if found.dry_run else say("已导入", "imported")
    show.stderr().print(
        say(
            f"{mode}：新增 {found.added}，变更 {found.changed}，"
            f"未变 {found.unchanged}，共 {found.rows} 行。",
            f"{mode}: {found.added} added, {found.changed} changed, "
            f"{found.unchanged} unchanged, {found.rows} rows.",
        )
    )
