"""Promise: on the bus each credential can do what the table grants, and nothing else.

Two walls, each tested alone: the permissions of a credential, and where its account
leads. Probes and expectations are the product's own (`bus.matrix`, `bus.reach`), so
that `lianqing doctor` finds on a running installation what is found here.
"""

import base64
import dataclasses
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from pydantic import JsonValue

from lianqing_shared.bus import reach
from lianqing_shared.bus.accounts import push_account
from lianqing_shared.bus.matrix import Act, Matrix, Probe
from lianqing_shared.bus.probing import examine, judge
from lianqing_shared.contracts.streams import STREAMS, consumers, unit_consumer
from lianqing_shared.contracts.topology import (
    CASE_CHANGED,
    LETTER_SERVED,
    REPORTS_RECEIPTED,
    SEARCH_CASES,
    SUBMIT_REPORT,
    TOPICS,
    WARNING_DECIDED,
    Principal,
    StreamName,
    Topic,
)
from lianqing_shared.errors import SettingsError
from lianqing_shared.security.grants import (
    PROBE,
    Answers,
    Carries,
    Export,
    Grant,
    Import,
    grant,
    store_grant,
    unit_grant,
)
from lianqing_shared.security.keys import Key, Role
from lianqing_shared.testing.nats import UNITS, SecuredNats, settle
from tests.integration.buses import (
    asked,
    connected_as,
    installed,
    mutated,
    publish,
    right_grant,
    stored,
)

MATRIX = Matrix(UNITS)
APPLICATIONS = tuple(
    name for name in MATRIX.credentials if name not in ("provision", "system")
)
REACH = reach.expected(UNITS)
_SAID = b"said"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNats]:
    """Run one installation for this file."""
    with installed(tmp_path_factory.mktemp("permissions")) as made:
        yield made


async def verdict(secured: SecuredNats, name: str) -> set[Probe]:
    """Return what the server and the table see differently of one credential."""
    found = await judge(
        secured.url, secured.credentials(name), name=name, matrix=MATRIX
    )
    return {*found.surplus, *found.missing}


async def account_flaws(secured: SecuredNats) -> tuple[str, ...]:
    """Return what the accounts' imports and exports have too much or too little."""
    system = secured.credentials("system")
    return await reach.differences(secured.url, system, units=UNITS)


# --- both walls, as they are


@pytest.mark.parametrize("name", MATRIX.credentials)
async def test_a_credential_can_do_exactly_what_the_table_grants(
    secured: SecuredNats, name: str
) -> None:
    assert await verdict(secured, name) == set()


async def test_every_account_leads_exactly_where_the_table_says(
    secured: SecuredNats,
) -> None:
    assert await account_flaws(secured) == ()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_subject_is_probed_and_somebody_may_say_it(topic: Topic) -> None:
    probed = {
        name: {probe.subject for probe in MATRIX.probes(name)} for name in APPLICATIONS
    }
    sayers = {
        name
        for name in APPLICATIONS
        for probe in MATRIX.expected(name)
        if probe.act is Act.PUBLISH and probe.subject in (topic.base, topic.to("court"))
    }

    assert all(topic.base in subjects for subjects in probed.values())
    assert {"unit" if name.startswith("unit-") else name for name in sayers} == set(
        topic.said_by
    )


# --- the probes leave nothing behind


async def test_the_probes_disturb_nobody_and_leave_nothing(
    secured: SecuredNats,
) -> None:
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    async with AsyncExitStack() as stack:
        open_ = stack.enter_async_context
        clients = {
            name: await open_(connected_as(secured, name))
            for name in MATRIX.credentials
        }
        await publish(clients["grading"], CASE_CHANGED.base)
        await publish(clients["unit-court"], SUBMIT_REPORT.base)
        for name, client in clients.items():
            for subject in MATRIX.may_subscribe(name):
                await client.subscribe(subject, cb=hear)
            await settle(client)
        before = await books(secured)

        await examine(secured.url, secured.credentials, units=UNITS)

        after = await books(secured)
        for client in clients.values():
            await settle(client)
    assert after == before
    # What `books` asks is answered there, and everybody with that name hears it.
    assert [one for one in heard if not one.startswith("_INBOX_provision.")] == []


