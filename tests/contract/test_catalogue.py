"""The table of subjects and the message classes say the same, one to one."""

import pkgutil
import re
from importlib import import_module

import pytest

import lianqing_shared.contracts
from lianqing_shared.contracts.base import Ask, Command, Event, Message
from lianqing_shared.contracts.catalogue import MESSAGES, requests
from lianqing_shared.contracts.streams import STREAMS, consumers, unit_consumer
from lianqing_shared.contracts.topology import (
    TOPICS,
    Kind,
    Principal,
    StreamName,
    Topic,
)

SPEAKING = [
    import_module(f"lianqing_shared.contracts.{module.name}")
    for module in pkgutil.iter_modules(lianqing_shared.contracts.__path__)
]
NAME = re.compile(r"(registry|intake|grading|notify)\.[a-z]+(_[a-z]+)*\.[a-z]+")
SUBJECT = re.compile(
    r"lq\.(evt|cmd|qry)\.[a-z]+\.[a-z]+(_[a-z]+)*\.[a-z]+\.v[1-9](\.\*)?"
)

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


def test_every_subject_has_a_message_and_every_message_a_subject() -> None:
    declared = {
        value
        for module in SPEAKING
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Message)
        and "topic" in value.__dict__
    }

    assert set(MESSAGES) == set(TOPICS)
    assert len(declared) == len(TOPICS)


def test_no_subject_is_declared_twice() -> None:
    assert len({topic.base for topic in TOPICS}) == len(TOPICS)


@each_topic
def test_a_message_is_named_by_its_subject(topic: Topic) -> None:
    assert MESSAGES[topic].__name__ == topic.message


@each_topic
def test_a_subject_has_the_form_of_the_house(topic: Topic) -> None:
    assert NAME.fullmatch(topic.name)
    assert SUBJECT.fullmatch(topic.pattern)


@each_topic
def test_an_event_has_one_speaker_and_he_owns_it(topic: Topic) -> None:
    if topic.kind is Kind.EVENT:
        assert topic.said_by == (topic.owner,)


@each_topic
def test_a_request_is_heard_by_its_owner_alone(topic: Topic) -> None:
    if topic.kind is not Kind.EVENT:
        assert topic.heard_by == (topic.owner,)


@each_topic
def test_a_unit_may_say_nothing_but_commands_of_its_own(topic: Topic) -> None:
    if Principal.UNIT in topic.said_by:
        assert topic.kind is Kind.COMMAND
        assert topic.per_unit
        assert topic.said_by == (Principal.UNIT,)


@each_topic
def test_the_class_of_a_message_fits_the_way_it_travels(topic: Topic) -> None:
    message = MESSAGES[topic]
    wanted: type[Message] = Ask
    if topic.kind is Kind.EVENT:
        wanted = Event
    elif topic.stream is not None:
        wanted = Command

    assert issubclass(message, wanted)


@each_topic
def test_what_a_stream_keeps_is_an_event_or_comes_from_units(topic: Topic) -> None:
    kept_in = {
        StreamName.EVENTS: topic.kind is Kind.EVENT and not topic.per_unit,
        StreamName.LETTERS: topic.kind is Kind.EVENT and topic.per_unit,
        StreamName.REPORTS: Principal.UNIT in topic.said_by,
        None: topic.kind is not Kind.EVENT,
    }

    assert topic.stream in kept_in
    assert kept_in[topic.stream]


def test_every_stream_is_described_once() -> None:
    assert [stream.name for stream in STREAMS] == list(StreamName)


def test_only_what_services_publish_may_come_in_atomic_batches() -> None:
    for stream in STREAMS:
        speakers = {who for t in TOPICS if t.stream is stream.name for who in t.said_by}
        if stream.allow_atomic:
            assert Principal.UNIT not in speakers


def test_every_listener_of_a_stream_has_a_durable_consumer() -> None:
    heard = {
        (topic.stream, who.value, topic.pattern)
        for topic in TOPICS
        if topic.stream is not None
        for who in topic.heard_by
        if who is not Principal.UNIT
    }
    consumed = {
        (one.stream, one.durable, pattern)
        for one in consumers()
        for pattern in one.filters
    }

    assert consumed == heard


def test_a_unit_reads_its_own_subjects_only() -> None:
    for pattern in unit_consumer("court").filters:
        assert pattern.endswith(".court")


def test_requests_are_listed_in_the_order_of_the_table() -> None:
    listed = [topic for topic, _ in requests()]

    assert listed == [topic for topic in TOPICS if topic in listed]
    assert all(issubclass(message, Ask) for _, message in requests())
