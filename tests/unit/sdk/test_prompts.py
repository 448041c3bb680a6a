"""Promise: what the centre reminds a unit of lies beside the letter, in plain text."""

from datetime import UTC, date, datetime
from pathlib import Path

from lianqing_sdk.letterbox import LetterBox
from lianqing_sdk.settings import UnitFile, UnitSettings
from lianqing_sdk.spool import Spool
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import PromptKind, PromptServed
from lianqing_shared.contracts.personal import Personal


def test_a_prompt_is_stored_once_beside_its_letter(
    tmp_path: Path, clock: SetClock
) -> None:
    file = UnitFile(code="finance", adapter="finance", digest_key=Path("key"))
    settings = UnitSettings(folder=tmp_path, file=file)
    spool = Spool(settings.spool, clock=clock)
    prompt = PromptServed(
        letter_id=f"le_{'0' * 26}",
        number="柳廉告〔2026〕3号",
        unit="finance",
        kind=PromptKind.RETURNED,
        text=Personal("措施不具体。请于2026年12月1日前重新答复。"),
        due_on=date(2026, 12, 1),
        at=datetime(2026, 11, 24, 1, tzinfo=UTC),
    )
    box = LetterBox(settings, spool, clock=clock)

    box.note_prompt(prompt)
    box.note_prompt(prompt)
    spool.close()

    (found,) = settings.letters.iterdir()
    assert found.name == "柳廉告〔2026〕3号.退回重办-20261124-090000.txt"
    assert "请于2026年12月1日前重新答复" in found.read_text(encoding="utf-8-sig")
