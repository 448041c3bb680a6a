"""Wire intake: the only place that constructs."""

from lianqing_intake.entrypoints import duties
from lianqing_intake.entrypoints.bus import register
from lianqing_intake.settings import IntakeSettings
from lianqing_intake.store.hidden import hidden_from
from lianqing_intake.store.tables import Base
from lianqing_intake.usecases.fill_subjects import fill_subjects
from lianqing_shared.bus.auditing import AuditDesk
from lianqing_shared.bus.runtime import Context, run_service
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import SettingsError
from lianqing_shared.security.digests import read_digest_key


async def build(context: Context[IntakeSettings]) -> None:
    """Register intake's handlers; raises SettingsError without a digest key."""
    path = context.settings.digest_key
    if path is None:
        raise SettingsError("set LIANQING_INTAKE_DIGEST_KEY to the key file's path")
    key = read_digest_key(path)
    await fill_subjects(context.database, key=key)
    register(context, key)
    AuditDesk(context.database, hides=hidden_from).register(context.bus)
    duties.register(context)


async def serve(settings: IntakeSettings) -> None:
    """Run intake until it is told to stop."""
    await run_service(
        settings,
        principal=Principal.INTAKE,
        metadata=Base.metadata,
        migrations="lianqing_intake.store.migrations",
        build=build,
    )
