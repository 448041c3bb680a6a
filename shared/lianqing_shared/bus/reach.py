"""Check where the accounts themselves lead, the second wall behind the permissions.

A mistake in an import lies open to no probe: a unit that speaks on its own subject may
still be heard under another's name. So the accounts are read back from the running
server, as it holds them, and each import and export is compared with the table, which
is read here a second time, as in `matrix`.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client
from pydantic import BaseModel, JsonValue, ValidationError

from lianqing_shared.bus.admin import administrator, ask
from lianqing_shared.bus.matrix import SERVICES, SYSTEM
from lianqing_shared.contracts.streams import ConsumerSpec, consumers, unit_consumer
from lianqing_shared.contracts.topology import (
    REPORT_ACCEPTED,
    TOPICS,
    Principal,
    StreamName,
    Topic,
)
from lianqing_shared.errors import SettingsError

STORE = "store"
_UNIT = "unit-"
_FEED, _REQUEST = "stream", "service"


@dataclass(frozen=True, slots=True, order=True)
class Lead:
    """One way out of an account: what is said here arrives there."""

    says: str
    to_account: str
    arrives_as: str
    carries: str


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """One subject that an account offers; `is_open` when anybody may take it."""

    subject: str
    carries: str
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All that leads out of an account, and all that it offers to others."""

    leads: frozenset[Lead] = frozenset()
    offers: frozenset[Offer] = frozenset()
    free_keys: int = 0
    """Keys that could sign users without any bounds; there must be none."""


def expected(units: Sequence[str]) -> dict[str, Reach]:
    """Return what each account must hold, by its name."""
    names = (*SERVICES, *(f"{_UNIT}{code}" for code in units))
    found = {
        name: Reach(leads=frozenset(_leads(name)), offers=frozenset(_offers(name)))
        for name in names
    }
    return found | {STORE: Reach(offers=frozenset(_kept())), SYSTEM: Reach()}


async def differences(
    url: str, credentials: Path, *, units: Sequence[str]
) -> tuple[str, ...]:
    """Return a sentence for each account that leads elsewhere than the table says.

    Args:
        url: The server's address.
        credentials: `system.creds`.
        units: Codes of the units that were ever issued a credential.

    Raises:
        TryAgainError: The server does not answer.
        SettingsError: It tells something that is no account.
    """
    wanted, there = expected(units), await held(url, credentials)
    return (
        *(f"多出账户 {name}" for name in sorted(there.keys() - wanted.keys())),
        *(f"缺少账户 {name}" for name in sorted(wanted.keys() - there.keys())),
        *(
            sentence
            for name in sorted(wanted.keys() & there.keys())
            for sentence in _compare(name, wanted[name], there[name])
        ),
    )


async def held(url: str, credentials: Path) -> dict[str, Reach]:
    """Return the accounts that the server holds, by name, doubles under their keys."""
    async with administrator(url, credentials, name=SYSTEM) as client:
        listed = (await ask(client, "$SYS.REQ.CLAIMS.LIST")).get("data")
        keys = [str(key) for key in listed] if isinstance(listed, list) else []
        claims = {key: await _claims(client, key) for key in keys}
    names = {key: one.name for key, one in claims.items()}
    found: dict[str, Reach] = {}
    for key, one in claims.items():
        name = one.name if one.name not in found else f"{one.name}（{key}）"
        found[name] = _reach(one, names)
    return found


class _Way(BaseModel):
    subject: str = ""
    type: str = ""
    account: str = ""
    local_subject: str = ""
    token_req: bool = False


class _Nats(BaseModel):
    imports: list[_Way] = []
    exports: list[_Way] = []
    signing_keys: list[JsonValue] = []
    """A bare key signs what it likes; an object is a scope with its bounds."""


class _Claims(BaseModel):
    name: str
    nats: _Nats


async def _claims(client: Client, key: str) -> _Claims:
    reply = await client.request(f"$SYS.REQ.ACCOUNT.{key}.CLAIMS.LOOKUP", timeout=5)
    try:
        _, body, _ = reply.data.decode().split(".")
        read = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return _Claims.model_validate(json.loads(read))
    except (ValueError, binascii.Error, ValidationError) as err:
        message = f"nats-server 里的账户 {key} 读不出来。"
        raise SettingsError(message) from err


