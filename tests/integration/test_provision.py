"""Promise: the server is as the table says, or the start is refused with a sentence."""

import asyncio
import json
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig
from pydantic import JsonValue

from lianqing_shared.bus.accounts import (
    admit_unit,
    check_server,
    dismiss_unit,
    push_account,
    smoke_publish,
)
from lianqing_shared.bus.admin import administrator, ask, part
from lianqing_shared.bus.parked import Parked, parked, replay
from lianqing_shared.bus.provision import (
    add_unit,
    differences,
    provision,
    stream_settings,
)
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.streams import STREAMS
from lianqing_shared.contracts.topology import (
    CASE_CHANGED,
    REPORT_ACCEPTED,
    SUBMIT_REPORT,
)
from lianqing_shared.errors import (
    NotFoundError,
    RefusedError,
    SettingsError,
    TryAgainError,
)
from lianqing_shared.security.authority import Authority
from lianqing_shared.security.grants import API
from lianqing_shared.testing.nats import (
    UNITS,
    NatsServer,
    SecuredNats,
    plain_server,
    secured_server,
)

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
EVENTS = next(spec for spec in STREAMS if spec.name == "EVENTS")


async def change(server: NatsServer, subject: str, **changed: JsonValue) -> None:
    """Change a stream's settings behind everybody's back."""
    async with administrator(server.url, None) as client:
        settings = stream_settings(EVENTS) | changed
        await ask(client, f"$JS.API.STREAM.{subject}.EVENTS", settings)


# --- streams and consumers


async def test_provisioning_again_changes_nothing(nats_server: NatsServer) -> None:
    async with administrator(nats_server.url, None) as client:
        await client.jetstream().publish(CASE_CHANGED.base, b"{}")

    await provision(nats_server.url, units=UNITS)

    assert await differences(nats_server.url) == []
    async with administrator(nats_server.url, None) as client:
        told = await ask(client, "$JS.API.STREAM.INFO.EVENTS")
    assert part(told, "state")["messages"] == 1


async def test_a_stream_that_differs_is_refused(nats_server: NatsServer) -> None:
    await change(nats_server, "UPDATE", max_age=60_000_000_000)

    with pytest.raises(SettingsError, match=r"流 EVENTS 的 max_age"):
        await provision(nats_server.url)

    assert len(await differences(nats_server.url)) == 1


async def test_a_subject_that_a_new_release_adds_is_put_in_place(
    nats_server: NatsServer,
) -> None:
    older = list(EVENTS.subjects[:-1])
    await change(nats_server, "UPDATE", subjects=list(older))

    await provision(nats_server.url)

    assert await differences(nats_server.url) == []


async def test_a_foreign_subject_in_a_stream_is_refused(
    nats_server: NatsServer,
) -> None:
    foreign = [*EVENTS.subjects, "lq.evt.other.thing.done.v1"]
    await change(nats_server, "UPDATE", subjects=list(foreign))

    with pytest.raises(SettingsError, match=r"流 EVENTS 的 subjects"):
        await provision(nats_server.url)


async def test_a_consumer_that_differs_is_refused(nats_server: NatsServer) -> None:
    async with administrator(nats_server.url, None) as client:
        config = ConsumerConfig(durable_name="intake", max_deliver=3, ack_wait=30)
        await client.jetstream().delete_consumer("REPORTS", "intake")
        await client.jetstream().add_consumer("REPORTS", config)

    with pytest.raises(SettingsError, match=r"消费者 REPORTS/intake 的 max_deliver"):
        await provision(nats_server.url)


async def test_a_stream_that_is_gone_is_not_made_again_in_silence(
    tmp_path: Path,
) -> None:
    server = plain_server(tmp_path)
    marker = tmp_path / "streams.json"
    server.start()
    try:
        await provision(server.url, marker=marker)
        async with administrator(server.url, None) as client:
            await ask(client, "$JS.API.STREAM.DELETE.EVENTS")

        with pytest.raises(SettingsError, match=r"流 EVENTS 原来有"):
            await provision(server.url, marker=marker)
        await provision(server.url)
        with pytest.raises(SettingsError, match=r"流 EVENTS 原来有"):
            await provision(server.url, marker=marker)

        marker.unlink()
        await provision(server.url, marker=marker)
        assert "EVENTS" in json.loads(marker.read_bytes())["streams"]
    finally:
        server.stop()


async def test_what_was_acknowledged_survives_a_kill(nats_server: NatsServer) -> None:
    async with administrator(nats_server.url, None) as client:
        for number in range(20):
            body = str(number).encode()
            await client.jetstream().publish(CASE_CHANGED.base, body)

    nats_server.kill9()
    nats_server.start()

    await provision(nats_server.url, units=UNITS)
    async with administrator(nats_server.url, None) as client:
        told = await ask(client, "$JS.API.STREAM.INFO.EVENTS")
    assert part(told, "state")["messages"] == 20


