"""Wire notify: the only place that constructs."""

import asyncio

import structlog

from lianqing_notify.entrypoints import bus, timers
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import NotifySettings
from lianqing_notify.store.hidden import hidden_from
from lianqing_notify.store.tables import Base
from lianqing_notify.usecases.desk import Desk
from lianqing_shared.bus.auditing import AuditDesk
from lianqing_shared.bus.runtime import Context, run_service
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.faces import FontsMissingError

log = structlog.get_logger(__name__)

MIGRATIONS = "lianqing_notify.store.migrations"


def run() -> None:
    """Run notify with the settings of the environment until it is told to stop."""
    settings = NotifySettings()
    asyncio.run(
        run_service(
            settings,
            principal=Principal.NOTIFY,
            metadata=Base.metadata,
            migrations=MIGRATIONS,
            build=build,
        )
    )


def build(context: Context[NotifySettings]) -> None:
    """Put the desk together and tie it to the bus and the clock."""
    desk = Desk(
        database=context.database,
        town=read_town(context.settings.town),
        typesetter=Typesetter(context.settings.font_folders),
        signer=context.signer,
    )
    _say_which_fonts(desk.typesetter)
    bus.register(context.bus, desk)
    AuditDesk(context.database, hides=hidden_from).register(context.bus)
    timers.register(context, desk)


def _say_which_fonts(typesetter: Typesetter) -> None:
    """Tell the operator at once; letters wait in the stream until fonts are there."""
    try:
        stand_ins = typesetter.faces.stand_ins
    except FontsMissingError as err:
        log.error("fonts.missing", sentence=str(err))  # noqa: TRY400 - no trace to read
        return
    names = {role.value: family for role, family in stand_ins.items()}
    log.info("fonts.found", stand_ins=names)
