"""Read a typed row as a report: pure, and driven by the dataset's tables alone.

Columns with these names have a meaning: `unit_name person_name position id_number`
(the subject), `category content` (words for the behaviour), `consequence harm
risk_assessed complaints amount` (the facts), `occurred_on reported_on source
content_class`. Any other column is only told in the narrative.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from pydantic import ValidationError

from lianqing_sdk.adapter import ColumnKind, Dataset
from lianqing_sdk.errors import CellError
from lianqing_sdk.rows import Row
from lianqing_sdk.values import plain
from lianqing_sdk.words import (
    behaviour_in,
    class_in,
    consequence_in,
    harm_in,
    source_in,
)
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Consequence, Harm, Source
from lianqing_shared.contracts.reports import (
    Facts,
    Origin,
    Subject,
    SubjectKind,
    SubmitReport,
)
from lianqing_shared.security.digests import keyed_digest

_ID_DIGITS = 40
_TITLE_CHARS = 200
_FEN_PER_YUAN = 100
_NOT = (
    "否",
    "非",
    "不是",
    "不属",
    "不涉",
    "未发现",
    "未违规",
    "无违规",
    "没有",
    "合规",
)
_OFFICE_OPENS = time(9, 0, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The circumstances under which a file is read; all that mapping may know of them.

    `digest_key` is the installation's; changing it changes every id made with it.
    """

    unit: str
    digest_key: bytes
    read_at: datetime
    file_name: str
    file_sha256: str

    @property
    def today(self) -> date:
        """The day in China; no date in a file may be later."""
        return self.read_at.astimezone(BEIJING).date()


def map_row(
    dataset: Dataset, row: Row, reading: Reading, *, sheet: str
) -> SubmitReport:
    """Return the report that a row makes; raises CellError when it makes none."""
    try:
        return SubmitReport(
            submission_id=submission_id(dataset, row, reading),
            subject=_subject(row, reading),
            title=Personal(_title(dataset, row)),
            narrative=Personal(_narrative(dataset, row)),
            occurred_on=row.day("occurred_on"),
            reported_at=_reported_at(row, reading),
            origin=Origin(
                dataset=dataset.name,
                file_name=Personal(reading.file_name[:_TITLE_CHARS]),
                file_sha256=reading.file_sha256,
                sheet=sheet[:_TITLE_CHARS] or None,
                row=row.number,
            ),
            **_meaning(dataset, row),
        )
    except ValidationError as err:
        field = str(err.errors(include_input=False, include_url=False)[0]["loc"][-1])
        raise CellError(
            f"这一行写成预警信息时不合要求（{field}），多半是某格文字过长。",
            "请缩短单位名称、职务（200 字以内）和正文（20000 字以内）。",
        ) from err


def submission_id(dataset: Dataset, row: Row, reading: Reading) -> str:
    """Return the stable id of a row: the same row read again gives the same one.

    It is a keyed digest, because key columns may hold names and numbers of people.
    """
    chosen = next(
        (names for names in dataset.key if all(row.text(name) for name in names)),
        dataset.key[-1],
    )
    parts = [plain(row.text(name) or "") for name in chosen]
    if not any(parts):
        raise CellError(
            "没有可以用来识别这一行的内容（编号等均为空）。", "请补填编号后重新放入。"
        )
    text = "\0".join(("row", reading.unit, dataset.name, *chosen, *parts))
    digest = keyed_digest(reading.digest_key, text)[:_ID_DIGITS]
    return f"{reading.unit}.{dataset.name}.{digest}"


def in_scope(dataset: Dataset, told: str) -> bool:
    """Return whether a row whose deciding column tells this concerns the centre."""
    if dataset.only_if is None:
        return True
    text = plain(told)
    return not text.startswith(_NOT) and any(
        word in text for word in dataset.only_if[1]
    )


def _subject(row: Row, reading: Reading) -> Subject:
    person, number = row.text("person_name"), row.text("id_number")
    return Subject(
        kind=SubjectKind.PERSON if person else SubjectKind.UNIT,
        unit_name=row.text("unit_name") or "",
        person_name=Personal(person) if person else None,
        position=row.text("position"),
        id_digest=keyed_digest(reading.digest_key, f"id\0{number}") if number else None,
    )


def _meaning(dataset: Dataset, row: Row) -> dict[str, object]:
    """Read the words of the row in the terms of the plan."""
    texts = [text for name in dataset.word_columns if (text := row.text(name))]
    wording = behaviour_in(texts, dataset.words)
    named_class = class_in(row.text("content_class") or "")
    usual_class = wording.content_class if wording else dataset.default_class
    return {
        "content_class": named_class or usual_class,
        "source": _source(dataset, row),
        "facts": Facts(
            behaviour=wording.behaviour if wording else dataset.default_behaviour,
            consequence=_consequence(row, texts),
            harm=harm_in(row.text("harm") or "") or Harm.LIGHTER,
            risk_assessed=row.truth("risk_assessed"),
            public_complaints=row.number_of("complaints") or 0,
            amount_fen=row.number_of("amount"),
        ),
    }


def _consequence(row: Row, texts: list[str]) -> Consequence:
    """Read the column for it; the other words count only where it is empty."""
    said = row.text("consequence")
    return consequence_in([said] if said else texts)


def _source(dataset: Dataset, row: Row) -> Source:
    said = row.text("source")
    if said is None:
        return dataset.default_source
    return source_in(said) or Source.OTHER


def _reported_at(row: Row, reading: Reading) -> datetime:
    day = row.day("reported_on")
    if day is None:
        return reading.read_at
    return min(datetime.combine(day, _OFFICE_OPENS), reading.read_at)


def _title(dataset: Dataset, row: Row) -> str:
    texts = {
        column.name: "" if column.is_sensitive else row.text(column.name) or ""
        for column in dataset.columns
    }
    return dataset.report_title.format_map(texts)[:_TITLE_CHARS]


def _narrative(dataset: Dataset, row: Row) -> str:
    """Tell the row in sentences, with the columns' own names."""
    told = []
    for name in dataset.narrative:
        column, text = dataset.column(name), row.text(name)
        if column is None or text is None:
            continue
        if column.kind is ColumnKind.MONEY:
            text = f"{(row.number_of(name) or 0) / _FEN_PER_YUAN:,.2f} 元"
        told.append(f"{column.label}：{text}")
    return "；".join(told)