async def test_a_unit_added_later_gets_its_consumer(nats_server: NatsServer) -> None:
    await add_unit(nats_server.url, None, "finance")
    await add_unit(nats_server.url, None, "finance")

    async with administrator(nats_server.url, None) as client:
        told = await ask(client, "$JS.API.CONSUMER.INFO.LETTERS.unit-finance")
    filters = part(told, "config")["filter_subjects"]
    assert isinstance(filters, list)
    assert all(str(subject).endswith(".finance") for subject in filters)


async def test_no_server_is_a_sentence(tmp_path: Path) -> None:
    server = plain_server(tmp_path)

    with pytest.raises(TryAgainError, match="连不上 nats-server"):
        await provision(server.url)


# --- parked messages


async def fail(
    client: Client, stream: str, consumer: str, *, prefix: str = "$JS.API"
) -> None:
    """Give up the oldest message of a consumer."""
    reader = await client.jetstream(prefix=prefix).pull_subscribe_bind(
        consumer, stream, inbox_prefix=bytes(client._inbox_prefix) + b"."
    )
    (message,) = await reader.fetch(1, timeout=5)
    await message.term()


async def first_parked(url: str, credentials: Path | None = None) -> Parked:
    """Wait for the advisory, which the server writes after it has answered."""
    async with asyncio.timeout(5):
        while True:
            found = await parked(url, credentials)
            if found:
                return found[0]


async def test_a_message_given_up_is_parked_and_replayed(
    nats_server: NatsServer,
) -> None:
    headers = {"ce-id": "m1", "traceparent": "00-1", "Nats-Msg-Id": "m1"}
    async with administrator(nats_server.url, None) as client:
        await client.jetstream().publish(REPORT_ACCEPTED.base, b"body", headers=headers)
        await fail(client, "EVENTS", "grading")

        found = await first_parked(nats_server.url)
        await replay(nats_server.url, None, found)

        reader = await client.jetstream().pull_subscribe_bind("grading", "EVENTS")
        (message,) = await reader.fetch(1, timeout=5)
    assert (found.stream, found.consumer, found.sequence) == ("EVENTS", "grading", 1)
    assert found.reason == "terminated"
    assert message.subject == REPORT_ACCEPTED.base
    assert message.data == b"body"
    assert message.headers == {"ce-id": "m1", "traceparent": "00-1"}
    assert await parked(nats_server.url, after=found.number) == []


async def test_a_message_that_is_too_old_cannot_be_replayed(
    nats_server: NatsServer,
) -> None:
    async with administrator(nats_server.url, None) as client:
        await client.jetstream().publish(REPORT_ACCEPTED.base, b"body")
        await fail(client, "EVENTS", "grading")
        found = await first_parked(nats_server.url)
        await ask(client, "$JS.API.STREAM.DELETE.EVENTS")
    await provision(nats_server.url)

    with pytest.raises(NotFoundError, match="已过保存期"):
        await replay(nats_server.url, None, found)


async def test_the_keeper_of_the_streams_may_replay_a_units_report(
    secured_nats: SecuredNats,
) -> None:
    court = secured_nats.credentials("unit-court")
    keeper = secured_nats.credentials("provision")
    async with administrator(secured_nats.url, court, name="unit-court") as client:
        await client.jetstream().publish(SUBMIT_REPORT.base, b"report")
    intake = secured_nats.credentials("intake")
    async with administrator(secured_nats.url, intake, name="intake") as client:
        await fail(client, "REPORTS", "intake", prefix=API)

    found = await first_parked(secured_nats.url, keeper)
    sequence = await replay(secured_nats.url, keeper, found)

    assert sequence == 2


# --- accounts


async def test_an_installation_survives_a_restart(secured_nats: SecuredNats) -> None:
    await admit_unit(secured_nats.url, secured_nats.authority, "finance")
    await dismiss_unit(secured_nats.url, secured_nats.authority, "police")

    secured_nats.server.restart()

    await check_server(secured_nats.url, secured_nats.credentials("system"))
    finance = secured_nats.authority.issue_unit("finance")
    await smoke_publish(secured_nats.url, finance)
    assert (
        await differences(secured_nats.url, secured_nats.credentials("provision")) == []
    )


async def test_a_unit_whose_account_was_not_pushed_is_noticed(
    secured_nats: SecuredNats,
) -> None:
    unknown = secured_nats.authority.issue_unit("civil")

    with pytest.raises(TryAgainError, match="连不上"):
        await smoke_publish(secured_nats.url, unknown)


