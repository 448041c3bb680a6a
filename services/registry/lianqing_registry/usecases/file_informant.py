"""File an informant's term with the centre, and let him log in. Source: P1.3.2a."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.informant_life import IN_OFFICE
from lianqing_registry.domain.informants import check_filing, term
from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.roles import check_roles
from lianqing_registry.errors.informants import AccountError, NothingWaitsError
from lianqing_registry.gateways.passwords import random_password
from lianqing_registry.store import informants, people, units
from lianqing_registry.store.tables import (
    InformantRow,
    InformantTermRow,
    PersonRoleRow,
    PersonRow,
)
from lianqing_registry.usecases.add_person import keep_person
from lianqing_registry.usecases.find_informant import (
    Keeper,
    settle,
    shown,
    step,
    the_informant,
)
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.informants import FileInformant, InformantFiled
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.db.work import Database, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class _Initial:
    """A password that is told once, and what is kept of it."""

    password: str
    hashed: str
    until: datetime
    """Until when it opens; then the account waits for a new one."""


async def file_informant(
    database: Database,
    actor: Actor,
    ask: FileInformant,
    *,
    keeper: Keeper,
    gate: Gate,
) -> InformantFiled:
    """File what waits, under the year's next number; filing again changes nothing.

    An informant in office who has no log-in yet gets one in the same way.

    Raises:
        NotFoundError: There is no such informant.
        OwnFilingError: The actor himself asked for this term.
        NothingWaitsError: There is nothing to file.
        TermError: The term would begin on a day on which it may not.
        AccountError, LoginTakenError: The log-in cannot be given.
        UnitRevokedError: His recruiter is gone; another unit must answer for him first.
    """
    initial = None
    if ask.login and not ask.links_account:
        # Hashing takes long; no transaction may wait for it.
        password = random_password()
        initial = _Initial(
            password=password,
            hashed=await gate.passwords.hash(password),
            until=gate.password_rule.initial_until(database.clock.now()),
        )
    async with database.work(actor=actor.person_id) as work:
        row = await the_informant(work, actor, ask.person_id, keeper=keeper)
        await active_unit(work, row.recruiter)
        waiting = await informants.waiting_term(work.session, row.person_id)
        if waiting is not None:
            await _file(work, actor, row, waiting, ask)
        elif row.state not in IN_OFFICE:
            raise NothingWaitsError
        given = await _give_account(work, row, ask, initial)
        # Somebody who was in office long ago may be filed only for the record.
        await settle(work, row)
        person = await people.person(work.session, row.account) if row.account else None
        return InformantFiled(
            informant=await shown(work, actor, row),
            login=person.login if person else None,
            initial_password=SecretStr(initial.password) if initial and given else None,
        )


async def _file(
    work: Work,
    actor: Actor,
    row: InformantRow,
    waiting: InformantTermRow,
    ask: FileInformant,
) -> None:
    check_filing(asked_by=waiting.asked_by, filed_by=actor.person_id)
    today = beijing_day(work.now)
    days = term(
        months=waiting.months,
        starts_on=ask.starts_on,
        today=today,
        after=row.ends_on,
    )
    is_first = row.state is InformantState.APPLIED
    await step(work, row, LifeMove.FILE if is_first else LifeMove.RENEW)
    number = await informants.next_filing_number(work.session, today.year)
    waiting.filed_at, waiting.filed_by = work.now, actor.person_id
    waiting.filing_year, waiting.filing_number = today.year, number
    waiting.starts_on, waiting.ends_on = days.starts_on, days.ends_on
    row.ends_on = days.ends_on
    work.note(
        "informant.numbered",
        row.person_id,
        year=today.year,
        number=number,
        term=waiting.number,
    )
    await work.session.flush()


async def _give_account(
    work: Work, row: InformantRow, ask: FileInformant, initial: _Initial | None
) -> bool:
    """Give the log-in asked for unless he has one; return whether a new one was made.

    Raises:
        AccountError: It is not one for him.
    """
    if ask.login is None or row.account is not None:
        return False
    if row.state is not InformantState.ACTIVE:
        raise AccountError("该信息员不在聘期内，不能开通账号")
    if initial is None:
        row.account = (await _known(work, row, ask.login)).person_id
    else:
        row.account = await _added(work, row, ask, initial)
    await work.session.merge(PersonRoleRow(person_id=row.account, role=Role.INFORMANT))
    work.note("informant.let_in", row.person_id)
    try:
        await work.session.flush()
    except IntegrityError as err:
        raise AccountError("该账号已是另一名信息员的账号") from err
    return initial is not None


async def _added(
    work: Work, row: InformantRow, ask: FileInformant, initial: _Initial
) -> str:
    """Add an account; under the centre, so that his reports do not name his unit."""
    centre = await units.first_of_kind(work.session, UnitKind.CENTRE)
    unit = ask.account_unit or (centre.code if centre else row.recruiter)
    if unit != row.recruiter and (centre is None or unit != centre.code):
        raise AccountError("账号只能设在预警防控中心或选聘单位")
    draft = PersonDraft(
        login=ask.login or "", name=row.name, unit=unit, roles=(Role.INFORMANT,)
    )
    added = await keep_person(
        work, draft, initial.hashed, must_change=True, until=initial.until
    )
    return added.person_id


async def _known(work: Work, row: InformantRow, login: str) -> PersonRow:
    """Return the account that he has already, if it is one for him."""
    found = await people.person_of_login(work.session, login)
    if found is None or not found.is_active:
        raise AccountError(f"没有可用的账号“{login}”")
    if found.name != row.name:
        raise AccountError("账号的姓名与信息员不一致")
    # Nobody may change his other roles in this moment: the mix is looked at now.
    await people.person_to_change(work.session, found.person_id)
    check_roles({*await people.roles(work.session, found.person_id), Role.INFORMANT})
    return found