def _reach(claims: _Claims, names: Mapping[str, str]) -> Reach:
    return Reach(
        leads=frozenset(
            Lead(
                says=way.local_subject or way.subject,
                to_account=names.get(way.account, way.account),
                arrives_as=way.subject,
                carries=way.type,
            )
            for way in claims.nats.imports
        ),
        offers=frozenset(
            Offer(way.subject, way.type, is_open=not way.token_req)
            for way in claims.nats.exports
        ),
        free_keys=sum(isinstance(key, str) for key in claims.nats.signing_keys),
    )


def _compare(name: str, wanted: Reach, there: Reach) -> Iterator[str]:
    for lead in sorted(there.leads - wanted.leads):
        yield f"账户 {name} 多出通路：{_path(lead)}"
    for lead in sorted(wanted.leads - there.leads):
        yield f"账户 {name} 缺少通路：{_path(lead)}"
    for offer in sorted(there.offers - wanted.offers):
        yield f"账户 {name} 多出对外提供的主题：{_named(offer)}"
    for offer in sorted(wanted.offers - there.offers):
        yield f"账户 {name} 缺少对外提供的主题：{_named(offer)}"
    if there.free_keys:
        yield f"账户 {name} 有 {there.free_keys} 把不受限制的签发密钥"


def _path(lead: Lead) -> str:
    return f"{lead.says} → {lead.to_account} 的 {lead.arrives_as}"


def _named(offer: Offer) -> str:
    return f"{offer.subject}（任何账户都可使用）" if offer.is_open else offer.subject


def _leads(name: str) -> Iterator[Lead]:
    code = name.removeprefix(_UNIT) if name.startswith(_UNIT) else None
    who = Principal.UNIT if code is not None else Principal(name)
    for topic in TOPICS:
        if who not in topic.said_by:
            continue
        if topic.stream is None:
            yield Lead(topic.base, topic.owner.value, topic.base, _REQUEST)
        elif code is not None:
            yield Lead(topic.base, STORE, topic.to(code), _REQUEST)
        else:
            yield Lead(topic.pattern, STORE, topic.pattern, _REQUEST)
    for spec in (*consumers(), *((unit_consumer(code),) if code else ())):
        if spec.durable == name:
            yield from _reading(spec)
    if who is Principal.CONSOLE:
        for topic in filter(_is_shown, TOPICS):
            yield Lead(topic.base, topic.owner.value, topic.base, _FEED)


def _reading(spec: ConsumerSpec) -> Iterator[Lead]:
    place = f"{spec.stream}.{spec.durable}"
    for verb in ("INFO", "MSG.NEXT"):
        asked = f"API.CONSUMER.{verb}.{place}"
        yield Lead(f"STORE.{asked}", STORE, f"$JS.{asked}", _REQUEST)
    acks = f"$JS.ACK.{place}.>"
    yield Lead(acks, STORE, acks, _REQUEST)


def _offers(name: str) -> Iterator[Offer]:
    for topic in TOPICS:
        if topic.stream is None and name in topic.heard_by:
            yield Offer(topic.base, _REQUEST)
        if _is_shown(topic) and topic.owner.value == name:
            yield Offer(topic.base, _FEED)


def _kept() -> Iterator[Offer]:
    for topic in TOPICS:
        if topic.stream is not None:
            yield Offer(topic.pattern, _REQUEST)
    for verb in ("INFO", "MSG.NEXT"):
        yield Offer(f"$JS.API.CONSUMER.{verb}.*.*", _REQUEST)
    yield Offer("$JS.ACK.>", _REQUEST)


def _is_shown(topic: Topic) -> bool:
    """Tell whether the console watches an event, to refresh its screens."""
    is_watched = topic.owner in (Principal.GRADING, Principal.NOTIFY)
    return topic.stream is StreamName.EVENTS and (
        is_watched or topic is REPORT_ACCEPTED
    )
