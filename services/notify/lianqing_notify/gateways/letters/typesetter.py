"""Set a letter as PDF/A-3a with PDF/UA-1 tags; the same letter gives the same bytes."""

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from lianqing_notify.domain.letter import LetterContent, Style, in_words
from lianqing_notify.errors import TypesettingError
from lianqing_notify.gateways.letters.codes import qr_svg
from lianqing_shared.clock import BEIJING
from lianqing_shared.faces import Faces, Role, StandIn, find_faces

_TEMPLATE = Path(__file__).with_name("letter.typ")
"""By path: a compiler that was given bytes forgets them after the first letter."""
MOST_BYTES = 700_000
"""In base 64 it must still fit into one message of the LETTERS stream."""
_ROLE_OF = {
    Style.HEADING: Role.HEADING,
    Style.SUBHEADING: Role.SUBHEADING,
    Style.BODY: Role.BODY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter as a file, and which characters another face had to lend."""

    pdf: bytes
    sha256: str
    stand_ins: tuple[StandIn, ...]


class Typesetter:
    """Set letters with one compiler, kept warm; one letter at a time.

    A compiler takes about 0.1 s for the first letter and then 20 ms for each: it keeps
    fonts and everything about the page that does not change.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Take the folders to look for fonts in; nothing is read before it is needed.

        Fonts that are installed later are found by the next letter, without a restart.
        """
        self._folders = tuple(folders)
        self._ready: tuple[Faces, typst.Compiler] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def faces(self) -> Faces:
        """The faces that letters are set in; raises FontsMissingError."""
        return self._prepared()[0]

    def render(self, content: LetterContent, *, code: str) -> Rendered:
        """Set a letter; blocking, so call it in a thread.

        Raises:
            FontsMissingError: A character is in none of the faces.
            TypesettingError: The template refused.
        """
        with self._one_at_a_time:
            faces, compiler = self._prepared()
            stand_ins = _stand_ins(faces, content)
            inputs = {
                "letter": _json(_letter(content, code)),
                "faces": _json(faces.as_inputs()),
                "twin": _json(_twin(content, code)),
            }
            pdf = _compile(compiler, content, inputs)
        return Rendered(
            pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), stand_ins=stand_ins
        )

    def _prepared(self) -> tuple[Faces, typst.Compiler]:
        if self._ready is None:
            faces = find_faces(self._folders)
            compiler = typst.Compiler(
                _TEMPLATE,
                root=_TEMPLATE.parent,
                font_paths=faces.fonts,
                ignore_system_fonts=True,
            )
            self._ready = (faces, compiler)
        return self._ready


def _compile(
    compiler: typst.Compiler, content: LetterContent, inputs: dict[str, str]
) -> bytes:
    midnight = datetime.combine(content.signed_on, time(0), BEIJING)
    try:
        pdf = compiler.compile(
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=midnight.astimezone(UTC),
        )
    except typst.TypstError as err:
        raise TypesettingError(content.number, err.message) from err
    if not isinstance(pdf, bytes):
        raise TypesettingError(content.number, "the typesetter gave no file")
    if len(pdf) > MOST_BYTES:
        raise TypesettingError(content.number, "文书过长，请精简核实情况和要求")
    return pdf


def _stand_ins(faces: Faces, content: LetterContent) -> tuple[StandIn, ...]:
    texts = dict.fromkeys(Role, "")
    texts[Role.TITLE] = content.masthead + content.title
    texts[Role.BODY] = content.number + content.addressee + content.note
    texts[Role.BODY] += content.signer + "".join(content.cc)
    texts[Role.BODY] += "".join(value for _, value in content.receipt)
    texts[Role.HEADING] = "".join(label for label, _ in content.receipt)
    for row in content.paragraphs:
        texts[_ROLE_OF[row.style]] += row.text
    return tuple(
        found
        for role, text in texts.items()
        for found in faces.stand_ins_for(role, text)
    )


def _letter(content: LetterContent, code: str) -> dict[str, object]:
    return {
        **_twin(content, code),
        "masthead": content.masthead,
        "signer": content.signer,
        "ymd": [
            content.signed_on.year,
            content.signed_on.month,
            content.signed_on.day,
        ],
        "date": in_words(content.signed_on),
        "note": content.note,
        "receipt": content.receipt,
        "qr": qr_svg(content, code),
    }


def _twin(content: LetterContent, code: str) -> dict[str, object]:
    """Return the letter's data as it travels inside the PDF."""
    return {
        "kind": content.kind.value,
        "number": content.number,
        "title": content.title,
        "addressee": content.addressee,
        "paragraphs": [
            {"style": row.style.value, "text": row.text} for row in content.paragraphs
        ],
        "signer": content.signer,
        "signed_on": content.signed_on.isoformat(),
        "cc": content.cc,
        "code": code,
    }


def _json(value: dict[str, object] | dict[str, str | int | Sequence[str]]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
