"""What each compromise surrenders, and what it must not: dump it, look for canaries.

One test for each line of `docs/explanation/threat-model.md` that is about something
stolen; the page names them, and a test of the documents holds the two together.
"""

import base64
import http.cookiejar
import json
import os
import re
import sqlite3
import urllib.parse
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel

from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.accounts import AddPerson, ListPeople
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import SearchCases, ShowCase
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import EnterReport, SearchReports, ShowReport
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.installation import Installation
from lianqing_shared.testing.people import People, connected
from lianqing_shared.testing.reports import a_report
from lianqing_shared.testing.waiting import eventually
from tests.e2e import files
from tests.e2e.stories import case_about

CLERK = "liuhe-clerk"
REPORTER = "金丝雀举报人某"
"""Who reported: sealed at the source, so it may stand nowhere in the clear."""
NARRATIVE = "金丝雀经过某某"
"""What a police report tells: intake keeps it, the event log does not."""
TITLE = "反映食堂采购的问题"
DROPPED = "金丝雀反映内容"
"""A row of a file of the police station."""
ENTERED = "反映村务公开不及时的问题"
"""The title of what a village clerk enters in the log-in window."""


def sealed_at_the_source(text: str) -> str:
    """Seal a reporter's identity to an officer's key that nobody here holds."""
    officer, mine = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    secret = mine.exchange(officer.public_key())
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"reporter").derive(secret)
    nonce = os.urandom(12)
    body = AESGCM(key).encrypt(nonce, text.encode(), None)
    return base64.b64encode(
        mine.public_key().public_bytes_raw() + nonce + body
    ).decode()


SEALED = sealed_at_the_source(REPORTER)


def places_of(text: str, *places: Path) -> list[Path]:
    """Return every file under these places that holds the text in the clear.

    Looked for as it is, as JSON escapes it, as UTF-16, and in base 64 at each offset.
    """
    plain = text.encode()
    shapes = {plain, json.dumps(text)[1:-1].encode(), text.encode("utf-16-le")}
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain + bytes(3))
        shapes.add(whole[4:-8])
    return [
        file
        for file in _files(places)
        if any(shape in content for content in [file.read_bytes()] for shape in shapes)
    ]


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        if place.is_file():
            yield place
        else:
            yield from (file for file in place.rglob("*") if file.is_file())


def stored_of(installation: Installation, stream: str) -> list[Path]:
    """Return the folders in which nats-server keeps a stream."""
    return [
        folder
        for folder in (installation.data / "nats" / "js").rglob(stream)
        if folder.is_dir()
    ]


async def _refusal(people: People, login: str, ask: Ask[BaseModel]) -> str:
    """Return the code of the refusal that somebody gets."""
    with pytest.raises(RefusedError) as caught:
        await people.ask(login, ask)
    return caught.value.code


@pytest.fixture
async def planted(installation: Installation, people: People) -> None:
    """Let the canaries go their whole way once: sealed, in a file, by a clerk."""
    seen = await people.ask("director", SearchReports(text=TITLE))
    if seen.total:
        return
    report = a_report(
        submission_id="canary-000001",
        title=TITLE,
        narrative=Personal(NARRATIVE),
        sealed_reporter=SEALED,
        is_real_name=True,
    )
    creds, url = installation.data / "creds", installation.bus_url()
    async with connected(url, creds, name="unit-police") as police:
        await police.jetstream().publish(
            t.SUBMIT_REPORT.base, report.model_dump_json().encode()
        )
    form = a_report(submission_id="canary-000002", title=ENTERED)
    typed = form.model_dump(include=set(EnterReport.model_fields))
    await people.ask(CLERK, EnterReport.model_validate(typed))
    listed = files.alarms(files.an_alarm("JJ-金丝雀-1", 反映内容=DROPPED))
    installation.drop("police", "接警.txt", listed)

    async def arrived() -> bool:
        # Only titles are searched; the file's row is the second that the police sent.
        asks = (SearchReports(text=ENTERED), SearchReports(unit="police"))
        found = [(await people.ask("director", ask)).total for ask in asks]
        return found == [1, 2]

    await eventually(arrived, "all canaries are at the centre", limit_s=60)


