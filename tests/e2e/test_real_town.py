"""Promise: a real town starts from its own file, with three administrators only."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats.errors
import pytest
from nats.aio.client import Client

from lianqing_sdk.settings import load_settings
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.testing.installation import Installation, Ran
from lianqing_shared.testing.people import connected
from tests.e2e.town import (
    UNITS,
    is_held_back,
    shown_passwords,
    take_over,
    write_files,
)

CHOSEN = "Qinghe-Yamen-2026"
ADMINISTRATORS = {"sysadmin", "secadmin", "auditadmin"}


class Office:
    """A running real town and the administrator who sits at its terminal."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.data = installation.data
        self.passwords = shown_passwords(installation.screen.read_text())
        self.was_held_back = False
        self._codes: list[str] = []

    @contextlib.asynccontextmanager
    async def desk(self) -> AsyncIterator[RpcClient]:
        """Connect as the command does."""
        url, name = self.installation.bus_url(), Principal.DESK.value
        async with connected(url, self.data / "creds", name=name) as client:
            yield RpcClient(client)

    async def take_over(self) -> None:
        """Have the system administrator make the account his own."""
        initial = self.passwords["sysadmin"]
        async with self.desk() as client:
            self.was_held_back = await is_held_back(
                client, "sysadmin", password=initial
            )
            _, self._codes = await take_over(
                client, "sysadmin", initial=initial, chosen=CHOSEN
            )
        self.installation.environment["LIANQING_PASSWORD"] = CHOSEN

    def cli(self, *words: str) -> Ran:
        """Run a command as the system administrator, with a code if he needs one."""
        if self._codes:
            self.installation.environment["LIANQING_CODE"] = self._codes.pop()
        return self.installation.cli(*words, login="sysadmin")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start a real town in a terminal, once for this file."""
    folder = tmp_path_factory.mktemp("town")
    units, letters = write_files(folder)
    with Installation(folder / "data") as one:
        one.environment.pop("LIANQING_SAMPLE_PASSWORD")
        one.start("--town", str(units), "--letters", str(letters), terminal=True)
        found = Office(one)
        asyncio.run(found.take_over())
        yield found


# --- the first hour


def test_three_passwords_are_shown_and_stand_in_no_file(office: Office) -> None:
    assert set(office.passwords) == ADMINISTRATORS
    assert len(set(office.passwords.values())) == 3

    files = [path for path in office.data.rglob("*") if path.is_file()]
    words = [word.encode() for word in office.passwords.values()]
    leaks = [f for f in files if any(word in f.read_bytes() for word in words)]
    assert len(files) > 30
    assert leaks == []


def test_an_administrator_sees_to_his_own_account_before_all_else(
    office: Office,
) -> None:
    assert office.was_held_back


async def test_nobody_is_there_but_the_administrators_and_no_unit_has_a_key(
    office: Office,
) -> None:
    units = office.installation
    ran = office.cli("unit", "list", "--output", "json")
    people = office.cli("person", "list", "--output", "json")

    assert ran.code == 0, ran.err
    assert people.code == 0, people.err
    assert {unit["code"] for unit in ran.json["units"]} == {
        *("county", "centre", "court", "village-dong")
    }
    assert {unit["public_key"] for unit in ran.json["units"]} == {None}
    assert {one["login"] for one in people.json["people"]} == ADMINISTRATORS
    assert not (units.data / "demo-accounts.json").exists()
    assert list((units.data / "creds").glob("unit-*")) == []


def test_the_doctor_is_content_and_says_that_it_is_real(office: Office) -> None:
    health = office.installation.told("doctor")

    found = {one["what"]: one["found"] for one in health["findings"]}
    assert health["ok"]
    assert found["环境"] == "正式环境：清河镇"
    assert "与规定一致" in found["总线权限"]


# --- a unit of the town's file


async def is_let_in(office: Office, credentials: Path) -> bool:
    client = Client()
    try:
        await client.connect(
            office.installation.bus_url(),
            user_credentials=str(credentials),
            allow_reconnect=False,
            connect_timeout=5,
        )
    except nats.errors.Error:
        return False
    finally:
        await client.close()
    return True


async def test_a_unit_gets_a_credential_another_one_and_is_cut_off(
    office: Office, tmp_path: Path
) -> None:
    added = office.cli("unit", "add", "court", "--output", "json")
    assert added.code == 0, added.err
    place = office.data / "handover" / "court"
    carried = shutil.copytree(place, tmp_path / "court")
    settings = load_settings(carried, environment={})
    assert settings.signer().public_key == added.json["public_key"]
    assert len(settings.trusted_keys()) == 3
    assert settings.credentials is not None
    assert settings.credentials.stat().st_mode & 0o777 == 0o600
    assert "清河人民法庭（court）" in (carried / "接入说明.md").read_text("utf-8")
    assert await is_let_in(office, settings.credentials)

    rotated = office.cli("unit", "rotate", "court", "--output", "json")
    assert rotated.code == 0, rotated.err
    assert rotated.json["public_key"] != added.json["public_key"]
    assert not await is_let_in(office, settings.credentials)
    assert await is_let_in(office, place / "unit-court.creds")

    newest = shutil.copy(place / "unit-court.creds", tmp_path / "newest.creds")
    revoked = office.cli("unit", "revoke", "court", "--reason", "试用结束")
    assert revoked.code == 0, revoked.err
    assert not place.exists()
    assert not await is_let_in(office, Path(newest))
    again = office.cli("unit", "rotate", "court")
    assert again.code == 1
    assert "没有在用的凭证" in again.err


# --- the choice is remembered


def test_a_real_folder_goes_on_without_a_flag_and_never_becomes_a_rehearsal(
    office: Office,
) -> None:
    one = office.installation
    one.stop()
    before = one.screen.read_text()

    refused = one.cli("up", "--demo")
    one.start()

    assert refused.code == 1
    assert "正式环境" in refused.err
    again = one.screen.read_text().removeprefix(before)
    assert shown_passwords(again) == {}
    assert not (office.data / "demo-accounts.json").exists()


def test_another_towns_file_is_refused(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(UNITS.replace("东村", "西村"), encoding="utf-8")

    refused = office.installation.cli("up", "--town", str(other))

    assert refused.code == 1
    assert "另一份文件" in refused.err


# --- a file that the registry refuses


def test_a_town_that_does_not_fit_is_refused_and_may_be_mended(
    tmp_path: Path,
) -> None:
    units, _ = write_files(tmp_path)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(UNITS.replace('"130181100"', '"130999"', 1), encoding="utf-8")
    with Installation(tmp_path / "data") as one:
        one.start("--town", str(wrong), ready=False, terminal=True)
        code = one.wait(limit_s=90)
        refused = one.screen.read_text()
        one.start("--town", str(units), terminal=True)
        mended = one.screen.read_text().removeprefix(refused)

    assert code == 1
    assert "登记处不能建立" in refused
    assert shown_passwords(refused) == {}
    assert set(shown_passwords(mended)) == ADMINISTRATORS
