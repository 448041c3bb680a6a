"""Real exports are read; every row is used, listed with a reason, or no data."""

import io
import zipfile
from datetime import date, datetime
from functools import partial

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianqing_adapter_finance import ADAPTER
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.limits import Limits
from lianqing_sdk.reading import SourceFile, open_sheets
from lianqing_sdk.rows import Skip
from lianqing_sdk.testing import read_file
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm
from tests.unit.sdk.files import (
    HEADER,
    ROW,
    problem_of,
    row,
    saved,
    sheet_of,
    text,
    xls,
    xlsx,
)

TITLE = ("柳园镇2026年3月财务检查问题清单",)


def whole_file_reason(file: SourceFile) -> str:
    with pytest.raises(WholeFileError) as caught:
        read_file(ADAPTER, file)
    assert caught.value.problem.advice
    return caught.value.problem.reason


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(xlsx([TITLE, HEADER, ROW]), id="xlsx"),
        pytest.param(xls([TITLE, HEADER, ROW]), id="old xls"),
        pytest.param(text([TITLE, HEADER, ROW]), id="GB18030 with commas"),
        pytest.param(text([TITLE, HEADER, ROW], mark="\t"), id="GB18030 with tabs"),
        pytest.param(text([TITLE, HEADER, ROW], encoding="utf-8"), id="UTF-8"),
        pytest.param(text([HEADER, ROW], encoding="utf-8-sig"), id="UTF-8 with BOM"),
        pytest.param(text([HEADER, ROW], encoding="utf-16", mark="\t"), id="UTF-16"),
    ],
)
def test_the_same_row_says_the_same_in_every_format(file: SourceFile) -> None:
    usable, unused, _ = read_file(ADAPTER, file)

    assert unused == []
    (one,) = usable
    assert one.report.facts.amount_fen == 1_500_000
    assert one.report.facts.behaviour is Behaviour.BOOKKEEPING_DISORDER
    assert one.report.facts.consequence is Consequence.PUBLIC_REACTION
    assert one.report.facts.harm is Harm.LIGHTER
    assert one.report.occurred_on == date(2026, 3, 5)
    assert one.report.subject.unit_name == "柳河村"
    assert one.report.origin is not None
    assert one.report.origin.row == one.row


def test_titles_units_blanks_totals_and_signatures_are_no_data() -> None:
    file = xlsx(
        [
            TITLE,
            (None, None, None, None, None, None, "单位：元"),
            HEADER,
            row(金额=300),
            (),
            row(问题编号="CW-2", 金额="1,000.00"),
            HEADER,
            (None, "小计", None, None, None, None, None, 1300),
            ("合计", None, None, None, None, None, None, 1300),
            ("制表人：壬某", None, None, "审核人：癸某"),
        ]
    )

    usable, unused, tally = read_file(ADAPTER, file)

    assert unused == []
    assert [one.report.facts.amount_fen for one in usable] == [30_000, 100_000]
    assert [one.row for one in usable] == [4, 6]
    assert tally.skipped == {
        Skip.BLANK: 1,
        Skip.HEADER: 1,
        Skip.TOTAL: 2,
        Skip.FOOTER: 1,
    }


def test_a_two_row_header_with_merged_cells_is_understood() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["财务检查问题清单"])
    sheet.append(["序号", "问题", None, "被检查单位", "涉及", None])
    sheet.append([None, "编号", "类别", None, "金额（万元）", "人员"])
    sheet.append([1, "CW-1", "账目混乱", "柳河村", 2, "甲某"])
    sheet.append([2, "CW-2", "账目混乱", None, 3, "乙某"])
    for span in ("A1:F1", "A2:A3", "B2:C2", "D2:D3", "E2:F2", "D4:D5"):
        sheet.merge_cells(span)

    usable, unused, _ = read_file(ADAPTER, saved(book))

    assert unused == []
    assert [one.report.facts.amount_fen for one in usable] == [2_000_000, 3_000_000]
    assert [one.report.subject.unit_name for one in usable] == ["柳河村", "柳河村"]
    assert usable[0].report.subject.person_name is not None


def test_a_table_that_begins_in_the_middle_of_the_sheet_keeps_its_row_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for column, (name, value) in enumerate(zip(HEADER, ROW, strict=True), start=3):
        sheet.cell(6, column, name)
        sheet.cell(8, column, value)

    usable, _, tally = read_file(ADAPTER, saved(book))

    assert [one.row for one in usable] == [8]
    assert tally.skipped == {Skip.BLANK: 1}


def test_each_sheet_is_read_and_a_foreign_one_is_listed() -> None:
    book = openpyxl.Workbook()
    sheet_of(book).append(["填表说明", "第一条"])
    for number, village in enumerate(("柳河村", "东柳村")):
        sheet = book.create_sheet(village)
        sheet.append(list(HEADER))
        sheet.append(list(row(问题编号=f"CW-{number}", 被检查单位=village)))
    hidden = book.create_sheet("旧")
    hidden.append(list(HEADER))
    hidden.append(list(row(问题编号="旧-1")))
    hidden.sheet_state = "hidden"

    usable, unused, tally = read_file(ADAPTER, saved(book))

    assert [one.sheet for one in usable] == ["柳河村", "东柳村"]
    assert [(one.sheet, one.row) for one in unused] == [("Sheet", None)]
    assert tally.tables == 2


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"问题发生时间": "2027-01-01"}, "晚于今天"),
        ({"被检查单位": "—"}, "没有填写"),
        ({"金额": "三万左右"}, "金额"),
        ({"问题描述": "长" * 32_767 + "长"}, "过长"),
        ({"职务": "长" * 300}, "不合要求"),
    ],
)
def test_a_row_that_cannot_be_used_has_its_reason(
    changes: dict[str, str], word: str
) -> None:
    file = text([HEADER, row(**changes), row(问题编号="CW-9")], encoding="utf-8")

    usable, unused, _ = read_file(ADAPTER, file)

    assert len(usable) == 1
    (one,) = unused
    assert one.row == 2
    assert word in one.problem.reason
    assert one.problem.advice


