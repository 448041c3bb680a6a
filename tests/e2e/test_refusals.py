"""No letter without its level's body, no second decision, none by a machine.

Two walls are tried: what a person asks of the service that owns cases, and what a
credential may say on the bus at all.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
from nats.errors import Error as NatsError

from lianqing_shared.bus.admin import administrator, ask, part
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import (
    Basis,
    Body,
    CaseView,
    ConfirmCase,
    ConveneCase,
    DecideCase,
    OpineCase,
    SubmitCase,
    WarningDecided,
)
from lianqing_shared.contracts.letters import SearchLetters
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import (
    Behaviour,
    ContentClass,
    Harm,
    Level,
    Source,
)
from lianqing_shared.contracts.reports import EnterReport, Facts, Subject, SubjectKind
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.ids import new_id
from lianqing_shared.security.envelopes import HEADER, sign_event
from lianqing_shared.security.grants import API
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import sign_actor
from lianqing_shared.testing.installation import Installation
from lianqing_shared.testing.people import People, connected
from lianqing_shared.testing.waiting import until
from tests.e2e.stories import case_of_report, signed_for, verified

FOUND = "经核实，情况属实。"
CLOCK = SystemClock()


@pytest.fixture
async def graver(people: People) -> CaseView:
    """Bring a case that the policy puts at level 1 to its proposal."""
    return await _proposed(people, "court", Behaviour.FUNDS_DIVERSION)


@pytest.fixture
async def middling(people: People) -> CaseView:
    """Bring a case that the policy puts at level 2 to its proposal."""
    return await _proposed(people, "police", Behaviour.ALLOWANCE_ABUSE)


async def test_level_2_is_not_decided_before_two_units_have_spoken(
    people: People, middling: CaseView
) -> None:
    case = middling.row.case_id
    decide = _decision(case, "P4.2.2")

    assert "不能" in await _refusal(people, "deputy", decide, code="conflict")
    one_unit = ConveneCase(case_id=case, units=("court",))
    assert "至少2个" in await _refusal(people, "deputy", one_unit, code="incomplete")
    own = ConveneCase(case_id=case, units=("court", "police"))
    assert "回避" in await _refusal(people, "deputy", own, code="not_allowed")
    await people.ask("deputy", ConveneCase(case_id=case, units=("court", "finance")))
    assert "发表意见" in await _refusal(people, "deputy", decide, code="incomplete")
    await people.ask("court-head", _opinion(case))
    await _refusal(people, "court-head", _opinion(case), code="conflict")
    assert "现有1个" in await _refusal(people, "deputy", decide, code="incomplete")
    for login in ("analyst", "director", "secretary", "finance-head", "sysadmin"):
        await _refusal(people, login, decide, code="not_allowed")
    for login in ("party", "county"):  # they may not even know of it
        await _refusal(people, login, decide, code="not_found")
    assert await _letters_of(people, case) == 0

    await people.ask("finance-head", _opinion(case))
    await people.ask("deputy", decide)

    await signed_for(people, case)
    await _refusal(people, "deputy", decide, code="conflict")
    confirm = ConfirmCase(case_id=case, circumstances=("P4.3.5",), reason="再定。")
    await _refusal(people, "director", confirm, code="conflict")
    assert await _letters_of(people, case) == 1


async def test_a_command_by_the_wrong_person_says_in_chinese_who_may(
    installation: Installation, people: People, middling: CaseView
) -> None:
    case = middling.row.case_no
    tries = (
        ("analyst", ("decide", case)),
        ("director", ("decide", case, "--circumstance", "P4.2.2")),
        ("police-head", ("confirm", case)),
        ("analyst", ("submit", case, "--to", "party_secretary")),
        ("sysadmin", ("show", case)),
        ("deputy", ("decide", case, "--decline")),
    )

    for login, words in tries:
        ran = await asyncio.to_thread(installation.cli, "case", *words, login=login)
        assert ran.code == 1, words
        assert any("\u4e00" <= sign <= "\u9fff" for sign in ran.err), words
        assert "Traceback" not in ran.err

    assert await _letters_of(people, middling.row.case_id) == 0


async def test_level_1_is_decided_by_the_body_it_was_submitted_to(
    people: People, graver: CaseView
) -> None:
    case = graver.row.case_id
    decide = _decision(case, "P4.1.3")
    number = "县纪常决〔2026〕19号"

    await _refusal(people, "party", decide, code="not_found")
    for login in ("analyst", "deputy", "party"):
        submit = SubmitCase(case_id=case, to=Body.PARTY_SECRETARY)
        await _refusal(people, login, submit, code="not_allowed")
    to_deputy = SubmitCase(case_id=case, to=Body.DEPUTY_SECRETARY)
    await _refusal(people, "director", to_deputy, code="incomplete")
    await people.ask("director", SubmitCase(case_id=case, to=Body.COUNTY_COMMITTEE))
    await _refusal(people, "party", decide, code="not_found")
    await _refusal(people, "director", decide, code="not_allowed")
    assert "决议文号" in await _refusal(people, "county", decide, code="incomplete")
    assert await _letters_of(people, case) == 0

    with_number = decide.model_copy(update={"resolution_no": number})
    await people.ask("county", with_number)

    await signed_for(people, case)
    await _refusal(people, "county", with_number, code="conflict")
    assert await _letters_of(people, case) == 1


async def test_two_who_decide_at_the_same_moment_make_one_decision(
    people: People, graver: CaseView
) -> None:
    case = graver.row.case_id
    await people.ask("director", SubmitCase(case_id=case, to=Body.PARTY_SECRETARY))
    await people.token("party")

    both = await asyncio.gather(
        *(people.ask("party", _decision(case, "P4.1.3")) for _ in range(2)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, RefusedError) for one in both) == 1
    await signed_for(people, case)
    assert await _letters_of(people, case) == 1


async def test_a_token_that_the_registry_did_not_sign_decides_nothing(
    people: People, graver: CaseView
) -> None:
    case = graver.row.case_id
    await people.ask("director", SubmitCase(case_id=case, to=Body.PARTY_SECRETARY))
    now = CLOCK.now()
    machine = Actor(
        person_id=new_id("pe", now),
        name=Personal("某程序"),
        roles=(Role.PARTY_SECRETARY,),
        unit="centre",
        session_id="s1",
        issued_at=now - timedelta(minutes=1),
        expires_at=now + timedelta(minutes=5),
    )
    real = await people.token("party")
    body, _, _ = sign_actor(machine, Signer.new()).partition(".")
    forged = {
        "by its own key": sign_actor(machine, Signer.new()),
        "with a real signature under other words": f"{body}.{real.partition('.')[2]}",
        "without a signature": body,
    }

    for how, token in forged.items():
        with pytest.raises(RefusedError) as refused:
            await people.client.ask(_decision(case, "P4.1.3"), token=token)
        assert refused.value.code == "not_allowed", how
    with pytest.raises(RefusedError):
        await people.client.ask(_decision(case, "P4.1.3"))

    assert await _letters_of(people, case) == 0


async def test_no_other_account_can_say_that_a_level_was_decided(
    installation: Installation, people: People, middling: CaseView
) -> None:
    body = _event(middling, opinions=2).model_dump_json().encode()
    creds, said = installation.data / "creds", await _said(installation)

    for name in ("intake", "registry", "notify", "console", "desk", "unit-court"):
        async with connected(installation.bus_url(), creds, name=name) as client:
            stream = client.jetstream(prefix=API, timeout=0.5)
            with pytest.raises((NatsError, TimeoutError)):
                await stream.publish(t.WARNING_DECIDED.base, body)
        assert await _said(installation) == said, name

    assert await _letters_of(people, middling.row.case_id) == 0


async def test_a_unit_cannot_ask_for_anything_over_the_bus(
    installation: Installation, people: People, graver: CaseView
) -> None:
    token = await people.token("party")
    creds = installation.data / "creds"

    async with connected(installation.bus_url(), creds, name="unit-court") as client:
        with pytest.raises(TryAgainError):
            await RpcClient(client).ask(
                _decision(graver.row.case_id, "P4.1.3"), token=token, timeout_s=1
            )

    assert await _letters_of(people, graver.row.case_id) == 0


FLAWS: dict[str, Callable[[CaseView], WarningDecided]] = {
    "one opinion": lambda case: _event(case, opinions=1),
    "a body of another level": lambda case: _event(case, body=Body.CENTRE, opinions=2),
    "a county resolution without its number": lambda case: _event(
        case, level=Level.ONE, body=Body.COUNTY_COMMITTEE
    ),
    "circumstances of another level": lambda case: _event(
        case, opinions=2, circumstances=("P4.3.2",)
    ),
}


async def test_notify_refuses_a_decision_whose_basis_does_not_carry_it(
    installation: Installation, people: People, middling: CaseView
) -> None:
    """Even grading itself, its program turned against us, gets no such letter."""
    creds, case = installation.data / "creds", middling.row.case_id

    for number, (flaw, event) in enumerate(FLAWS.items(), start=1):
        body = event(middling).model_dump_json().encode()
        head = _signed(installation, "grading", flaw, body=body)
        async with connected(installation.bus_url(), creds, name="grading") as client:
            stream = client.jetstream(prefix=API)
            await stream.publish(t.WARNING_DECIDED.base, body, headers=head)
        await until(partial(_has_put_aside, installation, number))
        assert await _letters_of(people, case) == 0, flaw
    assert not _put_aside_with(installation, "签名")  # each for its own flaw


async def test_whoever_owns_the_bus_gets_no_letter_written(
    installation: Installation, people: People, middling: CaseView
) -> None:
    """The bus's administrator may store anything; without grading's key in vain."""
    creds, case = installation.data / "creds", middling.row.case_id
    plain = _event(middling, opinions=2).model_dump_json().encode()
    stranger = plain + b" "  # bytes of its own: the same are put aside once
    sent = [
        (plain, {"ce-id": "forged-1"}),
        (stranger, _signed(installation, "notify", "forged-2", body=stranger)),
    ]

    before = len(_put_aside_with(installation, "签名"))
    async with connected(installation.bus_url(), creds, name="provision") as admin:
        for body, head in sent:
            await admin.jetstream().publish(t.WARNING_DECIDED.base, body, headers=head)
    wanted = before + len(sent)
    await until(lambda: len(_put_aside_with(installation, "签名")) == wanted)

    assert await _letters_of(people, case) == 0


async def test_the_books_agree_after_all_refusals(installation: Installation) -> None:
    verdict = installation.told("verify")

    assert verdict["ok"] is True
    assert verdict["decisions"] == verdict["letters"] == 3


async def _proposed(people: People, unit: str, behaviour: Behaviour) -> CaseView:
    """Enter a report on one more invented person of the unit, and verify it."""
    now = CLOCK.now()
    person = Personal(f"某员工{new_id('pe', now)[-6:]}")
    subject = Subject(
        kind=SubjectKind.PERSON, unit=unit, unit_name=unit, person_name=person
    )
    entered = EnterReport(
        submission_id=new_id("rp", now),
        content_class=ContentClass.ADMINISTRATION,
        source=Source.INSPECTION,
        subject=subject,
        title=Personal("检查发现问题一件"),
        reported_at=now,
        facts=Facts(behaviour=behaviour, harm=Harm.HEAVIER),
    )
    report = await people.ask("analyst", entered)
    case = await case_of_report(people, unit, report.report_id or "")
    return await verified(people, case, finding=FOUND, addressee=unit)


async def _refusal(
    people: People, login: str, request: Ask[CaseView], *, code: str
) -> str:
    """Return the Chinese sentence with which somebody is refused, under this code."""
    with pytest.raises(RefusedError) as refused:
        await people.ask(login, request)
    assert refused.value.code == code, f"{login}: {refused.value.sentence}"
    return refused.value.sentence


async def _letters_of(people: People, case_id: str) -> int:
    page = await people.ask("director", SearchLetters(case_id=case_id))
    return page.total


def _decision(case_id: str, *circumstances: str) -> DecideCase:
    return DecideCase(case_id=case_id, approves=True, circumstances=circumstances)


def _opinion(case_id: str) -> OpineCase:
    return OpineCase(case_id=case_id, agrees=True, text="情况属实，同意。")


def _event(
    case: CaseView,
    *,
    level: Level = Level.TWO,
    body: Body = Body.DEPUTY_SECRETARY,
    opinions: int = 0,
    circumstances: tuple[str, ...] | None = None,
) -> WarningDecided:
    """Return what grading would say of a case, had it been decided so."""
    now = CLOCK.now()
    basis = Basis(
        body=body,
        decided_by=new_id("pe", now),
        decided_at=now,
        convened_units=("court", "finance"),
        opinions=opinions,
    )
    return WarningDecided(
        case_id=case.row.case_id,
        case_no=case.row.case_no,
        level=level,
        circumstances=circumstances or (f"P4.{level.value}.2",),
        addressee="police",
        finding=Personal(FOUND),
        basis=basis,
    )


async def _said(installation: Installation) -> int:
    """Return how often the log heard that a level was decided."""
    creds = installation.data / "creds" / "provision.creds"
    async with administrator(installation.bus_url(), creds) as client:
        filtered = {"subjects_filter": t.WARNING_DECIDED.base}
        told = await ask(client, "$JS.API.STREAM.INFO.EVENTS", dict(filtered))
    counted = part(part(told, "state"), "subjects").get(t.WARNING_DECIDED.base, 0)
    assert isinstance(counted, int)
    return counted


def _signed(
    installation: Installation, service: str, name: str, *, body: bytes
) -> dict[str, str]:
    """Return the headers with which a service would send these bytes."""
    signer = Signer.from_seed_file(installation.data / "keys" / f"{service}.seed")
    found = sign_event(signer, t.WARNING_DECIDED.base, message_id=name, body=body)
    return {"ce-id": quote(name), HEADER: found}


def _put_aside_with(installation: Installation, word: str) -> list[str]:
    """Return notify's reasons for putting something aside that hold this word."""
    path = installation.data / "db" / "notify.db"
    with contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    ) as db:
        rows = db.execute("SELECT reason FROM quarantine").fetchall()
    return [reason for (reason,) in rows if word in reason]


def _has_put_aside(installation: Installation, wanted: int) -> bool:
    """Return whether notify has put aside so many messages."""
    path = installation.data / "db" / "notify.db"
    with contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    ) as db:
        (count,) = db.execute("SELECT count(*) FROM quarantine").fetchone()
    return int(count) == wanted