@pytest.mark.usefixtures("planted")
async def test_the_look_finds_what_is_there(installation: Installation) -> None:
    kept = installation.data / "db"

    assert places_of(NARRATIVE, kept)
    assert places_of("金丝雀", kept)
    for shift in range(3):
        hidden = installation.data / f"shifted-{shift}"
        hidden.write_bytes(base64.b64encode(bytes(shift) + REPORTER.encode() + b"..."))
        assert places_of(REPORTER, hidden) == [hidden]
        hidden.unlink()


@pytest.mark.usefixtures("planted")
async def test_who_reported_stands_nowhere_in_the_clear(
    installation: Installation,
) -> None:
    assert places_of(REPORTER, installation.data) == []
    with sqlite3.connect(installation.data / "db" / "intake.db") as intake:
        kept = intake.execute("SELECT count(*) FROM sealed_reporter").fetchone()
    assert kept[0] >= 1


@pytest.mark.usefixtures("planted")
async def test_the_sealed_reporter_goes_no_further_than_intake(
    installation: Installation,
) -> None:
    """Even what nobody can open is kept apart; two of three officers could open it."""
    data = installation.data
    streams = [*stored_of(installation, "EVENTS"), *stored_of(installation, "LETTERS")]
    kept = {file.name.partition(".")[0] for file in places_of(SEALED, data / "db")}

    assert kept == {"intake"}
    assert places_of(SEALED, *streams, data / "logs", data / "units") == []


@pytest.mark.usefixtures("planted")
async def test_who_entered_a_report_goes_no_further_than_intake(
    installation: Installation, people: People
) -> None:
    """Said in the page: intake's database holds his id, for assessments."""
    data = installation.data
    listed = await people.ask("sysadmin", ListPeople(text=Personal(CLERK)))
    (clerk,) = (one.person_id for one in listed.people)
    streams = [*stored_of(installation, "EVENTS"), *stored_of(installation, "LETTERS")]

    assert places_of(clerk, *data.glob("db/intake.db*"))
    for name in ("grading.db*", "notify.db*"):
        assert places_of(clerk, *(data / "db").glob(name)) == []
    assert places_of(clerk, *streams) == []


@pytest.mark.usefixtures("planted")
async def test_a_units_host_surrenders_no_other_unit_and_no_past_report(
    installation: Installation,
) -> None:
    court, police = installation.unit("court"), installation.unit("police")
    creds = installation.data / "creds"

    assert places_of(NARRATIVE, court, creds / "unit-court.creds") == []
    assert places_of(DROPPED, court) == []
    assert list(police.glob("spool.db*"))

    async def wiped() -> bool:
        return places_of(DROPPED, *police.glob("spool.db*")) == []

    await eventually(wiped, "the police station's spool has let its row go", limit_s=60)


@pytest.mark.usefixtures("planted")
async def test_the_disk_of_the_bus_surrenders_reports_in_transit_but_no_reporter(
    installation: Installation,
) -> None:
    events = [*stored_of(installation, "EVENTS"), *stored_of(installation, "LETTERS")]

    assert events
    assert places_of(NARRATIVE, *stored_of(installation, "REPORTS"))  # said in the page
    assert places_of(NARRATIVE, *events) == []
    assert places_of(REPORTER, installation.data / "nats") == []


@pytest.mark.usefixtures("planted")
async def test_logs_surrender_no_text_of_a_report(installation: Installation) -> None:
    logs = installation.data / "logs"

    assert list(logs.iterdir())
    for canary in (NARRATIVE, DROPPED, REPORTER):
        assert places_of(canary, logs, installation.screen) == []
    assert places_of(installation.password(), logs) == []