def test_a_formula_without_its_result_is_told_and_never_lost() -> None:
    book = openpyxl.Workbook()
    sheet_of(book).append(list(HEADER))
    sheet_of(book).append(list(row(金额="=SUM(1,2)")))

    usable, unused, _ = read_file(ADAPTER, saved(book))

    assert usable == []
    assert "公式" in unused[0].problem.reason


def test_the_same_key_twice_is_sent_once() -> None:
    file = xlsx([HEADER, ROW, ROW, row(问题描述="另有其事")])

    usable, unused, _ = read_file(ADAPTER, file)

    assert len(usable) == 1
    assert ["重复" in unused[0].problem.reason, unused[0].row] == [True, 3]
    assert "编号相同" in unused[1].problem.reason


def test_saving_a_file_again_changes_no_id_and_no_content() -> None:
    first, _, _ = read_file(ADAPTER, xlsx([HEADER, ROW]))
    second, _, _ = read_file(ADAPTER, text([TITLE, (), HEADER, ROW]))

    assert first[0].report.submission_id == second[0].report.submission_id
    assert first[0].content_sha256 == second[0].content_sha256
    assert first[0].row != second[0].row


def test_a_changed_row_keeps_its_id_and_differs_in_content() -> None:
    first, _, _ = read_file(ADAPTER, xlsx([HEADER, ROW]))
    second, _, _ = read_file(ADAPTER, xlsx([HEADER, row(问题描述="改过")]))

    assert first[0].report.submission_id == second[0].report.submission_id
    assert first[0].content_sha256 != second[0].content_sha256


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(b"", "空的", id="empty"),
        pytest.param(b"  \r\n ", "空的", id="blank"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="a PDF"),
        pytest.param(b"<html><table>", "网页", id="a page called xls"),
        pytest.param(b"\x00\x01\x02" * 50, "不是表格", id="bytes"),
        pytest.param(b"a,b\n" + b"\x81\x20\xff\xff", "编码", id="no encoding"),
        pytest.param(b"PK\x03\x04 cut short", "打不开", id="half a workbook"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", "打不开", id="half an xls"
        ),
        pytest.param(zipped(**{"a.txt": b"x"}), "压缩包", id="a zip"),
        pytest.param(zipped(**{"word__document.xml": b"x"}), "Word", id="a letter"),
        pytest.param(
            zipped(**{"xl__workbook.xml": b"<x/>", "xl__big.xml": b"0" * 40_000_000}),
            "异常巨大",
            id="zip bomb",
        ),
        pytest.param("甲,乙\n1,2\n".encode(), "缺少列", id="wrong columns"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "密码",
            id="locked",
        ),
    ],
)
def test_a_file_that_cannot_be_used_has_one_sentence(content: bytes, word: str) -> None:
    assert word in whole_file_reason(SourceFile.of("x.xlsx", content))


def test_an_empty_workbook_is_told() -> None:
    assert "没有数据" in whole_file_reason(saved(openpyxl.Workbook()))


def test_a_cell_in_the_last_corner_does_not_eat_the_memory() -> None:
    book = openpyxl.Workbook()
    sheet_of(book)["A1"] = "x"
    sheet_of(book)["XFD1048576"] = "x"

    assert "范围过大" in whole_file_reason(saved(book))


def test_the_expansion_is_bounded_by_its_size_too() -> None:
    file = xlsx([HEADER, *[row(问题编号=f"CW-{n}") for n in range(50)]])

    with pytest.raises(WholeFileError):
        open_sheets(file, limits=Limits(expanded_bytes=1_000))


def test_datetimes_of_excel_are_days() -> None:
    moment = datetime(2026, 3, 5, 15, 30)  # noqa: DTZ001 - Excel knows no zones
    usable, _, _ = read_file(ADAPTER, xlsx([HEADER, row(问题发生时间=moment)]))

    assert usable[0].report.occurred_on == date(2026, 3, 5)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_the_reader_fall_over(content: bytes, start: bytes) -> None:
    file = SourceFile.of("x", start + content)

    problem = problem_of(lambda: read_file(ADAPTER, file))

    assert problem is not None
    assert problem.advice


def test_a_row_number_beyond_all_sheets_ends_no_process() -> None:
    made = zipfile.ZipFile(io.BytesIO(xlsx([HEADER, ROW]).content))
    parts = {name.replace("/", "__"): made.read(name) for name in made.namelist()}
    sheet = "xl__worksheets__sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'"A2"', b'"A2222222222"')

    assert "打不开" in whole_file_reason(SourceFile.of("x.xlsx", zipped(**parts)))


@given(st.integers(0, 5000), st.integers(0, 255))
@example(1774, 17)  # asks for more memory than there is
@example(1426, 51)  # makes the reader panic
@settings(max_examples=30, deadline=None)
def test_a_damaged_workbook_is_told_not_thrown(at: int, byte: int) -> None:
    for made in (xlsx([HEADER, ROW]), xls([HEADER, ROW])):
        content = bytearray(made.content)
        content[at % len(content)] = byte
        file = SourceFile.of("x", bytes(content))

        problem = problem_of(partial(read_file, ADAPTER, file))

        assert problem is None or problem.advice
