"""Promise: accounts may do on the bus what the table of subjects says, and no more."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.streams import STREAMS
from lianqing_shared.contracts.topology import TOPICS, Kind, Principal, StreamName
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.grants import (
    API,
    PROBE,
    STORE,
    Carries,
    Grant,
    grant,
    inbox_prefix,
    reserved_bytes,
    store_grant,
    system_grant,
    unit_grant,
    unit_name,
)

SERVICES = tuple(found for found in Principal if found is not Principal.UNIT)
CODES = st.from_regex(re.compile(r"[a-z][a-z0-9-]{1,31}", re.ASCII), fullmatch=True)


def covers(pattern: str, subject: str) -> bool:
    """Tell whether every subject that matches `subject` also matches `pattern`."""
    wide, narrow = pattern.split("."), subject.split(".")
    for place, word in enumerate(wide):
        if word == ">":
            return len(narrow) > place
        if place >= len(narrow):
            return False
        if word == "*" and narrow[place] != ">":
            continue
        if word != narrow[place]:
            return False
    return len(wide) == len(narrow)


@pytest.mark.parametrize("who", SERVICES)
def test_a_service_says_exactly_its_subjects_of_the_table(who: Principal) -> None:
    granted = grant(who)

    said = {subject for subject in granted.says if subject.startswith("lq.")}

    assert said == {topic.pattern for topic in TOPICS if who in topic.said_by}


@pytest.mark.parametrize("who", SERVICES)
def test_a_service_hears_its_requests_and_its_own_inbox(who: Principal) -> None:
    granted = grant(who)

    asked = {
        topic.base for topic in TOPICS if who in topic.heard_by and topic.stream is None
    }

    feed = {subject for subject in granted.hears if subject.startswith("lq.evt.")}
    assert set(granted.hears) - feed == asked | {f"_INBOX_{who}.>"}
    assert bool(feed) == (who is Principal.CONSOLE)
    assert granted.replies == bool(asked)


def test_the_console_sees_no_letter_of_a_unit_on_its_feed() -> None:
    fed = [
        found.subject
        for found in grant(Principal.CONSOLE).imports
        if found.carries is Carries.STREAM
    ]

    assert "lq.evt.grading.case.changed.v1" in fed
    assert "lq.evt.intake.report.accepted.v1" in fed
    assert not [
        subject
        for subject in fed
        for topic in TOPICS
        if topic.per_unit and covers(subject, topic.to("court"))
    ]


def test_only_the_owner_says_an_event() -> None:
    for topic in TOPICS:
        if topic.kind is Kind.EVENT:
            sayers = [
                who
                for who in SERVICES
                if any(covers(said, topic.pattern) for said in grant(who).says)
            ]
            assert sayers == [topic.owner]


@given(CODES)
def test_a_unit_speaks_without_its_code_and_the_server_adds_it(code: str) -> None:
    granted = unit_grant(code)

    for found in granted.imports:
        assert found.exporter == STORE
        if found.local.startswith("lq."):
            assert found.subject == f"{found.local}.{code}"
    spoken = {said for said in granted.says if said.startswith("lq.")}
    assert spoken == {topic.base for topic in TOPICS if Principal.UNIT in topic.said_by}


@given(CODES, CODES)
def test_a_unit_reads_only_its_own_consumer(code: str, other: str) -> None:
    read = {
        found.subject
        for found in unit_grant(code).imports
        if found.subject.startswith("$JS")
    }

    place = f"LETTERS.{unit_name(code)}"
    assert read == {
        f"$JS.API.CONSUMER.INFO.{place}",
        f"$JS.API.CONSUMER.MSG.NEXT.{place}",
        f"$JS.ACK.{place}.>",
    }
    if other != code:
        foreign = f"$JS.ACK.LETTERS.{unit_name(other)}.1"
        assert not any(covers(subject, foreign) for subject in read)


@given(CODES)
def test_a_unit_hears_nothing_but_its_inbox(code: str) -> None:
    assert unit_grant(code).hears == (f"{inbox_prefix(unit_name(code))}.>",)
    assert not unit_grant(code).replies


def test_every_import_is_offered_by_its_exporter() -> None:
    exporters = {STORE: store_grant()} | {who.value: grant(who) for who in SERVICES}
    importers = (*map(grant, SERVICES), unit_grant("court"))

    for importer in importers:
        for found in importer.imports:
            offered = [
                export
                for export in exporters[found.exporter].exports
                if export.carries is found.carries
                and covers(export.subject, found.subject)
            ]
            assert len(offered) == 1, found


def test_what_may_be_said_leads_somewhere_but_for_a_probes_trace() -> None:
    for granted in (*map(grant, SERVICES), unit_grant("court")):
        imported = {
            found.local for found in granted.imports if found.carries is Carries.SERVICE
        }
        assert set(granted.says) == {*imported, PROBE}


def test_no_account_but_store_keeps_streams_or_speaks_to_the_server() -> None:
    for granted in (*map(grant, SERVICES), unit_grant("court")):
        assert not granted.keeps_streams
        assert not [
            said
            for said in granted.says
            if said.startswith(("$JS.API", "$SYS", ">", "*"))
        ]
    assert store_grant().keeps_streams


def test_a_service_reads_each_of_its_consumers() -> None:
    for who in SERVICES:
        streams = {
            topic.stream
            for topic in TOPICS
            if who in topic.heard_by and topic.stream is not None
        }
        asked = {
            said for said in grant(who).says if said.startswith(f"{API}.CONSUMER.MSG")
        }
        assert asked == {
            f"{API}.CONSUMER.MSG.NEXT.{stream}.{who}" for stream in streams
        }


def test_inboxes_are_private() -> None:
    every: tuple[Grant, ...] = (
        *map(grant, SERVICES),
        unit_grant("court"),
        unit_grant("police"),
        store_grant(),
        system_grant(),
    )

    inboxes = [
        subject
        for granted in every
        for subject in granted.hears
        if subject.startswith("_INBOX")
    ]

    assert len(inboxes) == len(every)
    assert len(set(inboxes)) == len(every)


def test_a_unit_named_like_a_service_is_not_that_service() -> None:
    assert unit_grant("grading").name != grant(Principal.GRADING).name
    assert not set(unit_grant("grading").hears) & set(grant(Principal.GRADING).hears)


def test_a_unit_without_a_code_has_no_grant() -> None:
    with pytest.raises(ValueError, match="unit_grant"):
        grant(Principal.UNIT)


@pytest.mark.parametrize("code", ["*", ">", "a.b", "Court", "", "../x", "court\n"])
def test_a_code_that_would_widen_a_subject_is_refused(code: str) -> None:
    with pytest.raises(RefusedError, match="单位代码"):
        unit_grant(code)


def test_the_disk_is_reserved_for_all_streams() -> None:
    assert {spec.name for spec in STREAMS} == set(StreamName)
    assert reserved_bytes() == sum(spec.max_bytes for spec in STREAMS)
