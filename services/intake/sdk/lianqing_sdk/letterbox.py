"""Store letters at the unit, sign for them, and take the clerk's replies.

A letter lies in `letters/` as `<number>.pdf` with `<number>.json` beside it. The clerk
answers by dropping `<number>.reply.json`; what is wrong with it is told in
`<number>.reply-有误.txt`. Source: domain 1.4 and 2.1.
"""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

import structlog
from pydantic import ValidationError

from lianqing_sdk.settings import UnitSettings
from lianqing_sdk.spool import Entry, Offered, Spool, command_digest
from lianqing_sdk.unused import write_whole
from lianqing_shared.clock import BEIJING, Clock
from lianqing_shared.contracts.letters import (
    AcknowledgeLetter,
    LetterServed,
    LiftingServed,
    PromptServed,
    ReplyBody,
    ReplyLetter,
)

log = structlog.get_logger(__name__)

_REPLY = ".reply.json"
_WRONG = ".reply-有误.txt"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_FIELDS = {
    "findings": "问题核查情况（findings）",
    "causes": "原因分析（causes）",
    "measures": "整改措施（measures）",
    "what": "措施内容（what）",
    "who": "责任人（who）",
    "due_on": "完成日期（due_on，写成 2026-03-05）",
    "progress": "整改进展（progress）",
    "answers": "逐条答复（answers）",
    "signed_by_leader": "主要负责人签名（signed_by_leader）",
}
_WRONGS = {
    "missing": "没有填写",
    "extra_forbidden": "不是答复书的项目，请删去",
    "string_too_long": "写得太长",
    "too_long": "写得太长",
    "too_short": "没有填写",
    "string_too_short": "没有填写",
}


class LetterBox:
    """The letters folder of one unit."""

    def __init__(self, settings: UnitSettings, spool: Spool, *, clock: Clock) -> None:
        self._settings = settings
        self._folder = settings.letters
        self._spool = spool
        self._clock = clock

    def store(self, letter: LetterServed) -> None:
        """Put a letter on the disk and its signed receipt into the spool.

        The caller has checked signature and digest. Again for the same letter it
        changes nothing.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        pdf = self._folder / f"{_file_name(letter.number)}.pdf"
        if not _holds(pdf, letter.pdf_sha256):
            write_whole(pdf, letter.pdf)
            log.info("letter.stored", letter_id=letter.letter_id)
        about = letter.model_dump_json(exclude={"pdf", "signature"}, indent=2)
        write_whole(pdf.with_suffix(".json"), about.encode())
        receipt = self._receipt(letter, received_at=self._clock.now())
        # The id alone is the content: a second receipt differs in its time only.
        entry = Entry(message=receipt, content_sha256=letter.pdf_sha256)
        self._spool.offer([entry])

    def _receipt(
        self, letter: LetterServed, *, received_at: datetime
    ) -> AcknowledgeLetter:
        signer = self._settings.signer()
        unsigned = AcknowledgeLetter(
            submission_id=f"ack.{letter.letter_id}",
            letter_id=letter.letter_id,
            pdf_sha256=letter.pdf_sha256,
            received_at=received_at,
            signed_by=signer.public_key,
            signature="",
        )
        signature = signer.sign(unsigned.signed_bytes())
        return unsigned.model_copy(update={"signature": signature})

    def note_lifting(self, notice: LiftingServed) -> None:
        """Put the notice that a warning is lifted beside its letter."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{_file_name(notice.number)}.解除.json"
        write_whole(path, notice.model_dump_json(indent=2).encode())
        log.info("lifting.stored", letter_id=notice.letter_id)

    def note_prompt(self, prompt: PromptServed) -> None:
        """Put a reminder, or why an answer is not enough, beside its letter.

        Again for the same prompt it changes nothing.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        day = prompt.at.astimezone(BEIJING).strftime("%Y%m%d-%H%M%S")
        name = f"{_file_name(prompt.number)}.{prompt.kind.label}-{day}.txt"
        write_whole(self._folder / name, prompt.text.reveal().encode("utf-8-sig"))
        log.info("prompt.stored", letter_id=prompt.letter_id, kind=prompt.kind)

    def take_replies(self) -> int:
        """Send the replies that lie in the folder; return how many were taken."""
        if not self._folder.is_dir():
            return 0
        taken = 0
        for path in sorted(self._folder.glob(f"*{_REPLY}")):
            problem = self._take_reply(path)
            wrong = path.with_name(path.name.removesuffix(_REPLY) + _WRONG)
            if problem is None:
                wrong.unlink(missing_ok=True)
                taken += 1
            elif not wrong.is_file() or wrong.read_text(encoding="utf-8") != problem:
                write_whole(wrong, problem.encode())
                log.warning("reply.refused")
        return taken

    def _take_reply(self, path: Path) -> str | None:
        """Spool one reply and move it aside; return what is wrong, or None."""
        about = path.with_name(path.name.removesuffix(_REPLY) + ".json")
        try:
            content = path.read_bytes()
            letter_id = str(json.loads(about.read_bytes())["letter_id"])
        except (OSError, ValueError, KeyError, TypeError):
            return f"没有找到这份答复对应的文书 {about.name}。请核对文件名中的文号。"
        try:
            body = ReplyBody.model_validate_json(content)
        except ValidationError as err:
            return explain_reply(err)
        # A reply that was returned comes again with other words, hence another id.
        digest = hashlib.sha256(content).hexdigest()
        name = f"reply.{letter_id}.{digest[:16]}"
        fields = {field: getattr(body, field) for field in ReplyBody.model_fields}
        message = ReplyLetter(submission_id=name, letter_id=letter_id, **fields)
        entry = Entry(message=message, content_sha256=command_digest(message))
        (offered,) = self._spool.offer([entry])
        if offered is Offered.TOO_LARGE:
            return "答复太长（超过 200 KB）。请缩短正文，材料另行报送。"
        done = self._folder / "replied"
        done.mkdir(exist_ok=True)
        path.replace(done / f"{path.name.removesuffix('.json')}-{digest[:8]}.json")
        log.info("reply.taken", letter_id=letter_id)
        return None


def explain_reply(err: ValidationError) -> str:
    """Say in Chinese what is wrong with a reply, field by field, quoting nothing."""
    lines = []
    for item in err.errors(
        include_input=False, include_url=False, include_context=False
    ):
        if item["type"] == "json_invalid":
            return "答复文件不是有效的 JSON。请用样例重新填写，注意引号和逗号。"
        names = [
            _FIELDS.get(part, part) for part in item["loc"] if isinstance(part, str)
        ]
        rows = [f"第 {part + 1} 项" for part in item["loc"] if isinstance(part, int)]
        where = "".join((*rows, *names[-1:])) or "答复"
        lines.append(f"{where}：{_WRONGS.get(item['type'], '填写的内容不合要求')}。")
    return "\n".join(("答复没有发出，请改正后保存：", *lines))


def _file_name(number: str) -> str:
    return _UNFIT.sub("_", number).lstrip(".") or "_"


def _holds(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
