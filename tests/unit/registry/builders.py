"""A small registry for tests: a seeded town, cheap passwords, actors of each kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.gateways.passwords import Passwords
from lianqing_registry.gateways.town_files import read_town
from lianqing_registry.gateways.vault import Vault
from lianqing_registry.store.tables import Base
from lianqing_registry.usecases.add_person import keep_person
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.seed_town import seed_units
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.work import Database
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened

PASSWORD = "Lianqing-2026-demo"  # noqa: S105 - of invented people
DIGEST_KEY = bytes(32)


def cheap_passwords() -> Passwords:
    """Hash as weakly as the library allows, so that tests are quick."""
    return Passwords(time_cost=1, memory_kib=8, lanes=1)


def a_gate(*totp_roles: Role) -> Gate:
    return Gate(
        passwords=cheap_passwords(),
        signer=Signer.new(),
        digest_key=DIGEST_KEY,
        vault=Vault(DIGEST_KEY),
        # Second factors have tests of their own.
        totp_roles=frozenset(totp_roles),
    )


@asynccontextmanager
async def a_town(url: str, clock: Clock) -> AsyncIterator[Database]:
    """Open a registry with the packaged town's units and nobody in it."""
    async with opened(
        url, Base.metadata, clock=clock, service=Principal.REGISTRY, fill=_seed
    ) as database:
        yield database


async def _seed(database: Database) -> None:
    await seed_units(database, read_town(None).units)


def a_draft(
    login: str = "sun", *, unit: str = "court", roles: tuple[Role, ...] = ()
) -> PersonDraft:
    return PersonDraft(
        login=login,
        name=Personal(f"孙某{login}"),
        unit=unit,
        roles=roles or (Role.UNIT_RESPONDER,),
    )


async def a_person(
    database: Database,
    login: str = "sun",
    *,
    unit: str = "court",
    roles: tuple[Role, ...] = (),
    password: str = PASSWORD,
) -> PersonView:
    """Store a person who may log in."""
    hashed = await cheap_passwords().hash(password)
    async with database.work() as work:
        return await keep_person(
            work, a_draft(login, unit=unit, roles=roles), hashed, must_change=False
        )


def an_actor(
    *roles: Role, unit: str = "centre", person: str = "pe_" + "0" * 26
) -> Actor:
    return Actor(
        person_id=person,
        name=Personal("甲某"),
        roles=roles or (Role.CENTRE_DIRECTOR,),
        unit=unit,
        session_id="se_1",
        issued_at=START,
        expires_at=START + timedelta(minutes=10),
    )


def a_unit(
    code: str = "forestry",
    *,
    kind: UnitKind = UnitKind.TOWN,
    parent: str | None = "centre",
    name: str = "镇林业站",
    area_code: str | None = None,
    leader: str | None = None,
    aliases: tuple[str, ...] = (),
) -> UnitDraft:
    return UnitDraft(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        area_code=area_code,
        leader=Personal(leader) if leader else None,
        aliases=aliases,
    )
