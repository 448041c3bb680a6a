"""The bus reads events of a newer speaker, and refuses commands that it half knows."""

import json
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from lianqing_shared.bus.delivered import read
from lianqing_shared.contracts.topology import REPORT_ACCEPTED, SUBMIT_REPORT, Topic

ACCEPTED: dict[str, Any] = {
    "report_id": "rp_01jd0000000000000000000000",
    "report_no": "2026-1",
    "unit": "finance",
    "content_class": "P2.1.3",
    "source": "inspection",
    "subject": {"kind": "unit", "unit": "agri", "unit_name": "镇农业服务中心"},
    "subject_key": "k",
    "source_key": "s",
    "title": "账目混乱",
    "reported_at": "2026-11-24T01:00:00Z",
    "accepted_at": "2026-11-24T01:00:00Z",
    "facts": {"behaviour": "bookkeeping_disorder"},
}
SUBMITTED: dict[str, Any] = {
    "submission_id": "finance-2026-1",
    "content_class": "P2.1.3",
    "source": "inspection",
    "subject": ACCEPTED["subject"],
    "title": "账目混乱",
    "reported_at": "2026-11-24T01:00:00Z",
    "facts": ACCEPTED["facts"],
}


def raw(topic: Topic, document: dict[str, Any]) -> Msg:
    """Return a message as it comes off the wire."""
    subject = topic.to("finance") if topic.per_unit else topic.base
    body = json.dumps(document).encode()
    return Msg(_client=Client(), subject=subject, data=body, headers={"ce-id": "m1"})


@pytest.mark.parametrize("part", ["subject", "facts"])
def test_an_event_with_a_new_field_deep_inside_is_read(part: str) -> None:
    newer = {**ACCEPTED, part: {**ACCEPTED[part], "unheard_of": 1}}

    assert (
        read(raw(REPORT_ACCEPTED, newer)).said
        == read(raw(REPORT_ACCEPTED, ACCEPTED)).said
    )


def test_a_command_with_an_unknown_field_deep_inside_is_not_read() -> None:
    known = read(raw(SUBMIT_REPORT, SUBMITTED))
    facts = {"behaviour": "bookkeeping_disorder", "unheard_of": 1}
    unknown = read(raw(SUBMIT_REPORT, {**SUBMITTED, "facts": facts}))

    assert known.message is not None
    assert unknown.message is None
    assert unknown.problem