async def books(secured: SecuredNats) -> dict[str, JsonValue]:
    """Return the state of all streams and consumers, to the last sequence."""
    found: dict[str, JsonValue] = {}
    async with connected_as(secured, "provision") as client:
        for stream in STREAMS:
            told = await asked(client, f"$JS.API.STREAM.INFO.{stream.name}")
            found[stream.name] = told["state"]
        for spec in (*consumers(), *map(unit_consumer, UNITS)):
            place = f"{spec.stream}.{spec.durable}"
            told = await asked(client, f"$JS.API.CONSUMER.INFO.{place}")
            kept = ("num_pending", "num_ack_pending", "num_waiting", "delivered")
            found[place] = {key: told[key] for key in (*kept, "ack_floor")}
    return found


async def test_a_mistake_that_would_let_a_probe_destroy_a_stream_destroys_none(
    secured: SecuredNats,
) -> None:
    offered, console = store_grant(), grant(Principal.CONSOLE)
    verbs = ("STREAM.DELETE", "STREAM.PURGE")
    ways = [
        Import(exporter="store", subject=f"$JS.API.{v}.{s}", local=f"STORE.API.{v}.{s}")
        for v in verbs
        for s in StreamName
    ]
    everything = Export(subject="$JS.API.>", answers=Answers.MANY)
    kept = [one for one in offered.exports if not one.subject.startswith("$JS.API")]
    planted = (
        dataclasses.replace(offered, exports=(*kept, everything)),
        dataclasses.replace(
            console,
            says=(*console.says, *(way.local for way in ways)),
            imports=(*console.imports, *ways),
        ),
    )

    async with mutated(secured, *planted):
        found = await verdict(secured, "console")
        flaws = await account_flaws(secured)

    assert {probe.subject for probe in found} == {way.local for way in ways}
    assert any("账户 console 多出通路" in flaw for flaw in flaws)
    assert set(await stored(secured)) == set(StreamName)


# --- a planted mistake is found


def everything_for_a_unit() -> Grant:
    right = unit_grant("court")
    limits = dataclasses.replace(right.limits, subscriptions=-1)
    return dataclasses.replace(right, says=(">",), hears=(">",), limits=limits)


def a_console_that_grades() -> Grant:
    right = grant(Principal.CONSOLE)
    forged = WARNING_DECIDED.base
    leads = Import(exporter="store", subject=forged, local=forged)
    return dataclasses.replace(
        right, says=(*right.says, forged), imports=(*right.imports, leads)
    )


def a_console_that_may_say_all_to_the_registry() -> Grant:
    """What the console may say today is all there is: only a wildcard shows."""
    right = grant(Principal.CONSOLE)
    return dataclasses.replace(right, says=(*right.says, "lq.cmd.registry.>"))


def a_grading_that_writes_letters() -> Grant:
    right = grant(Principal.GRADING)
    leads = Import(
        exporter="store", subject=LETTER_SERVED.pattern, local=LETTER_SERVED.pattern
    )
    return dataclasses.replace(
        right, says=(*right.says, leads.local), imports=(*right.imports, leads)
    )


def a_unit_that_answers_itself() -> Grant:
    right = unit_grant("police")
    return dataclasses.replace(right, says=(*right.says, "_INBOX_unit-police.>"))


def a_notify_that_joins_the_readers_of_cases() -> Grant:
    right = grant(Principal.NOTIFY)
    return dataclasses.replace(right, hears=(*right.hears, f"{SEARCH_CASES.base} *"))


def an_inbox_for_all() -> Grant:
    right = unit_grant("police")
    return dataclasses.replace(right, hears=(*right.hears, "_INBOX.>"))


def a_unit_that_reads_anothers_letters() -> Grant:
    right = unit_grant("police")
    foreign = unit_grant("court").imports
    return dataclasses.replace(
        right,
        says=(*right.says, *(found.local for found in foreign)),
        imports=(*right.imports, *foreign[-3:]),
    )


def a_service_that_cannot_read() -> Grant:
    right = grant(Principal.GRADING)
    return dataclasses.replace(
        right, says=tuple(said for said in right.says if "MSG.NEXT" not in said)
    )


def a_desk_that_overhears_the_log_in() -> Grant:
    right = grant(Principal.DESK)
    return dataclasses.replace(
        right, hears=(*right.hears, *grant(Principal.REGISTRY).hears[1:2])
    )


