"""Make the streams and consumers of the table, or verify those that are there.

Run with the credential of STORE's one user. What exists is read back and refused when
it differs from the table; a stream that once existed and is gone is never made again
in silence, because that would turn lost reports into an empty queue.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from nats.aio.client import Client
from pydantic import BaseModel, JsonValue

from lianqing_shared.bus.admin import (
    JetStreamError,
    administrator,
    ask,
    part,
)
from lianqing_shared.contracts.streams import (
    STREAMS,
    ConsumerSpec,
    StreamSpec,
    consumers,
    unit_consumer,
)
from lianqing_shared.errors import SettingsError

_NS: Final = 1_000_000_000
_DEDUPE_S: Final = 1
"""As short as useful: nobody relies on it, and a unit may not know what others sent."""
_STREAM_MISSING: Final = 10_059
_CONSUMER_MISSING: Final = 10_014

Settings = dict[str, JsonValue]


class _Marker(BaseModel):
    """The streams that were made here, with the moment at which each was made."""

    streams: dict[str, str] = {}


async def provision(
    url: str,
    credentials: Path | None = None,
    *,
    marker: Path | None = None,
    units: Sequence[str] = (),
) -> None:
    """Make or verify all streams, the services' consumers and those of `units`.

    Args:
        url: The server's address.
        credentials: `provision.creds`; None for a server without accounts.
        marker: File that remembers which streams exist; None in tests.
        units: Codes of the units whose consumers must exist.

    Raises:
        SettingsError: Something differs from the table, or a stream is gone.
        TryAgainError: The server does not answer.
    """
    async with administrator(url, credentials) as client:
        remembered = _read_marker(marker)
        for stream in STREAMS:
            made = await _ensure_stream(client, stream, remembered=remembered)
            remembered.streams[stream.name] = made
        if marker is not None:
            _write_marker(marker, remembered)
        for consumer in (*consumers(), *map(unit_consumer, units)):
            await _ensure_consumer(client, consumer)


async def add_unit(url: str, credentials: Path | None, code: str) -> None:
    """Make or verify the consumer from which one unit reads its letters."""
    async with administrator(url, credentials) as client:
        await _ensure_consumer(client, unit_consumer(code))


async def differences(url: str, credentials: Path | None = None) -> list[str]:
    """Return a sentence for each stream and consumer that is not as the table says."""
    found = []
    async with administrator(url, credentials) as client:
        for stream in STREAMS:
            try:
                told = await ask(client, f"$JS.API.STREAM.INFO.{stream.name}")
            except JetStreamError as err:
                found.append(str(err))
                continue
            wanted = stream_settings(stream)
            found += _differing(f"流 {stream.name}", wanted, part(told, "config"))
        for consumer in consumers():
            subject = f"$JS.API.CONSUMER.INFO.{consumer.stream}.{consumer.durable}"
            try:
                told = await ask(client, subject)
            except JetStreamError as err:
                found.append(str(err))
                continue
            wanted = consumer_settings(consumer)
            named = f"消费者 {consumer.stream}/{consumer.durable}"
            found += _differing(named, wanted, part(told, "config"))
    return found


def stream_settings(spec: StreamSpec) -> Settings:
    """Return all that is fixed about a stream, in the server's own words."""
    return {
        "name": spec.name.value,
        "subjects": list(spec.subjects),
        "retention": "limits",
        "storage": "file",
        "discard": "new",
        "max_msgs": -1,
        "max_bytes": spec.max_bytes,
        "max_age": spec.max_age_s * _NS,
        "max_msg_size": spec.max_msg_bytes,
        "max_msgs_per_subject": spec.max_msgs_per_subject,
        "discard_new_per_subject": spec.max_msgs_per_subject > 0,
        "max_consumers": -1,
        "num_replicas": 1,
        "duplicate_window": _DEDUPE_S * _NS,
        "compression": "none",
        "deny_delete": True,
        "deny_purge": True,
        "no_ack": False,
        "sealed": False,
        "allow_atomic": spec.allow_atomic,
        "allow_rollup_hdrs": False,
        "allow_direct": False,
        "mirror_direct": False,
        "allow_batched": False,
        "allow_msg_ttl": False,
        "allow_msg_counter": False,
        "allow_msg_schedules": False,
    }


