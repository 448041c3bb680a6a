"""Promise: the registry, as a process on the real bus, answers what the table says."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyotp
import pytest
from pydantic import SecretStr

from lianqing.desk import log_in
from lianqing_registry.usecases.ledger import ledger
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts import network as n
from lianqing_shared.contracts import role_changes as rc
from lianqing_shared.contracts import second_factors as f
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import TOPICS, Principal
from lianqing_shared.db.engine import open_engine
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer, new_seed
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until

PASSWORD = "Lianqing-2026-demo"  # noqa: S105 - of invented people
OWN = [
    topic
    for topic in TOPICS
    if topic.owner is Principal.REGISTRY and topic.stream is None
]


@pytest.fixture
def environment(secured_nats: SecuredNats, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a registry in this folder, with cheap passwords."""
    seed = new_seed()
    files = {
        "SIGNING_KEY": seed,
        "REGISTRY_KEY": Signer(seed).public_key,
        "DIGEST_KEY": "00" * 32,
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    given = {
        "DB_URL": f"sqlite+aiosqlite:///{tmp_path / 'registry.db'}",
        "BUS_URL": secured_nats.url,
        "CREDENTIALS": str(secured_nats.credentials("registry")),
        "DEMO_PASSWORD": PASSWORD,
        "TOTP_ROLES": "[]",
        "HASH_TIME_COST": "1",
        "HASH_MEMORY_KIB": "8",
        **{name: str(tmp_path / name) for name in files},
    }
    settings = {f"LIANQING_REGISTRY_{name}": value for name, value in given.items()}
    return {**os.environ, **settings, "LIANQING_READY_FILE": str(tmp_path / "ready")}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "registry.log"


@pytest.fixture
def process(
    environment: dict[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", "lianqing_registry"],
            env=environment,
            stdout=output,
            stderr=output,
        )
    yield running
    running.kill()
    running.wait()


@pytest.fixture
async def client(
    process: "subprocess.Popen[bytes]",
    secured_nats: SecuredNats,
    environment: dict[str, str],
) -> AsyncIterator[RpcClient]:
    ready = Path(environment["LIANQING_READY_FILE"])
    await until(lambda: ready.exists() or process.poll() is not None)
    assert process.poll() is None
    connection = await connect(
        secured_nats.url,
        name="console",
        credentials=secured_nats.credentials("console"),
    )
    yield RpcClient(connection)
    await connection.close()


async def token_of(client: RpcClient, login: str) -> str:
    opened = await client.ask(a.OpenSession(login=login, password=SecretStr(PASSWORD)))
    return opened.token.get_secret_value()


async def refusal(
    client: RpcClient, question: Ask[Any], token: str | None = None
) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        await client.ask(question, token)
    return caught.value


async def test_a_unit_joins_with_people_a_clerk_a_key_and_an_informant(
    client: RpcClient, environment: dict[str, str]
) -> None:
    system = await token_of(client, "sysadmin")
    director = await token_of(client, "director")
    key = Signer.new().public_key

    await client.ask(
        n.AddUnit(
            code="forestry", name="镇林业站", kind=n.UnitKind.TOWN, parent="centre"
        ),
        system,
    )
    person = await client.ask(
        a.AddPerson(
            login="shen",
            name=Personal("申某"),
            unit="forestry",
            roles=(Role.UNIT_HEAD,),
            password=SecretStr("First-2026-word"),
        ),
        system,
    )
    appointed = await client.ask(
        a.AppointClerk(person_id=person.person_id, unit="forestry"), director
    )
    await client.ask(
        n.RecordCredential(unit="forestry", public_key=key, issued_at=START), system
    )
    head = await token_of(client, "court-head")
    applied = await client.ask(
        i.ApplyInformant(
            name=Personal("酉某"),
            background=Background.DEPUTY,
            recruiter="court",
        ),
        head,
    )
    filed = await client.ask(
        i.FileInformant(person_id=applied.person_id, login="you"), director
    )
    trained = await client.ask(
        i.TrainInformant(
            person_id=applied.person_id,
            on=date(2026, 1, 5),
            course=Personal("岗前培训"),
            hours=4,
        ),
        director,
    )

    units = (await client.ask(n.ListUnits(), director)).units
    forestry = next(unit for unit in units if unit.code == "forestry")
    assert (forestry.public_key, forestry.clerks) == (key, 1)
    assert Role.ENTRY_CLERK in appointed.roles
    assert filed.informant.filing_no is not None
    assert filed.initial_password is not None
    opened = await client.ask(
        a.OpenSession(login="you", password=filed.initial_password)
    )
    assert opened.actor.roles == (Role.INFORMANT,)
    people = await client.ask(a.ListPeople(unit="forestry"), director)
    assert [one.login for one in people.people] == ["shen"]
    page = await client.ask(i.ListInformants(), director)
    assert page.informants == (trained,)
    engine = open_engine(environment["LIANQING_REGISTRY_DB_URL"])
    assert (await ledger(engine))["clerks_over"] == 0
    await engine.dispose()


async def test_a_session_is_opened_renewed_used_and_closed(client: RpcClient) -> None:
    opened = await client.ask(
        a.OpenSession(login="analyst", password=SecretStr(PASSWORD))
    )
    assert opened.unit_name == "柳园镇廉政风险预警防控中心"

    renewed = await client.ask(a.RenewSession(refresh=opened.refresh))
    await client.ask(
        a.ChangePassword(old=SecretStr(PASSWORD), new=SecretStr("Another-2026-word")),
        renewed.token.get_secret_value(),
    )
    await client.ask(a.CloseSession(refresh=opened.refresh))

    ended = await refusal(client, a.RenewSession(refresh=opened.refresh))
    assert ended.code == "session_ended"
    old = await refusal(
        client, a.OpenSession(login="analyst", password=SecretStr(PASSWORD))
    )
    nobody = await refusal(
        client, a.OpenSession(login="nobody", password=SecretStr(PASSWORD))
    )
    assert (old.code, old.sentence) == (nobody.code, nobody.sentence)


async def test_a_new_head_is_agreed_to_changes_his_password_and_enrols(
    client: RpcClient, log: Path
) -> None:
    system = await token_of(client, "sysadmin")
    added = await client.ask(
        a.AddPerson(
            login="shen", name=Personal("申某"), unit="agri", roles=(Role.UNIT_HEAD,)
        ),
        system,
    )
    change, initial = added.role_change, added.initial_password
    assert change is not None
    assert initial is not None
    approve = rc.ApproveRoleChange(change_id=change.change_id, version=change.version)
    own = await refusal(client, approve, system)
    assert own.code == "not_allowed"
    states = [
        (await client.ask(approve, await token_of(client, login))).state
        for login in ("secadmin", "auditadmin")
    ]
    assert states == [rc.RoleChangeState.PENDING, rc.RoleChangeState.EFFECTIVE]

    opened = await client.ask(a.OpenSession(login="shen", password=initial))
    token = opened.token.get_secret_value()
    refused = await refusal(client, n.ListUnits(), token)
    assert (refused.code, "修改密码" in refused.sentence) == ("duty_pending", True)
    chosen = SecretStr("Grey-Stone-77")
    await client.ask(a.ChangePassword(old=initial, new=chosen), token)
    renewed = await client.ask(a.RenewSession(refresh=opened.refresh))
    token = renewed.token.get_secret_value()
    await client.ask(n.ListUnits(), token)
    begun = await client.ask(f.BeginSecondFactor(password=chosen), token)
    maker = pyotp.TOTP(begun.secret.get_secret_value())
    code = SecretStr(maker.now())
    confirmed = await client.ask(f.ConfirmSecondFactor(code=code), token)

    needed = await refusal(client, a.OpenSession(login="shen", password=chosen))
    assert needed.code == "code_needed"
    recovery = confirmed.recovery_codes[0]
    desk = await log_in(
        client,
        login="shen",
        password=chosen.get_secret_value(),
        code=recovery.get_secret_value,
    )
    assert desk.session.actor.roles == (Role.UNIT_HEAD,)
    await desk.renew()
    assert (await desk.ask(a.ShowAccount())).recovery_codes_left == 7
    await desk.close()
    gone = await refusal(client, a.RenewSession(refresh=desk.session.refresh))
    assert gone.code == "session_ended"
    record = await client.ask(a.ShowPerson(person_id=added.person_id), system)
    assert record.has_second_factor
    printed = text_of(log)
    for secret in (initial, chosen, begun.secret, begun.uri, code, recovery):
        assert secret.get_secret_value() not in printed
    assert "申某" not in printed


async def test_who_may_not_is_told_who_may(client: RpcClient) -> None:
    analyst = await token_of(client, "analyst")
    revoke = n.RevokeUnit(code="court", reason="误操作")

    refused = await refusal(client, revoke, analyst)
    anonymous = await refusal(client, revoke)

    assert refused.code == "not_allowed"
    assert "系统管理员" in refused.sentence
    assert "请先登录" in anonymous.sentence


async def test_every_request_of_the_registry_is_answered(client: RpcClient) -> None:
    for topic in OWN:
        question_type = MESSAGES[topic]
        assert issubclass(question_type, Ask)
        # Nothing of a question is filled in, so the answer can only be a refusal.
        refused = await refusal(client, question_type.model_construct())

        assert refused.code in {"not_allowed", "invalid"}, topic.name


async def test_the_process_stops_in_order_when_told_to(
    client: RpcClient, process: "subprocess.Popen[bytes]", log: Path
) -> None:
    await token_of(client, "director")

    process.send_signal(signal.SIGTERM)
    await until(lambda: process.poll() is not None)

    assert process.returncode == 0
    printed = text_of(log)
    assert "service.stopped" in printed
    for never in ("甲某", PASSWORD, "Traceback"):
        assert never not in printed


def text_of(log: Path) -> str:
    return log.read_text("utf-8")


def test_a_new_installation_prints_its_administrators_once(
    environment: dict[str, str],
) -> None:
    def bootstrap() -> list[dict[str, str]]:
        done = subprocess.run(
            [sys.executable, "-m", "lianqing_registry", "bootstrap"],
            env=environment,
            capture_output=True,
            check=True,
        )
        people: list[dict[str, str]] = json.loads(done.stdout)["people"]
        return people

    first = bootstrap()

    assert [one["login"] for one in first] == ["sysadmin", "secadmin", "auditadmin"]
    assert bootstrap() == []


def test_a_wrong_town_file_stops_the_start_with_a_sentence(
    environment: dict[str, str], tmp_path: Path
) -> None:
    town = tmp_path / "town.yaml"
    town.write_text("units: [")

    done = subprocess.run(
        [sys.executable, "-m", "lianqing_registry"],
        env={**environment, "LIANQING_REGISTRY_TOWN": str(town)},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert "不可用" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
