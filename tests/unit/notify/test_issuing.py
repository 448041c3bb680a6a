"""Promise: a decided warning becomes one numbered, signed letter; nothing else does."""

import dataclasses
import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lianqing_notify.domain.authority import flaw_of_basis
from lianqing_notify.errors import (
    BasisRefusedError,
    IssuerRefusedError,
    NotYetKnownError,
)
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.store.tables import LetterRow
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.issue_letter import authorised_issuer, issue_letter
from lianqing_notify.usecases.ledger import ledger
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import NotifyAuditSealed
from lianqing_shared.contracts.cases import Basis, Body
from lianqing_shared.contracts.letters import LetterIssued, LetterServed
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.faces import FontsMissingError
from lianqing_shared.security.signing import verify
from lianqing_shared.testing.databases import said
from lianqing_shared.testing.decisions import AT, BASES, DECIDER, a_decision

ANY_BASIS = st.builds(
    Basis,
    body=st.sampled_from(Body),
    decided_by=st.just(DECIDER),
    decided_at=st.just(AT),
    convened_units=st.lists(st.sampled_from(["court", "police"]), max_size=3).map(
        tuple
    ),
    opinions=st.integers(0, 3),
    resolution_no=st.sampled_from([None, "县纪常〔2026〕17号"]),
    reason=st.just(""),
)


async def letters(desk: Desk) -> list[LetterRow]:
    async with desk.database.look() as session:
        found = await session.scalars(select(LetterRow).order_by(LetterRow.id))
        return list(found)


@pytest.mark.parametrize(
    ("level", "number"),
    [
        (Level.THREE, "柳廉告〔2026〕1号"),
        (Level.TWO, "柳廉询〔2026〕1号"),
        (Level.ONE, "柳廉监建〔2026〕1号"),
    ],
)
async def test_each_level_has_its_letter_and_series(
    desk: Desk, level: Level, number: str
) -> None:
    decided = a_decision(level)

    letter_id = await issue_letter(desk, decided, message_id="m1")

    issued, served = (await said(desk.database))[:2]
    assert isinstance(issued, LetterIssued)
    assert isinstance(served, LetterServed)
    assert issued.letter_id == letter_id
    assert issued.number == served.number == number
    assert issued.case_id == decided.case_id
    assert served.kind is level.letter_kind


@pytest.mark.parametrize(
    ("level", "sealed"), [(Level.THREE, 0), (Level.TWO, 0), (Level.ONE, 1)]
)
async def test_a_letter_of_level_one_seals_the_audit_log(
    desk: Desk, level: Level, sealed: int
) -> None:
    await issue_letter(desk, a_decision(level), message_id="m1")

    events = await said(desk.database)
    assert [type(event) for event in events[2:]] == [NotifyAuditSealed] * sealed


async def test_the_unit_gets_the_file_signed_by_the_centre(desk: Desk) -> None:
    await issue_letter(desk, a_decision(), message_id="m1")

    served = (await said(desk.database))[1]
    assert isinstance(served, LetterServed)
    assert served.pdf.startswith(b"%PDF")
    assert hashlib.sha256(served.pdf).hexdigest() == served.pdf_sha256
    key = desk.signer.public_key
    assert served.signed_by == key
    assert verify(key, served.signed_bytes(), served.signature)


async def test_a_decision_delivered_twice_gives_one_letter(desk: Desk) -> None:
    decided = a_decision()

    await issue_letter(desk, decided, message_id="m1")
    await issue_letter(desk, decided, message_id="m1")
    await issue_letter(desk, decided, message_id="m2")

    assert len(await letters(desk)) == 1
    assert len(await said(desk.database)) == 2


async def test_numbers_of_a_kind_follow_each_other(desk: Desk) -> None:
    for position in range(3):
        await issue_letter(desk, a_decision(), message_id=f"a{position}")
    await issue_letter(desk, a_decision(Level.TWO), message_id="b")

    found = {row.number for row in await letters(desk)}
    assert found == {
        "柳廉告〔2026〕1号",
        "柳廉告〔2026〕2号",
        "柳廉告〔2026〕3号",
        "柳廉询〔2026〕1号",
    }


