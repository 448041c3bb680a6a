"""Issue the letter of a decided warning: number, file, service, deadlines in one work.

Source: plan part 4; domain 2.1; architecture section 4, P3 and P4.
"""

import asyncio
import base64

import structlog
from sqlalchemy.exc import IntegrityError

from lianqing_notify.domain.authority import (
    Issuer,
    flaw_of_basis,
    flaw_of_content,
    flaw_of_issuer,
)
from lianqing_notify.domain.deadlines import Deadline, Duty, set_deadline
from lianqing_notify.domain.letter import LetterOrder
from lianqing_notify.domain.numbers import DocumentNumber
from lianqing_notify.domain.wording import compose, question_count
from lianqing_notify.errors import (
    BasisRefusedError,
    IssuerRefusedError,
    LostRaceError,
    NotYetKnownError,
)
from lianqing_notify.gateways.letters.codes import verification_code
from lianqing_notify.gateways.letters.typesetter import Rendered
from lianqing_notify.store.letters import letter_of_case, lock_series
from lianqing_notify.store.network import unit_by_code
from lianqing_notify.store.tables import LetterRow
from lianqing_notify.usecases.desk import (
    Desk,
    calendar_around,
    deadline_row,
    seal_if_gravest,
)
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import WarningDecided
from lianqing_shared.contracts.letters import LetterIssued, LetterServed, LetterState
from lianqing_shared.db import Work
from lianqing_shared.ids import new_id
from lianqing_shared.working_days import WorkCalendar

log = structlog.get_logger(__name__)


async def issue_letter(
    desk: Desk, decided: WarningDecided, *, message_id: str
) -> str | None:
    """Issue the one letter of a case; return its id, None if the message was handled.

    The same decision again, under whatever message id, issues nothing: a case has one
    letter. A number taken by a work that fails is given to the next letter.

    Raises:
        BasisRefusedError: The body that decided cannot decide this level.
        IssuerRefusedError: No authorised organ is configured for this letter.
        NotYetKnownError: The registry has not told of the addressee yet.
        FontsMissingError: The letter cannot be set with the fonts at hand.
    """
    issuer = authorised_issuer(desk, decided)
    try:
        async with desk.database.work() as work:
            if not await work.first_seen([message_id]):
                return None
            return await _issue(desk, decided, issuer=issuer, work=work)
    except IntegrityError as err:
        raise LostRaceError(decided.case_no) from err


def authorised_issuer(desk: Desk, decided: WarningDecided) -> Issuer:
    """Return the organ that may issue this letter; raises if nobody may."""
    flaw = flaw_of_basis(decided.level, decided.basis) or flaw_of_content(decided)
    if flaw is not None:
        raise BasisRefusedError(decided.case_no, flaw)
    issuer = desk.town.issuer(decided.level)
    flaw = flaw_of_issuer(decided.level, issuer)
    if issuer is None or flaw is not None:
        raise IssuerRefusedError(decided.case_no, flaw or "")
    return issuer


async def _issue(
    desk: Desk, decided: WarningDecided, *, issuer: Issuer, work: Work
) -> str:
    kind, year = decided.level.letter_kind, beijing_day(work.now).year
    series = await lock_series(work.session, kind, year)
    # Only under the lock: two decisions of one case meet here, and the second sees.
    known = await letter_of_case(work.session, decided.case_id)
    if known is not None:
        work.note("letter.repeated", known.id, case_id=decided.case_id)
        return known.id
    decided = await _to_heir(decided, work=work)
    series.last += 1
    number = DocumentNumber(word=issuer.word, year=year, serial=series.last)
    calendar = await calendar_around(work.session, beijing_day(work.now))
    order = await _order(
        desk, decided, issuer=issuer, number=number, calendar=calendar, work=work
    )
    letter = await _write(desk, decided, order=order, number=number, work=work)
    letter.deadlines = [
        deadline_row(row, round_number=1, work=work, calendar=calendar)
        for row in order.deadlines
    ]
    work.session.add(letter)
    _say(desk, letter, work=work)
    seal_if_gravest(letter, work)
    log.info("letter.issued", letter_id=letter.id, level=letter.level.value)
    return letter.id


async def _to_heir(decided: WarningDecided, *, work: Work) -> WarningDecided:
    """Address the letter to the unit that a merged addressee went into."""
    unit = await unit_by_code(work.session, decided.addressee)
    if unit is None or unit.successor is None:
        return decided
    return decided.model_copy(update={"addressee": unit.successor})