def consumer_settings(spec: ConsumerSpec) -> Settings:
    """Return all that is fixed about a consumer, in the server's own words."""
    return {
        "durable_name": spec.durable,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "replay_policy": "instant",
        "ack_wait": spec.ack_wait_s * _NS,
        "max_deliver": spec.max_deliver,
        "max_ack_pending": spec.max_ack_pending,
        "num_replicas": 0,
        **_filters(spec),
    }


def _filters(spec: ConsumerSpec) -> Settings:
    if len(spec.filters) == 1:
        return {"filter_subject": spec.filters[0]}
    return {"filter_subjects": list(spec.filters)}


async def _ensure_stream(
    client: Client, spec: StreamSpec, *, remembered: _Marker
) -> str:
    """Make or verify one stream; return the moment at which it was made."""
    wanted = stream_settings(spec)
    try:
        told = await ask(client, f"$JS.API.STREAM.INFO.{spec.name}")
    except JetStreamError as err:
        if err.code != _STREAM_MISSING:
            raise
        if spec.name in remembered.streams:
            raise _StreamGoneError(spec.name) from err
        told = await ask(client, f"$JS.API.STREAM.CREATE.{spec.name}", wanted)
    if _only_grew("subjects", wanted, part(told, "config")):
        told = await ask(client, f"$JS.API.STREAM.UPDATE.{spec.name}", wanted)
    _refuse(_differing(f"流 {spec.name}", wanted, part(told, "config")))
    made = str(told["created"])
    if remembered.streams.get(spec.name, made) != made:
        raise _StreamGoneError(spec.name)
    return made


async def _ensure_consumer(client: Client, spec: ConsumerSpec) -> None:
    wanted = consumer_settings(spec)
    place = f"{spec.stream}.{spec.durable}"
    try:
        told = await ask(client, f"$JS.API.CONSUMER.INFO.{place}")
    except JetStreamError as err:
        if err.code != _CONSUMER_MISSING:
            raise
        told = await _put_consumer(client, spec, action="create")
    if _only_grew("filter_subjects", wanted, part(told, "config")):
        told = await _put_consumer(client, spec, action="update")
    named = f"消费者 {spec.stream}/{spec.durable}"
    _refuse(_differing(named, wanted, part(told, "config")))


async def _put_consumer(
    client: Client, spec: ConsumerSpec, *, action: str
) -> dict[str, JsonValue]:
    return await ask(
        client,
        f"$JS.API.CONSUMER.DURABLE.CREATE.{spec.stream}.{spec.durable}",
        {
            "stream_name": spec.stream.value,
            "config": consumer_settings(spec),
            "action": action,
        },
    )


def _only_grew(key: str, wanted: Settings, told: Settings) -> bool:
    """Tell whether a new release only added subjects, which may be put in place."""
    asked, there = wanted.get(key), told.get(key)
    if not isinstance(asked, list) or not isinstance(there, list):
        return False
    return set(map(str, there)) < set(map(str, asked))


def _differing(what: str, wanted: Settings, told: Mapping[str, JsonValue]) -> list[str]:
    """Name what differs; the server leaves out what is false, zero or empty."""
    return [
        f"{what} 的 {key} 是 {told.get(key)!r}，应为 {value!r}。"
        for key, value in wanted.items()
        if _plain(told.get(key)) != _plain(value)
    ]


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [*sorted(map(str, value))]
    return value or None


def _refuse(sentences: Sequence[str]) -> None:
    if sentences:
        message = "".join(sentences) + "请先查清是谁改的，再恢复原设置。"
        raise SettingsError(message)


def _read_marker(path: Path | None) -> _Marker:
    if path is None or not path.exists():
        return _Marker()
    return _Marker.model_validate_json(path.read_bytes())


def _write_marker(path: Path, marker: _Marker) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(marker.model_dump_json(indent=1))
    fresh.replace(path)


class _StreamGoneError(SettingsError):
    """A stream that was made here is not there any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"流 {name} 原来有，现在没有了或被换掉，里面未处理的上报可能已丢失。"
            "请从备份恢复 nats/js；确认放弃这些数据后，删去记号文件再启动。"
        )