async def test_a_new_year_begins_at_one(desk: Desk, clock: SetClock) -> None:
    await issue_letter(desk, a_decision(), message_id="m1")
    clock.advance(days=37, hours=15, minutes=1)  # 00:01 on 1 January in Beijing

    await issue_letter(desk, a_decision(), message_id="m2")

    assert {row.number for row in await letters(desk)} == {
        "柳廉告〔2026〕1号",
        "柳廉告〔2027〕1号",
    }


async def test_a_letter_that_fails_gives_its_number_back(desk: Desk) -> None:
    broken = dataclasses.replace(desk, typesetter=Typesetter([]))
    decided = a_decision()

    with pytest.raises(FontsMissingError):
        await issue_letter(broken, decided, message_id="m1")
    await issue_letter(desk, decided, message_id="m1")

    assert [row.number for row in await letters(desk)] == ["柳廉告〔2026〕1号"]
    assert (await ledger(desk.database.engine))["numbers_gap_free"] is True


async def test_an_unknown_addressee_is_waited_for(desk: Desk) -> None:
    with pytest.raises(NotYetKnownError):
        await issue_letter(desk, a_decision(addressee="village-x"), message_id="m1")

    assert await letters(desk) == []


@pytest.mark.parametrize(
    ("level", "changes", "why"),
    [
        (Level.THREE, {"body": Body.PARTY_SECRETARY}, "the body of another level"),
        (Level.TWO, {"body": Body.CENTRE}, "the centre decides no inquiry"),
        (Level.TWO, {"convened_units": ("court",)}, "one unit is no meeting"),
        (Level.TWO, {"opinions": 1}, "one opinion is no study"),
        (Level.ONE, {"body": Body.DEPUTY_SECRETARY}, "a deputy decides no level 1"),
        (Level.ONE, {"resolution_no": None}, "a resolution has a number"),
    ],
)
async def test_a_basis_that_does_not_fit_is_refused(
    desk: Desk, level: Level, changes: dict[str, object], why: str
) -> None:
    basis = BASES[level].model_copy(update=changes)

    with pytest.raises(BasisRefusedError, match="不能为案件2026-0017制发文书"):
        await issue_letter(desk, a_decision(level, basis=basis), message_id="m1")

    assert await letters(desk) == [], why
    assert await said(desk.database) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(Level), ANY_BASIS)
def test_nobody_gets_a_letter_without_the_body_of_its_level(
    desk: Desk, level: Level, basis: Basis
) -> None:
    decided = a_decision(level, basis=basis)

    if flaw_of_basis(level, basis) is None:
        assert authorised_issuer(desk, decided).word
    else:
        with pytest.raises(BasisRefusedError):
            authorised_issuer(desk, decided)


async def test_level_one_waits_for_an_authorised_organ(desk: Desk) -> None:
    named = desk.town.issuers[LetterKind.RECOMMENDATION]
    issuers = {
        **desk.town.issuers,
        LetterKind.RECOMMENDATION: dataclasses.replace(named, authorisation=""),
    }
    town = dataclasses.replace(desk.town, issuers=issuers)
    unauthorised = dataclasses.replace(desk, town=town)

    with pytest.raises(IssuerRefusedError, match="监察法第十三条"):
        await issue_letter(unauthorised, a_decision(Level.ONE), message_id="m1")

    assert await letters(desk) == []


async def test_the_letter_keeps_its_basis_and_law(desk: Desk) -> None:
    await issue_letter(desk, a_decision(Level.ONE), message_id="m1")

    letter = (await letters(desk))[0]
    assert letter.basis["resolution_no"] == "县纪常〔2026〕17号"
    assert "监察法" in letter.legal_basis
    assert letter.authorisation
    assert letter.issued_at - AT < timedelta(days=1)