async def _order(
    desk: Desk,
    decided: WarningDecided,
    *,
    issuer: Issuer,
    number: DocumentNumber,
    calendar: WorkCalendar,
    work: Work,
) -> LetterOrder:
    unit = await unit_by_code(work.session, decided.addressee)
    if unit is None:
        raise NotYetKnownError(f"单位{decided.addressee}")
    issued_on = beijing_day(work.now)
    return LetterOrder(
        level=decided.level,
        number=number.text,
        case_no=decided.case_no,
        addressee=unit.name,
        circumstances=decided.circumstances,
        finding=decided.finding,
        requirements=decided.requirements,
        questions=decided.questions,
        basis=decided.basis,
        issuer=issuer,
        plan_title=desk.town.plan_title,
        issued_on=issued_on,
        deadlines=_deadlines(desk, decided, calendar=calendar, work=work),
    )


def _deadlines(
    desk: Desk, decided: WarningDecided, *, calendar: WorkCalendar, work: Work
) -> tuple[Deadline, ...]:
    terms = desk.town.terms[decided.level]
    return tuple(
        set_deadline(
            duty, terms[duty], starts_on=beijing_day(work.now), calendar=calendar
        )
        for duty in Duty
    )


async def _write(
    desk: Desk,
    decided: WarningDecided,
    *,
    order: LetterOrder,
    number: DocumentNumber,
    work: Work,
) -> LetterRow:
    content = compose(order)
    code = verification_code(content, desk.signer)
    rendered = await asyncio.to_thread(desk.typesetter.render, content, code=code)
    letter_id = new_id("le", work.now)
    _note(rendered, letter_id, order=order, work=work)
    return LetterRow(
        id=letter_id,
        case_id=decided.case_id,
        case_no=decided.case_no,
        kind=content.kind,
        level=decided.level,
        year=number.year,
        serial=number.serial,
        number=number.text,
        addressee=decided.addressee,
        addressee_name=order.addressee,
        issuer=order.issuer.organ,
        legal_basis=order.issuer.legal_basis,
        authorisation=order.issuer.authorisation,
        basis=decided.basis.model_dump(mode="json"),
        circumstances=list(decided.circumstances),
        questions=question_count(order),
        state=LetterState.ISSUED,
        round=1,
        issued_at=work.now,
        acknowledged_at=None,
        lifted_at=None,
        reply_due_on=order.due(Duty.REPLY).due_on,
        code=code,
        subject_key=decided.subject_key,
        subject_unit=decided.subject_unit,
        pdf=rendered.pdf,
        pdf_sha256=rendered.sha256,
    )


def _note(
    rendered: Rendered, letter_id: str, *, order: LetterOrder, work: Work
) -> None:
    """Record the issue, and how many characters another face had to lend."""
    work.note(
        "letter.issued",
        letter_id,
        number=order.number,
        level=order.level.value,
        body=order.basis.body.value,
        pdf_sha256=rendered.sha256,
        stand_ins=len(rendered.stand_ins),
    )
    if rendered.stand_ins:
        borrowed = sorted({f"{row.role}:{row.family}" for row in rendered.stand_ins})
        log.warning("letter.faces_borrowed", letter_id=letter_id, faces=borrowed)


def _say(desk: Desk, letter: LetterRow, *, work: Work) -> None:
    work.say(
        LetterIssued(
            letter_id=letter.id,
            case_id=letter.case_id,
            number=letter.number,
            kind=letter.kind,
            level=letter.level,
            addressee=letter.addressee,
            issued_at=letter.issued_at,
            reply_due_on=letter.reply_due_on,
            pdf_sha256=letter.pdf_sha256,
        ),
        message_id=f"issued-{letter.id}",
    )
    work.say(
        served(desk, letter), unit=letter.addressee, message_id=f"served-{letter.id}"
    )


def served(desk: Desk, letter: LetterRow) -> LetterServed:
    """Return a letter as its unit receives it, signed by the centre."""
    unsigned = LetterServed(
        letter_id=letter.id,
        number=letter.number,
        kind=letter.kind,
        level=letter.level,
        title=letter.kind.heading,
        unit=letter.addressee,
        issued_at=letter.issued_at,
        reply_due_on=letter.reply_due_on,
        pdf=base64.b64encode(letter.pdf),
        pdf_sha256=letter.pdf_sha256,
        signed_by=desk.signer.public_key,
        signature="",
    )
    signature = desk.signer.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature})
