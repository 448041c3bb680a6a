"""Wire the registry: the only place that constructs."""

import secrets
from functools import partial

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.lockout import LockRule
from lianqing_registry.domain.passwords import PasswordRule
from lianqing_registry.domain.sessions import SessionRule
from lianqing_registry.entrypoints.accounts import AccountDesk
from lianqing_registry.entrypoints.checkpoints import CheckpointDesk
from lianqing_registry.entrypoints.conduct import ConductDesk
from lianqing_registry.entrypoints.duties import DutyDesk
from lianqing_registry.entrypoints.informants import InformantDesk
from lianqing_registry.entrypoints.people import PeopleDesk
from lianqing_registry.entrypoints.role_changes import RoleDesk
from lianqing_registry.entrypoints.sessions import SessionDesk
from lianqing_registry.entrypoints.units import UnitDesk
from lianqing_registry.gateways.contributions import Intake
from lianqing_registry.gateways.papers.typesetter import PaperPress
from lianqing_registry.gateways.passwords import Passwords
from lianqing_registry.gateways.score_rules import read_score_rule
from lianqing_registry.gateways.town_files import read_calendars, read_town
from lianqing_registry.gateways.vault import Vault
from lianqing_registry.settings import RegistrySettings
from lianqing_registry.store.tables import Base
from lianqing_registry.usecases.bootstrap_people import bootstrap_people
from lianqing_registry.usecases.change_informant import expire_informants
from lianqing_registry.usecases.check_network import check_nightly
from lianqing_registry.usecases.find_informant import Keeper
from lianqing_registry.usecases.forget_old import forget_old
from lianqing_registry.usecases.hide_from_audit import hidden_from
from lianqing_registry.usecases.import_units import say_unsaid
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.say_officers import (
    say_officers,
    say_officers_touched,
)
from lianqing_registry.usecases.seed_schedules import seed_schedules
from lianqing_registry.usecases.seed_town import (
    seed_calendars,
    seed_people,
    seed_units,
)
from lianqing_shared.bus.auditing import AuditDesk
from lianqing_shared.bus.runtime import Context, run_service
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.auditing import AuditedService
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.migrations import migrate
from lianqing_shared.db.work import Database
from lianqing_shared.security.digests import read_digest_key
from lianqing_shared.security.service_keys import read_service_keys
from lianqing_shared.security.signing import Signer

MIGRATIONS = "lianqing_registry.store.migrations"
_DIGEST_KEY_BYTES = 32
_HOUR_S = 3600.0
_LOOK_S = 300.0
"""How often to see whether the nightly check is due."""
_SECOND_S = 1.0
_MINUTE_S = 60.0


async def run(settings: RegistrySettings) -> None:
    """Run the registry until it is told to stop."""
    await run_service(
        settings,
        principal=Principal.REGISTRY,
        metadata=Base.metadata,
        migrations=MIGRATIONS,
        build=build,
    )


async def build(context: Context[RegistrySettings]) -> None:
    """Load the town and take on every request of the registry."""
    database, settings = context.database, context.settings
    gate = gate_of(settings, context.signer)
    database.closing.append(partial(say_officers_touched, digest_key=gate.digest_key))
    await seed(database, settings, gate.passwords)
    async with database.work() as work:
        await say_officers(work, digest_key=gate.digest_key)
    keeper = keeper_of(settings, gate)
    for desk in (
        UnitDesk(database),
        PeopleDesk(database, gate),
        InformantDesk(
            database,
            keeper=keeper,
            gate=gate,
            counter=Intake(lambda: context.bus.client, context.signer),
            press=PaperPress(settings.font_folders),
        ),
        ConductDesk(database, digest_key=gate.digest_key),
        DutyDesk(database, digest_key=gate.digest_key, rule=keeper.rule),
        SessionDesk(database, gate),
        AccountDesk(database, gate),
        RoleDesk(database),
        CheckpointDesk(database, keys=_keys(settings)),
        AuditDesk(database, hides=hidden_from),
    ):
        desk.register(context.bus)
    context.every(_HOUR_S, lambda: forget_old(database))
    context.every(_LOOK_S, lambda: _check(database, keeper))
    context.every(_SECOND_S, lambda: say_unsaid(database))
    context.every(_MINUTE_S, lambda: _expire(database))


