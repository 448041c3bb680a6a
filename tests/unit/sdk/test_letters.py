"""Letters lie on the unit's disk before they are signed for; replies are checked."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lianqing_adapter_finance import ADAPTER
from lianqing_sdk.runner import Parts, build
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.letters import (
    AcknowledgeLetter,
    LetterServed,
    LiftingServed,
    ReplyLetter,
)
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Outcome, Receipt, ReportsReceipted
from lianqing_shared.security.signing import Signer, verify
from tests.unit.sdk.files import HEADER, ROW, text
from tests.unit.sdk.unit_folder import UnitFolder, make_unit

PDF = b"%PDF-1.7 a letter"
NUMBER = "柳廉询〔2026〕3号"
GOOD_REPLY = {
    "findings": "经核查，情况属实。",
    "causes": "制度执行不严。",
    "measures": [{"what": "补记账目", "who": "壬某", "due_on": "2026-12-31"}],
    "signed_by_leader": "癸某",
}


@pytest.fixture
def unit(tmp_path: Path) -> UnitFolder:
    return make_unit(tmp_path / "finance")


@pytest.fixture
def parts(unit: UnitFolder, clock: SetClock) -> Iterator[Parts]:
    parts = build(unit.settings, ADAPTER, clock=clock)
    yield parts
    parts.spool.close()


def a_letter(centre: Signer, clock: SetClock, **changes: object) -> LetterServed:
    letter = LetterServed.model_validate(
        {
            "letter_id": f"le_{'0' * 26}",
            "number": NUMBER,
            "kind": Level.TWO.letter_kind,
            "level": Level.TWO,
            "title": "关于账目混乱的质询",
            "unit": "finance",
            "issued_at": clock.now(),
            "reply_due_on": date(2026, 12, 8),
            "pdf": "JVBERi0xLjcgYSBsZXR0ZXI=",
            "pdf_sha256": hashlib.sha256(PDF).hexdigest(),
            "signed_by": centre.public_key,
            "signature": "",
            **changes,
        }
    )
    return letter.model_copy(update={"signature": centre.sign(letter.signed_bytes())})


def take_letter(parts: Parts, letter: LetterServed) -> None:
    body = letter.model_dump_json().encode()
    parts.receiver.take(topology.LETTER_SERVED.to("finance"), body)


def test_a_letter_is_stored_and_signed_for_with_the_units_own_key(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    take_letter(parts, a_letter(unit.centre, clock))

    assert (unit.settings.letters / f"{NUMBER}.pdf").read_bytes() == PDF
    (sent,) = parts.spool.due(10)
    assert sent.subject == topology.ACKNOWLEDGE_LETTER.base
    receipt = AcknowledgeLetter.model_validate_json(sent.body)
    assert receipt.signed_by == unit.settings.signer().public_key
    assert verify(receipt.signed_by, receipt.signed_bytes(), receipt.signature)


def test_a_letter_served_twice_is_signed_for_once(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    take_letter(parts, a_letter(unit.centre, clock))
    clock.advance(hours=1)
    take_letter(parts, a_letter(unit.centre, clock))

    assert len(parts.spool.due(10)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"signed_by": Signer.new().public_key}, id="a stranger's key"),
        pytest.param({"unit": "police"}, id="another unit's letter"),
        pytest.param({"pdf_sha256": "0" * 64}, id="another PDF"),
    ],
)
def test_a_letter_that_cannot_be_believed_is_dropped(
    parts: Parts, unit: UnitFolder, clock: SetClock, changes: dict[str, object]
) -> None:
    take_letter(parts, a_letter(unit.centre, clock, **changes))

    assert not unit.settings.letters.exists()
    assert parts.spool.due(10) == []


def test_a_name_cannot_lead_out_of_the_folder(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    take_letter(parts, a_letter(unit.centre, clock, number="../../x"))

    assert all(
        path.is_relative_to(unit.settings.letters)
        for path in unit.settings.folder.rglob("*.pdf")
    )


def test_a_reply_is_sent_and_put_aside(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    take_letter(parts, a_letter(unit.centre, clock))
    reply = unit.settings.letters / f"{NUMBER}.reply.json"
    reply.write_text(json.dumps(GOOD_REPLY), encoding="utf-8")

    assert parts.letters.take_replies() == 1

    assert not reply.exists()
    (sent,) = (
        row for row in parts.spool.due(9) if row.subject == topology.REPLY_LETTER.base
    )
    assert ReplyLetter.model_validate_json(sent.body).letter_id == f"le_{'0' * 26}"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{not json", "JSON"),
        (json.dumps({**GOOD_REPLY, "causes": None}), "原因分析"),
        (json.dumps({"findings": "是"}), "主要负责人签名"),
        (
            json.dumps({**GOOD_REPLY, "measures": [{"what": "改", "due_on": "x"}]}),
            "第 1 项",
        ),
    ],
    ids=["no json", "empty part", "no signature", "half a measure"],
)
def test_a_wrong_reply_is_told_field_by_field(
    parts: Parts, unit: UnitFolder, clock: SetClock, content: str, word: str
) -> None:
    take_letter(parts, a_letter(unit.centre, clock))
    reply = unit.settings.letters / f"{NUMBER}.reply.json"
    reply.write_text(content, encoding="utf-8")

    assert parts.letters.take_replies() == 0

    told = unit.settings.letters / f"{NUMBER}.reply-有误.txt"
    assert word in told.read_text(encoding="utf-8")
    assert reply.exists()
    reply.write_text(json.dumps(GOOD_REPLY), encoding="utf-8")
    parts.letters.take_replies()
    assert not told.exists()


def test_a_lifting_lies_beside_the_letter(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    notice = LiftingServed(
        letter_id=f"le_{'0' * 26}", number=NUMBER, unit="finance", lifted_at=clock.now()
    )

    parts.receiver.take(
        topology.LIFTING_SERVED.to("finance"), notice.model_dump_json().encode()
    )

    assert (unit.settings.letters / f"{NUMBER}.解除.json").exists()


def receipts(unit: UnitFolder, clock: SetClock, *told: Receipt) -> ReportsReceipted:
    event = ReportsReceipted(
        unit="finance",
        receipts=told,
        centre_time=clock.now(),
        signed_by=unit.centre.public_key,
        signature="",
    )
    signature = unit.centre.sign(event.signed_bytes())
    return event.model_copy(update={"signature": signature})


def test_a_rejected_row_joins_the_list_of_unused_ones(
    parts: Parts, unit: UnitFolder, clock: SetClock
) -> None:
    unit.settings.inbox.mkdir()
    path = unit.settings.inbox / "清单.csv"
    path.write_bytes(text([HEADER, ROW]).content)
    parts.inbox.take(path)
    (sent,) = parts.spool.due(10)
    told = Receipt(
        submission_id=sent.submission_id,
        body_sha256=hashlib.sha256(sent.body).hexdigest(),
        outcome=Outcome.REJECTED,
        reason="单位名称无法识别。",
    )
    event = receipts(unit, clock, told)
    subject = topology.REPORTS_RECEIPTED.to("finance")

    forged = event.model_copy(update={"signature": Signer.new().sign(b"x")})
    parts.receiver.take(subject, forged.model_dump_json().encode())
    assert not parts.spool.counts().is_idle
    parts.receiver.take(subject, event.model_dump_json().encode())

    assert parts.spool.counts().rejected == 1
    unused = (unit.settings.unused / "清单.csv-未采用.csv").read_text("utf-8-sig")
    assert "中心不予受理：单位名称无法识别" in unused


def test_bytes_that_are_no_message_are_dropped(parts: Parts) -> None:
    for subject in (topology.REPORTS_RECEIPTED, topology.LETTER_SERVED):
        parts.receiver.take(subject.to("finance"), b"\xff not json")
    parts.receiver.take("lq.evt.unheard.of", b"{}")