def a_keeper_of_streams_that_listens() -> Grant:
    right = store_grant()
    return dataclasses.replace(right, hears=(*right.hears, SUBMIT_REPORT.pattern))


def a_trace_that_can_be_read() -> Grant:
    right = unit_grant("police")
    return dataclasses.replace(right, hears=(*right.hears, PROBE))


@pytest.mark.parametrize(
    "plant",
    [
        everything_for_a_unit,
        a_console_that_grades,
        a_console_that_may_say_all_to_the_registry,
        a_grading_that_writes_letters,
        a_unit_that_answers_itself,
        a_notify_that_joins_the_readers_of_cases,
        an_inbox_for_all,
        a_unit_that_reads_anothers_letters,
        a_service_that_cannot_read,
        a_desk_that_overhears_the_log_in,
        a_keeper_of_streams_that_listens,
        a_trace_that_can_be_read,
    ],
)
async def test_the_matrix_notices_a_planted_mistake(
    secured: SecuredNats, plant: Callable[[], Grant]
) -> None:
    planted = plant()
    name = "provision" if planted.name == "store" else planted.name

    async with mutated(secured, planted):
        assert await verdict(secured, name) != set()

    assert await verdict(secured, name) == set()


def a_unit_that_speaks_as_another() -> Grant:
    right, foreign = unit_grant("police"), unit_grant("court")
    return dataclasses.replace(right, imports=(foreign.imports[0], *right.imports[1:]))


def a_service_that_offers_what_is_not_its_own() -> Grant:
    right = grant(Principal.INTAKE)
    more = Export(subject=SUBMIT_REPORT.pattern)
    return dataclasses.replace(right, exports=(*right.exports, more))


def a_feed_of_letters() -> Grant:
    right = grant(Principal.NOTIFY)
    letters = next(one for one in TOPICS if one.name == "notify.letter.served")
    more = Export(subject=letters.pattern, carries=Carries.STREAM)
    return dataclasses.replace(right, exports=(*right.exports, more))


def a_unit_whose_reports_go_nowhere() -> Grant:
    right = unit_grant("court")
    return dataclasses.replace(right, imports=right.imports[1:])


@pytest.mark.parametrize(
    "plant",
    [
        a_console_that_grades,
        a_grading_that_writes_letters,
        a_unit_that_reads_anothers_letters,
        a_unit_that_speaks_as_another,
        a_service_that_offers_what_is_not_its_own,
        a_feed_of_letters,
        a_unit_whose_reports_go_nowhere,
    ],
)
async def test_a_planted_way_out_of_an_account_is_named(
    secured: SecuredNats, plant: Callable[[], Grant]
) -> None:
    planted = plant()

    async with mutated(secured, planted):
        flaws = await account_flaws(secured)

    assert flaws
    assert all(f"账户 {planted.name} " in flaw for flaw in flaws)
    assert await account_flaws(secured) == ()


async def test_an_account_that_nobody_knows_is_named(secured_nats: SecuredNats) -> None:
    ghost = dataclasses.replace(unit_grant("court"), name="unit-ghost", imports=())
    token = secured_nats.authority.account_token(ghost).token
    await push_account(secured_nats.url, secured_nats.credentials("system"), token)

    assert await account_flaws(secured_nats) == ("多出账户 unit-ghost",)


async def test_a_key_that_could_sign_users_without_bounds_is_named(
    secured_nats: SecuredNats,
) -> None:
    system = secured_nats.credentials("system")
    token = with_a_free_key(secured_nats, unit_grant("court"))
    await push_account(secured_nats.url, system, token)

    (flaw,) = await account_flaws(secured_nats)

    assert flaw == "账户 unit-court 有 1 把不受限制的签发密钥"


def with_a_free_key(secured: SecuredNats, right: Grant) -> str:
    head, body, _ = secured.authority.account_token(right).token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["nats"]["signing_keys"].append(Key.new(Role.ACCOUNT).public)
    operator = Key.read(secured.folder / "keys" / "operator.seed")
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
    signed = f"{head}.{changed.decode()}"
    signature = base64.urlsafe_b64encode(operator.sign(signed.encode())).rstrip(b"=")
    return f"{signed}.{signature.decode()}"