async def _check(database: Database, keeper: Keeper) -> None:
    await check_nightly(database, digest_key=keeper.digest_key, rule=keeper.rule)


async def seed(
    database: Database, settings: RegistrySettings, passwords: Passwords
) -> None:
    """Load units and calendars; demo people only where their password is set."""
    town = read_town(settings.town)
    await seed_units(database, town.units)
    await seed_calendars(database, read_calendars())
    if settings.demo_password is not None:
        await seed_people(
            database,
            town.demo_people,
            password=settings.demo_password.get_secret_value(),
            passwords=passwords,
        )
        await seed_schedules(database, town.demo_schedules)


async def bootstrap(settings: RegistrySettings) -> list[tuple[str, str]]:
    """Prepare a new installation before its services run.

    Returns:
        The first administrators' log-in names and passwords, or nothing if there is
        anybody already.
    """
    engine = open_engine(settings.db_url, schema=settings.db_schema)
    try:
        await migrate(engine, MIGRATIONS)
        database = Database(
            engine,
            Base.metadata,
            clock=SystemClock.from_environment(),
            service=Principal.REGISTRY,
        )
        await seed_units(database, read_town(settings.town).units)
        return await bootstrap_people(database, passwords=passwords_of(settings))
    finally:
        await engine.dispose()


def gate_of(settings: RegistrySettings, signer: Signer) -> Gate:
    """Build what lets people in; without a digest key (tests only) one for a day."""
    key = (
        read_digest_key(settings.digest_key)
        if settings.digest_key
        else secrets.token_bytes(_DIGEST_KEY_BYTES)
    )
    return Gate(
        passwords=passwords_of(settings),
        signer=signer,
        digest_key=key,
        vault=Vault(key),
        session_rule=SessionRule(
            idle_s=settings.idle_s,
            absolute_s=settings.absolute_s,
            token_s=settings.token_s,
            most=settings.most_sessions,
        ),
        lock_rule=LockRule(
            failures=settings.lock_failures,
            first_s=settings.lock_first_s,
            longest_s=settings.lock_longest_s,
        ),
        password_rule=_password_rule(settings),
        totp_roles=settings.totp_roles,
    )


def _password_rule(settings: RegistrySettings) -> PasswordRule:
    return PasswordRule(
        least=settings.password_least,
        least_administrator=settings.password_least_administrators,
        classes=settings.password_classes,
        history=settings.password_history,
        max_age_days=settings.password_max_age_days,
        initial_hours=settings.initial_password_hours,
        words=settings.password_words,
    )


def keeper_of(settings: RegistrySettings, gate: Gate) -> Keeper:
    """Build what informants are kept by; raises SettingsError for a bad rule."""
    return Keeper(
        rule=InformantRule(
            term_months=settings.informant_term_months,
            acknowledge_days=settings.informant_acknowledge_days,
            term_warning_days=settings.informant_term_warning_days,
            filing_wait_days=settings.informant_filing_days,
        ),
        score_rule=read_score_rule(settings.score_rule),
        digest_key=gate.digest_key,
    )


async def _expire(database: Database) -> None:
    await expire_informants(database)


def passwords_of(settings: RegistrySettings) -> Passwords:
    """Build the hasher with the costs of the settings."""
    return Passwords(
        time_cost=settings.hash_time_cost,
        memory_kib=settings.hash_memory_kib,
        lanes=settings.hash_lanes,
    )


def _keys(settings: RegistrySettings) -> dict[AuditedService, str]:
    """Return whose checkpoints count; nobody's by name in a test without keys."""
    found = read_service_keys(settings.service_keys) or {}
    return {AuditedService(service.value): key for service, key in found.items()}
