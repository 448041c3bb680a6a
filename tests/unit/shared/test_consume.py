"""Promise: a message is tried again later and later, and no sender can forge an id."""

from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client
from nats.aio.msg import Msg

from lianqing_shared.bus.consume import LONGEST_DELAY_S, delay_after
from lianqing_shared.bus.delivered import Delivered, read, split
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Message
from lianqing_shared.testing.reports import a_report


@given(st.integers(1, 2_000))
def test_delays_grow_up_to_their_limit(deliveries: int) -> None:
    assert delay_after(deliveries) <= delay_after(deliveries + 1) <= LONGEST_DELAY_S


@given(st.sampled_from(topology.TOPICS), st.sampled_from(["court", "village-liuhe"]))
def test_a_subject_tells_its_topic_and_unit(topic: topology.Topic, unit: str) -> None:
    if topic.per_unit:
        assert split(topic.to(unit)) == (topic, unit)
    else:
        assert split(topic.base) == (topic, None)


def test_units_cannot_take_each_others_ids() -> None:
    first, second = (delivered(unit, "same-id-01") for unit in ("court", "police"))

    assert first.message_id != second.message_id


def test_the_body_cannot_name_another_unit() -> None:
    assert delivered("court", "x").unit == "court"


@given(st.binary(max_size=300))
def test_no_body_is_too_broken_to_be_read(body: bytes) -> None:
    found = delivered("court", "id", body)

    assert (found.message is None) == bool(found.problem)


def delivered(
    unit: str, given_id: str, body: bytes | None = None
) -> Delivered[Message]:
    return read(
        Msg(
            _client=Client(),
            subject=topology.SUBMIT_REPORT.to(unit),
            data=a_report().model_dump_json().encode() if body is None else body,
            headers={"ce-id": given_id},
        )
    )