@pytest.mark.usefixtures("planted")
async def test_the_dumps_of_grading_and_notify_surrender_no_report(
    installation: Installation,
) -> None:
    kept = installation.data / "db"

    assert places_of(TITLE, *kept.glob("intake.db*"))  # the look finds what is there
    for name in ("grading.db*", "notify.db*"):
        assert list(kept.glob(name))
        for canary in (NARRATIVE, DROPPED, REPORTER):
            assert places_of(canary, *kept.glob(name)) == []


def test_a_copy_of_databases_streams_and_logs_holds_no_key(
    installation: Installation,
) -> None:
    data = installation.data
    secrets = [
        file.read_text().strip()
        for file in (data / "keys").iterdir()
        if file.suffix in {".seed", ".key"}
    ]
    for file in (data / "creds").iterdir():
        secrets += re.findall(r"^SU[A-Z2-7]{56}$", file.read_text(), flags=re.MULTILINE)

    assert len(secrets) > len(list((data / "creds").iterdir()))
    assert places_of(secrets[0], data / "keys")
    for secret in secrets:
        assert places_of(secret, data / "db", data / "nats", data / "logs") == []


async def test_the_registrys_dump_surrenders_no_password_and_opens_no_session(
    installation: Installation, people: People
) -> None:
    token = await people.token("director")
    signed = token.rpartition(".")[2]

    for secret in (installation.password(), token, signed):
        assert places_of(secret, installation.data / "db") == []


async def test_the_consoles_dump_opens_no_session(installation: Installation) -> None:
    typed = {"login": "director", "password": installation.password()}
    request = urllib.request.Request(  # noqa: S310 - our own console
        f"{installation.console_url()}/login",
        data=urllib.parse.urlencode(typed).encode(),
        headers={"sec-fetch-site": "same-origin"},
    )
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(request, timeout=20).close()
    cookies = [str(cookie.value) for cookie in jar]
    dump = installation.data / "db"

    assert cookies
    with sqlite3.connect(dump / "console.db") as console:
        assert console.execute("SELECT count(*) FROM sessions").fetchone()[0] >= 1
    for secret in (*cookies, installation.password(), '{"person_id"'):
        assert places_of(secret, *dump.glob("console.db*")) == []


@pytest.mark.usefixtures("planted")
async def test_a_clerks_password_surrenders_his_own_units_reports_only(
    people: People,
) -> None:
    theirs = (await people.ask("director", SearchReports(text=TITLE))).reports[0]
    case = await case_about(people, "finance")

    assert theirs.report_id is not None
    shown = await people.ask("court-clerk", SearchReports(text=TITLE))
    assert (shown.reports, shown.total) == ((), 0)
    by_id = ShowReport(report_id=theirs.report_id)
    assert await _refusal(people, "court-clerk", by_id) == "not_found"
    by_case = ShowCase(case=case.row.case_id)
    assert await _refusal(people, "court-clerk", by_case) in {
        "not_found",
        "not_allowed",
    }


async def test_an_administrators_password_surrenders_no_case_and_gives_no_role(
    people: People,
) -> None:
    for login in ("sysadmin", "secadmin", "auditadmin"):
        assert await _refusal(people, login, SearchCases()) == "not_allowed"
        assert await _refusal(people, login, SearchReports()) == "not_allowed"
    everybody = (await people.ask("sysadmin", ListPeople())).people
    before = {one.login: one.roles for one in everybody}
    added = await people.ask(
        "sysadmin",
        AddPerson(
            login="shadow",
            name=Personal("影某"),
            unit="centre",
            roles=(Role.CENTRE_DIRECTOR,),
        ),
    )

    assert added.roles == ()
    assert added.role_change is not None
    everybody = (await people.ask("sysadmin", ListPeople())).people
    after = {one.login: one.roles for one in everybody}
    assert after == before | {"shadow": ()}
