"""Promise: a unit believes its centre only, and stores before it says so."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import (
    AcknowledgeLetter,
    LetterServed,
    ReplyLetter,
)
from lianqing_shared.contracts.reports import Outcome, ReportsReceipted
from lianqing_shared.security.signing import Signer, verify
from tests.unit.sdk.office import (
    PDF,
    UNIT,
    Office,
    a_letter,
    an_entry,
    as_sent,
    open_office,
    receipt_for,
    signed,
)

RECEIPTED = ReportsReceipted.topic.to(UNIT)
SERVED = LetterServed.topic.to(UNIT)
STRANGER = Signer.new()


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    with open_office(tmp_path, clock=clock) as office:
        yield office


def events(logs: Sequence[Mapping[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


def test_a_signed_receipt_lets_the_row_go(office: Office) -> None:
    office.spool.offer([an_entry()])
    event = signed([receipt_for(office.spool.due(1)[0])])

    office.receiver.take(RECEIPTED, as_sent(event))

    assert office.spool.counts().accepted == 1
    assert office.spool.due(1) == []


@pytest.mark.parametrize("forgery", ["signature", "outcome", "key", "unit", "no key"])
def test_a_forged_receipt_lets_nothing_go(office: Office, forgery: str) -> None:
    office.spool.offer([an_entry()])
    due = office.spool.due(1)
    receipt = receipt_for(due[0], Outcome.REJECTED)
    good = signed([receipt])
    changed = receipt.model_copy(update={"outcome": Outcome.ACCEPTED})
    forged = {
        "signature": good.model_copy(update={"signature": "AAAA"}),
        "outcome": good.model_copy(update={"receipts": (changed,)}),
        "key": signed([receipt], signer=STRANGER),
        "unit": signed([receipt], unit="police"),
        "no key": good.model_copy(update={"signed_by": STRANGER.public_key}),
    }[forgery]

    with capture_logs() as logs:
        office.receiver.take(RECEIPTED, as_sent(forged))

    assert office.spool.due(1) == due
    assert events(logs) == ["receipt.forged"]


def test_a_newer_centre_may_say_more_than_this_unit_knows(office: Office) -> None:
    office.spool.offer([an_entry()])
    said = json.loads(as_sent(signed([receipt_for(office.spool.due(1)[0])])))
    said["queue_length"] = 12
    said["receipts"][0]["handled_by"] = {"office": "new"}

    office.receiver.take(RECEIPTED, json.dumps(said).encode())

    assert office.spool.counts().accepted == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b'{"unit": 3}'])
def test_what_cannot_be_read_is_logged_without_its_words(
    office: Office, body: bytes
) -> None:
    with capture_logs() as logs:
        office.receiver.take(SERVED, body)

    assert logs == [
        {"event": "message.unreadable", "subject": SERVED, "log_level": "error"}
    ]


def test_the_centre_s_refusal_is_listed_for_the_clerk(office: Office) -> None:
    entry = an_entry()
    office.spool.offer(
        [
            type(entry)(
                message=entry.message,
                content_sha256=entry.content_sha256,
                file_name="问题清单.xlsx",
                sheet="清单",
                row=7,
            )
        ]
    )

    office.receipt_all(Outcome.REJECTED)

    (path,) = office.settings.unused.iterdir()
    assert path.name == "问题清单.xlsx-未采用.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert "清单,7,中心不予受理：被反映单位不属于本镇。" in text
    assert "改正" in text


def test_a_letter_is_stored_and_signed_for_with_the_unit_s_own_key(
    office: Office,
) -> None:
    letter = a_letter()

    office.receiver.take(SERVED, as_sent(letter))

    names = sorted(path.name for path in office.settings.letters.iterdir())
    assert names == ["柳廉告〔2026〕3号.json", "柳廉告〔2026〕3号.pdf"]
    assert (office.settings.letters / names[1]).read_bytes() == PDF
    (due,) = office.spool.due(10)
    receipt = AcknowledgeLetter.model_validate_json(due.body)
    assert due.subject == AcknowledgeLetter.topic.base
    assert receipt.pdf_sha256 == letter.pdf_sha256
    assert receipt.signed_by == office.settings.signer().public_key
    assert verify(receipt.signed_by, receipt.signed_bytes(), receipt.signature)


def test_a_letter_that_comes_twice_is_signed_for_once(office: Office) -> None:
    office.receiver.take(SERVED, as_sent(a_letter()))
    office.clock.advance(seconds=30)

    office.receiver.take(SERVED, as_sent(a_letter()))

    assert len(office.spool.due(10)) == 1
    assert len(list(office.settings.letters.iterdir())) == 2


def test_a_letter_that_was_spoilt_at_the_unit_is_stored_again(office: Office) -> None:
    office.receiver.take(SERVED, as_sent(a_letter()))
    (pdf,) = office.settings.letters.glob("*.pdf")
    pdf.write_bytes(b"half")

    office.receiver.take(SERVED, as_sent(a_letter()))

    assert pdf.read_bytes() == PDF


@pytest.mark.parametrize(
    ("letter", "event"),
    [
        (a_letter(signer=STRANGER), "letter.forged"),
        (a_letter().model_copy(update={"title": "另一份文书"}), "letter.forged"),
        (a_letter().model_copy(update={"unit": "police"}), "letter.forged"),
        (a_letter(pdf=b"%PDF-1.7 another"), "letter.damaged"),
    ],
    ids=["foreign key", "other title", "other unit", "other pages"],
)
def test_a_letter_that_cannot_be_believed_is_not_stored(
    office: Office, letter: LetterServed, event: str
) -> None:
    with capture_logs() as logs:
        office.receiver.take(SERVED, as_sent(letter))

    assert events(logs) == [event]
    assert not office.settings.letters.exists()
    assert office.spool.due(10) == []


def test_a_letter_is_not_signed_for_when_the_disk_fails(office: Office) -> None:
    office.settings.letters.write_bytes(b"in the way")

    with pytest.raises(OSError, match="letters"):
        office.receiver.take(SERVED, as_sent(a_letter()))

    assert office.spool.due(10) == []


REPLY = {
    "findings": "经查，确有三笔补助超标准发放。",
    "causes": "未经会议研究。",
    "measures": [{"what": "清退", "who": "乙某", "due_on": "2026-12-20"}],
    "signed_by_leader": "丙某",
}


def drop_reply(office: Office, text: str) -> Path:
    (about,) = office.settings.letters.glob("*.json")
    path = about.with_name(about.name.removesuffix(".json") + ".reply.json")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_reply_that_lies_beside_its_letter_is_sent_once(office: Office) -> None:
    office.receiver.take(SERVED, as_sent(a_letter()))
    path = drop_reply(office, json.dumps(REPLY))

    assert office.letters.take_replies() == 1
    assert office.letters.take_replies() == 0

    replies = [row for row in office.spool.due(9) if row.subject.endswith("reply.v1")]
    (sent,) = [ReplyLetter.model_validate_json(row.body) for row in replies]
    assert sent.letter_id == a_letter().letter_id
    assert sent.measures[0].what == "清退"
    assert not path.exists()


def test_a_reply_done_again_with_other_words_is_another_one(office: Office) -> None:
    office.receiver.take(SERVED, as_sent(a_letter()))
    drop_reply(office, json.dumps(REPLY))
    office.letters.take_replies()
    drop_reply(office, json.dumps(REPLY | {"causes": "制度不健全。"}))

    assert office.letters.take_replies() == 1
    names = TypeAdapter(list[str]).validate_python(
        [row.submission_id for row in office.spool.due(9)]
    )
    assert len([name for name in names if name.startswith("reply.")]) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("不是 JSON", "不是有效的 JSON"),
        (json.dumps(REPLY | {"findings": "长" * 30_000}), "写得太长"),
        (json.dumps({"findings": "有"}), "原因分析（causes）：没有填写"),
        (json.dumps(REPLY | {"level": 3}), "请删去"),
    ],
)
def test_what_is_wrong_with_a_reply_is_told_beside_it(
    office: Office, text: str, word: str
) -> None:
    office.receiver.take(SERVED, as_sent(a_letter()))
    path = drop_reply(office, text)

    assert office.letters.take_replies() == 0

    (wrong,) = office.settings.letters.glob("*有误.txt")
    assert word in wrong.read_text(encoding="utf-8")
    assert path.exists()
    path.write_text(json.dumps(REPLY), encoding="utf-8")
    assert office.letters.take_replies() == 1
    assert not wrong.exists()