async def test_a_smoke_publish_stores_nothing(secured_nats: SecuredNats) -> None:
    await smoke_publish(secured_nats.url, secured_nats.units["court"])

    keeper = secured_nats.credentials("provision")
    async with administrator(secured_nats.url, keeper) as client:
        told = await ask(client, "$JS.API.STREAM.INFO.REPORTS")
    assert part(told, "state")["messages"] == 0


async def test_a_credential_that_reaches_no_stream_is_told_at_the_trial(
    tmp_path: Path,
) -> None:
    secured = secured_server(tmp_path)
    secured.server.start()
    try:
        court = secured.authority.issue_unit("court")
        account = secured.authority.unit_token("court")
        await push_account(secured.url, secured.credentials("system"), account.token)

        with pytest.raises(SettingsError, match="到不了 REPORTS"):
            await smoke_publish(secured.url, court)
    finally:
        secured.server.stop()


async def test_an_account_of_another_authority_opens_nothing(
    secured_nats: SecuredNats, tmp_path: Path
) -> None:
    foreign = Authority(tmp_path / "foreign")
    court = foreign.issue_unit("court")
    system = secured_nats.credentials("system")

    with suppress(SettingsError):
        await push_account(secured_nats.url, system, foreign.unit_token("court").token)

    with pytest.raises(TryAgainError, match="连不上"):
        await smoke_publish(secured_nats.url, court)


async def test_an_account_that_is_no_token_is_refused(
    secured_nats: SecuredNats,
) -> None:
    system = secured_nats.credentials("system")

    with pytest.raises(SettingsError):
        await push_account(secured_nats.url, system, "no.token.at-all")


async def test_revoking_twice_is_no_error_and_an_unknown_unit_is(
    secured_nats: SecuredNats,
) -> None:
    await dismiss_unit(secured_nats.url, secured_nats.authority, "court")
    await dismiss_unit(secured_nats.url, secured_nats.authority, "court")

    with pytest.raises(NotFoundError, match="service"):
        await dismiss_unit(secured_nats.url, secured_nats.authority, "service")


async def test_a_server_that_does_not_write_through_is_refused(
    tmp_path: Path,
) -> None:
    secured = secured_server(tmp_path)
    path = tmp_path / "nats" / "nats.conf"
    path.write_text(path.read_text().replace("sync_interval: always", ""))
    secured.server.start()

    try:
        with pytest.raises(SettingsError, match="sync_interval"):
            await check_server(secured.url, secured.credentials("system"))
    finally:
        secured.server.stop()


async def test_a_stranger_is_not_let_in(secured_nats: SecuredNats) -> None:
    with pytest.raises(TryAgainError, match="连不上"):
        async with administrator(secured_nats.url, None):
            pass


# --- keys and files


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    Authority(tmp_path).issue_unit("court")

    secrets = [*tmp_path.glob("keys/*"), *tmp_path.glob("creds/*")]
    assert len(secrets) > 20
    for path in secrets:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for folder in ("keys", "creds"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


def test_the_same_keys_and_moment_give_the_same_accounts(tmp_path: Path) -> None:
    first = Authority(tmp_path, SetClock(AT))
    first.issue_unit("court")

    second = Authority(tmp_path, SetClock(AT))

    assert second.account_tokens() == first.account_tokens()
    assert second.issue_unit("court") == first.issue_unit("court")
    assert second.operator_token == first.operator_token


def test_a_refused_code_leaves_nothing_behind(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    with pytest.raises(RefusedError, match="单位代码"):
        authority.issue_unit("../court")

    assert authority.units() == ()


def test_a_broken_key_file_is_a_sentence_without_its_content(tmp_path: Path) -> None:
    Authority(tmp_path)
    path = tmp_path / "keys" / "operator.seed"
    path.write_text("SOSECRET")

    with pytest.raises(SettingsError, match=r"operator\.seed") as caught:
        Authority(tmp_path)

    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_no_seed_stands_in_what_the_server_gets(tmp_path: Path) -> None:
    secured = secured_server(tmp_path)
    seeds = [path.read_text().strip() for path in tmp_path.glob("keys/*.seed")]

    given = "".join(path.read_text() for path in tmp_path.glob("nats/**/*.*"))

    assert seeds
    assert secured.authority.operator_token in given
    assert not [seed for seed in seeds if seed in given]


def test_paths_with_blanks_and_chinese_are_quoted(tmp_path: Path) -> None:
    folder = tmp_path / '数据 "一"'
    folder.mkdir()
    server = plain_server(folder)

    server.start()
    server.stop()

    assert (folder / "js").is_dir()
