"""The `lianqing-notify` command: run the service, or check its fonts and town file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from lianqing_notify.domain.authority import flaw_of_issuer
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import LianqingError
from lianqing_shared.faces import Role, find_faces


def command(run: Callable[[], None]) -> typer.Typer:
    """Return the command; called bare, it runs the service with `run`."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @app.callback(invoke_without_command=True)
    def start(context: typer.Context) -> None:
        """Run the notify service until it is told to stop."""
        if context.invoked_subcommand is None:
            run()

    app.command("fonts")(fonts)
    app.command("town")(town)
    return app


def fonts(
    folder: Annotated[
        list[Path] | None, typer.Option(help="Folder with fonts; may be repeated.")
    ] = None,
) -> None:
    """Say which face stands for which role, and what to install for better ones."""
    try:
        faces = find_faces(tuple(folder) if folder else FONT_FOLDERS)
    except LianqingError as err:
        typer.echo(str(err), err=True)
        raise typer.Exit(1) from err
    for role in Role:
        stand_in = faces.stand_ins.get(role)
        note = "（代用字体）" if stand_in else ""
        typer.echo(f"{role.label}：{'、'.join(faces.chains[role])}{note}")
    typer.echo(f"西文：{faces.latin}")


def town(
    path: Annotated[Path | None, typer.Argument(help="None checks the demo town.")] = (
        None
    ),
) -> None:
    """Check a town's file: which letters can be issued, and why others cannot."""
    try:
        found = read_town(path)
    except LianqingError as err:
        typer.echo(str(err), err=True)
        raise typer.Exit(1) from err
    flaws = {level: flaw_of_issuer(level, found.issuer(level)) for level in Level}
    for level, flaw in flaws.items():
        typer.echo(
            f"{level.label}（{level.letter_kind.heading}）：{flaw or '可以制发'}"
        )
    if any(flaws.values()):
        raise typer.Exit(1)