async def test_accounts_of_an_older_release_are_told_apart_from_a_mistake(
    secured: SecuredNats,
) -> None:
    right = unit_grant("court")
    older = tuple(said for said in right.says if said != PROBE)

    async with mutated(secured, dataclasses.replace(right, says=older)):
        with pytest.raises(SettingsError, match="请重新启动系统"):
            await verdict(secured, "unit-court")


# --- one wall alone


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """A message that reached an account."""

    account: str
    subject: str
    body: str
    is_delivery: bool = False
    """Taken out of a stream, under the subject that it has there."""


class Watch:
    """Everybody connected, and all that reached them."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.heard: list[Heard] = []
        self._listening: list[Subscription] = []

    async def listen(self, name: str, client: Client, subject: str) -> None:
        account = "store" if name == "provision" else name

        async def hear(message: Msg) -> None:
            body = message.data.decode()
            taken = message.reply.startswith("$JS.ACK.")
            self.heard.append(Heard(account, message.subject, body, taken))

        for queue in ("", "thieves"):
            found = await client.subscribe(subject, queue, cb=hear)
            self._listening.append(found)

    async def settle(self, name: str) -> None:
        """Wait until all that one of them said has been heard by everybody."""
        for client in (self.clients[name], *self.clients.values()):
            await settle(client)
        while any(one.pending_msgs for one in self._listening):
            await settle(self.clients[name])


@asynccontextmanager
async def watched(secured: SecuredNats, *, stripped: bool) -> AsyncIterator[Watch]:
    """Connect everybody, listening to all they can; `stripped` takes every bound off.

    STORE's user hears all that arrives in STORE, whatever else is planted.
    """
    watch = Watch()
    free = [freed(name) for name in APPLICATIONS] if stripped else []
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(mutated(secured, freed("store"), *free))
        for name in (*APPLICATIONS, "provision"):
            client = await stack.enter_async_context(connected_as(secured, name))
            is_free = stripped or name == "provision"
            for subject in [">"] if is_free else MATRIX.may_subscribe(name):
                await watch.listen(name, client, subject)
            await settle(client)
            watch.clients[name] = client
        yield watch


def freed(name: str) -> Grant:
    right = right_grant(name)
    limits = dataclasses.replace(right.limits, subscriptions=-1)
    return dataclasses.replace(right, says=(">",), hears=(">",), limits=limits)


def arrivals(name: str, subject: str) -> set[Heard]:
    """Return where the accounts lead what somebody says, whoever may say it."""
    body = f"{name}|{subject}"
    found = {
        Heard(lead.to_account, arrived_as(lead, subject), body)
        for lead in REACH[name].leads
        if lead.carries == "service" and fits(lead.says, subject)
    }
    return found | {
        Heard(listener, subject, body)
        for listener, held in REACH.items()
        for lead in held.leads
        if lead.carries == "stream"
        and lead.to_account == name
        and fits(lead.arrives_as, subject)
    }


def arrived_as(lead: reach.Lead, subject: str) -> str:
    return subject if lead.says == lead.arrives_as else lead.arrives_as


def fits(pattern: str, subject: str) -> bool:
    tokens, parts = pattern.split("."), subject.split(".")
    if tokens[-1] == ">":
        return parts[: len(tokens) - 1] == tokens[:-1] and len(parts) >= len(tokens)
    return len(tokens) == len(parts) and all(
        token in ("*", part) for token, part in zip(tokens, parts, strict=True)
    )


async def test_without_any_permissions_the_accounts_alone_leak_and_forge_nothing(
    secured: SecuredNats,
) -> None:
    wanted: set[Heard] = set()
    before = await stored(secured)
    async with watched(secured, stripped=True) as watch:
        for name in APPLICATIONS:
            for probe in MATRIX.probes(name):
                if probe.act is Act.PUBLISH:
                    said = f"{name}|{probe.subject}"
                    await watch.clients[name].publish(probe.subject, said.encode())
                    wanted |= arrivals(name, probe.subject)
            await watch.settle(name)
        after = await stored(secured)

    assert {one for one in watch.heard if is_of_another(one)} == wanted
    assert {name: after[name] - before[name] for name in after} == kept_of(wanted)


def is_of_another(one: Heard) -> bool:
    """Tell whether an account heard what another said, even inside another message."""
    if one.account == "store" and one.subject.startswith("$JS.EVENT."):
        return False  # STORE's own server telling of a request that did arrive there
    others = (name for name in APPLICATIONS if name != one.account)
    return any(f"{name}|" in one.body for name in others)


def kept_of(arrived: set[Heard]) -> dict[str, int]:
    """Return how much of what arrived in STORE each stream keeps."""
    return {
        spec.name: sum(
            one.account == "store" and any(fits(p, one.subject) for p in spec.subjects)
            for one in arrived
        )
        for spec in STREAMS
    }


@pytest.mark.parametrize("stripped", [False, True], ids=["granted", "stripped"])
async def test_an_answer_cannot_be_sent_to_somebody_else(
    secured: SecuredNats, *, stripped: bool
) -> None:
    """The server answers a publisher without asking what the reply subject may be."""
    strays: list[Heard] = []
    async with watched(secured, stripped=stripped) as watch:
        for service in Principal:
            if service is not Principal.UNIT:
                await answer_requests(watch.clients[service], service)
        for name in APPLICATIONS:
            watch.heard.clear()
            foreign = [one for one in reply_targets() if not arrivals(name, one)]
            for subject, target in itertools.product(spoken_by(name), foreign):
                await watch.clients[name].publish(subject, _SAID, reply=target)
            for subject in spoken_by(name):
                # Streams answer in order: after this, all before it are answered.
                await watch.clients[name].request(subject, _SAID, timeout=10)
            await watch.settle(name)
            strays += [one for one in watch.heard if is_stray(one, asker=name)]

    assert strays == []


def spoken_by(name: str) -> list[str]:
    """Return one subject of each sort that is answered: stored, asked, looked up."""
    may = sorted(MATRIX.may_publish(name))
    kept = tuple(topic.base for topic in TOPICS if topic.stream is not None)
    sorts = (
        [one for one in may if one.startswith(kept)],
        [topic.base for topic in TOPICS if topic.stream is None and topic.base in may],
        [one for one in may if "CONSUMER.INFO" in one],
    )
    return [found[0] for found in sorts if found]


async def answer_requests(client: Client, service: Principal) -> None:
    async def answer(message: Msg) -> None:
        if message.reply:
            await message.respond(b"answer")

    for topic in TOPICS:
        if topic.stream is None and service in topic.heard_by:
            await client.subscribe(topic.base, cb=answer)
    await settle(client)


def is_stray(one: Heard, *, asker: str) -> bool:
    """Tell whether an answer got where neither who asked nor who answered is."""
    asked_where = {
        (there.account, there.subject)
        for subject in spoken_by(asker)
        for there in arrivals(asker, subject)
    }
    is_read = one.is_delivery and one.account == "store"
    return (
        one.account != asker
        and not is_read
        and not one.subject.startswith(("_R_.", "$JS.EVENT."))
        and (one.account, one.subject) not in asked_where
    )


async def test_nothing_can_be_fetched_out_of_a_stream_into_a_foreign_inbox(
    secured: SecuredNats,
) -> None:
    pulls = [
        (name, subject)
        for name in APPLICATIONS
        for subject in MATRIX.may_publish(name)
        if "CONSUMER.MSG.NEXT" in subject
    ]
    async with watched(secured, stripped=False) as watch:
        for name, topic in {
            "notify": LETTER_SERVED,
            "intake": REPORTS_RECEIPTED,
        }.items():
            await publish(watch.clients[name], topic.to("court"))
        await publish(watch.clients["grading"], WARNING_DECIDED.base)
        await publish(watch.clients["unit-court"], SUBMIT_REPORT.base)
        await watch.settle("grading")
        watch.heard.clear()
        for (name, subject), thief in itertools.product(pulls, MATRIX.credentials):
            if thief != name:
                await watch.clients[name].publish(
                    subject, b'{"batch": 1, "no_wait": true}', reply=f"_INBOX_{thief}.x"
                )
            await watch.settle(name)
        await stored(secured)
        await watch.settle("provision")

    assert pulls
    assert [one for one in watch.heard if one.account != "store"] == []


def reply_targets() -> list[str]:
    return [
        *(topic.base for topic in TOPICS),
        *(topic.to("police") for topic in TOPICS if topic.per_unit),
        *(f"_INBOX_{name}.x" for name in MATRIX.credentials),
        *("$JS.API.STREAM.PURGE.EVENTS", "$SYS.REQ.CLAIMS.UPDATE", "other"),
    ]
