"""Questions about what is missing in the network, and since when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_life import state_on
from lianqing_registry.domain.log_in import LogIn
from lianqing_registry.domain.network_seen import (
    InformantSeen,
    NetworkFinding,
    PersonSeen,
    UnitSeen,
)
from lianqing_registry.store.tables import (
    AcknowledgementRow,
    ClerkRow,
    CredentialRow,
    GapCheckRow,
    InformantRow,
    InformantTermRow,
    ManagementRulesRow,
    NetworkGapRow,
    PersonRoleRow,
    PersonRow,
    UnitRow,
)
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal

_FINDING = TypeAdapter(NetworkFinding)
_LOCK = 7_650
"""The advisory lock of the check; the journal and the tree have others."""
_MOST_CLEARED = 200
_ONLY = 1
"""The one row that says when the network was last looked through."""


async def hold_check(session: AsyncSession) -> None:
    """Keep the check for this work alone; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def last_check(session: AsyncSession) -> datetime | None:
    """Return when the network was last looked through."""
    found = await session.get(GapCheckRow, _ONLY)
    return found.checked_at if found else None


async def note_check(
    session: AsyncSession, *, at: datetime, by: str, found: int
) -> None:
    """Remember a check in place of the one before."""
    await session.merge(
        GapCheckRow(id=_ONLY, checked_at=at, checked_by=by, found=found)
    )


async def open_gaps(session: AsyncSession) -> Sequence[NetworkGapRow]:
    """Return what is missing now, longest known first."""
    found = await session.scalars(
        select(NetworkGapRow)
        .where(NetworkGapRow.cleared_at.is_(None))
        .order_by(NetworkGapRow.first_seen_at, NetworkGapRow.id)
    )
    return found.all()


async def cleared_gaps(session: AsyncSession) -> Sequence[NetworkGapRow]:
    """Return what was put right, newest first."""
    found = await session.scalars(
        select(NetworkGapRow)
        .where(NetworkGapRow.cleared_at.is_not(None))
        .order_by(NetworkGapRow.cleared_at.desc(), NetworkGapRow.id)
        .limit(_MOST_CLEARED)
    )
    return found.all()


def new_gap(finding: NetworkFinding, *, at: datetime) -> NetworkGapRow:
    """Return the row of something that was not missing before."""
    return NetworkGapRow(
        key=finding.key,
        kind=finding.kind,
        detail=written(finding),
        first_seen_at=at,
        last_seen_at=at,
    )


def written(finding: NetworkFinding) -> Personal:
    """Return a finding as it is kept: personal text, so that no log prints it."""
    return Personal(_FINDING.dump_json(finding).decode())


def finding_of(row: NetworkGapRow) -> NetworkFinding:
    """Return the finding that a row keeps."""
    return _FINDING.validate_json(row.detail.reveal())


async def units_seen(session: AsyncSession) -> Sequence[UnitSeen]:
    """Return every unit, parents before children; keys are added by the caller."""
    found = await session.execute(
        select(
            UnitRow.code,
            UnitRow.name,
            UnitRow.kind,
            UnitRow.status,
            CredentialRow.public_key,
        )
        .outerjoin(
            CredentialRow,
            (CredentialRow.unit == UnitRow.code) & CredentialRow.revoked_at.is_(None),
        )
        .order_by(UnitRow.path)
    )
    return [
        UnitSeen(
            code=code,
            name=name,
            kind=kind,
            status=status,
            has_credential=public_key is not None,
        )
        for code, name, kind, status, public_key in found
    ]


async def people_seen(session: AsyncSession) -> Sequence[PersonSeen]:
    """Return everybody with an account, by unit; recusals are added by the caller."""
    held = await _roles(session)
    clerks = set(
        await session.scalars(
            select(ClerkRow.person_id).where(ClerkRow.slot.is_not(None))
        )
    )
    # An informant's telephone stands in his file, not at his account.
    called = set(
        await session.scalars(
            select(InformantRow.account).where(
                InformantRow.account.is_not(None), InformantRow.phone.is_not(None)
            )
        )
    )
    found = await session.execute(
        select(PersonRow, UnitRow.status)
        .join(UnitRow, UnitRow.code == PersonRow.unit)
        .order_by(PersonRow.unit, PersonRow.login)
    )
    return [
        PersonSeen(
            person_id=row.person_id,
            name=row.name,
            unit=row.unit,
            roles=frozenset(held.get(row.person_id, ())),
            log_in=LogIn(
                is_active=row.is_active,
                unit_status=status,
                must_change_password=row.must_change_password,
                initial_until=row.initial_until,
                last_at=row.last_login_at,
            ),
            added_at=row.added_at,
            has_contact=bool(row.email or row.phone) or row.person_id in called,
            is_clerk=row.person_id in clerks,
        )
        for row, status in found
    ]


async def _roles(session: AsyncSession) -> Mapping[str, Sequence[Role]]:
    held: dict[str, list[Role]] = defaultdict(list)
    for person_id, role in await session.execute(
        select(PersonRoleRow.person_id, PersonRoleRow.role)
    ):
        held[person_id].append(role)
    return held


async def informants_seen(
    session: AsyncSession, *, today: date
) -> Sequence[InformantSeen]:
    """Return every informant as he stands today, in the order of their applications.

    Keys are added by the caller.
    """
    rules = (
        await session.execute(
            select(ManagementRulesRow.version, ManagementRulesRow.published_at)
            .order_by(ManagementRulesRow.id.desc())
            .limit(1)
        )
    ).one_or_none()
    accepted = set(
        await session.scalars(
            select(AcknowledgementRow.person_id).where(
                AcknowledgementRow.version == rules.version
            )
        )
        if rules
        else ()
    )
    filed, waiting = await _terms(session)
    rows = await session.execute(
        select(InformantRow, UnitRow.name, UnitRow.status)
        .join(UnitRow, UnitRow.code == InformantRow.recruiter)
        .order_by(InformantRow.applied_at, InformantRow.person_id)
    )
    return [
        InformantSeen(
            person_id=row.person_id,
            name=row.name,
            recruiter=row.recruiter,
            recruiter_name=name,
            recruiter_status=status,
            state=state_on(row.state, ends_on=row.ends_on, today=today),
            ends_on=row.ends_on,
            waits_since=_day(waiting.get(row.person_id)),
            rules_since=_later(rules.published_at, filed.get(row.person_id))
            if rules and row.person_id not in accepted
            else None,
            has_channel=row.account is not None or row.phone is not None,
        )
        for row, name, status in rows
    ]


async def _terms(
    session: AsyncSession,
) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """Return when each informant's newest term was filed, and since when one waits."""
    filed: dict[str, datetime] = {}
    waiting: dict[str, datetime] = {}
    for person_id, asked_at, filed_at, refused_at in await session.execute(
        select(
            InformantTermRow.person_id,
            InformantTermRow.asked_at,
            InformantTermRow.filed_at,
            InformantTermRow.refused_at,
        ).order_by(InformantTermRow.number)
    ):
        if filed_at is not None:
            filed[person_id] = filed_at
        elif refused_at is None:
            waiting[person_id] = asked_at
    return filed, waiting


def _day(at: datetime | None) -> date | None:
    return None if at is None else beijing_day(at)


def _later(published_at: datetime, filed_at: datetime | None) -> date:
    return max(beijing_day(published_at), beijing_day(filed_at or published_at))
