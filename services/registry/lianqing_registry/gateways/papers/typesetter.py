"""Set informants' papers as PDF/A-2a with PDF/UA-1 tags; same content, same bytes."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path

import typst

from lianqing_registry.domain.informant_papers import Content, Value
from lianqing_registry.errors.informants import PaperError
from lianqing_shared.clock import BEIJING
from lianqing_shared.faces import Faces, FontsMissingError, Role, find_faces

_FOLDER = Path(__file__).parent
_MOST_BYTES = 600_000
"""In base 64 it must still fit into one answer."""


class Template(StrEnum):
    """The papers, each a template of its own name."""

    APPOINTMENT = "appointment"
    FILING = "filing"
    ASSESSMENT = "assessment"
    REWARDS = "rewards"


class PaperPress:
    """Set papers, one at a time, with a compiler kept warm for each template."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Take the folders to look for fonts in; nothing is read before it is needed.

        Fonts that are installed later are found by the next paper, without a restart.
        """
        self._folders = tuple(folders)
        self._faces: Faces | None = None
        self._compilers: dict[Template, typst.Compiler] = {}
        self._one_at_a_time = threading.Lock()

    def set(self, template: Template, content: Content, *, day: date) -> bytes:
        """Return the PDF, dated on `day`; blocking, so call it in a thread.

        Raises:
            PaperError: A face or a character is missing, or the page is too large.
        """
        with self._one_at_a_time:
            try:
                faces, compiler = self._prepared(template)
                faces.stand_ins_for(Role.BODY, "".join(_texts(content)))
                return _compiled(compiler, faces, content, day=day)
            except FontsMissingError as err:
                raise PaperError(str(err)) from err
            except typst.TypstError as err:
                raise PaperError(
                    f"排版失败：{err.message}。请联系系统管理员。"
                ) from err

    def _prepared(self, template: Template) -> tuple[Faces, typst.Compiler]:
        if self._faces is None:
            self._faces = find_faces(self._folders)
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(
                _FOLDER / f"{template}.typ",
                root=_FOLDER,
                font_paths=self._faces.fonts,
                ignore_system_fonts=True,
            )
        return self._faces, self._compilers[template]


def _compiled(
    compiler: typst.Compiler, faces: Faces, content: Content, *, day: date
) -> bytes:
    pdf = compiler.compile(
        sys_inputs={"paper": _json(content), "faces": _json(faces.as_inputs())},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(day, time(0), BEIJING).astimezone(UTC),
    )
    if not isinstance(pdf, bytes):
        raise PaperError("排版没有产生文件。请联系系统管理员。")
    if len(pdf) > _MOST_BYTES:
        raise PaperError("内容过长，无法打印在一份文件里。请精简文字后重试。")
    return pdf


def _texts(content: Content) -> Iterator[str]:
    for value in content.values():
        yield from _words(value)


def _words(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for row in value:
                if isinstance(row, dict):
                    yield from row.values()
        case _:
            return


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
