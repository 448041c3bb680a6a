"""Promise: a spreadsheet of units goes in whole or not at all, and comes back same."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from lianqing_registry.domain.unit_plan import KnownUnit, plan_import
from lianqing_registry.domain.unit_sheet import SheetColumn
from lianqing_registry.domain.units import UnitDraft, check_words, tidy
from lianqing_registry.errors.units import SheetError
from lianqing_registry.gateways.unit_sheets import read_units, write_units
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.change_unit import change_unit
from lianqing_registry.usecases.import_units import (
    export_units,
    import_units,
    say_unsaid,
)
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.show_unit import show_unit
from lianqing_registry.usecases.suspend_unit import suspend_unit
from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import STARS, Personal
from lianqing_shared.contracts.units import (
    MOST_ERRORS,
    ChangeUnit,
    Contact,
    ExportUnits,
    ImportUnits,
    UnitChange,
    UnitsImported,
)
from lianqing_shared.db import audit
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.databases import said
from tests.unit.registry.builders import a_unit, an_actor

ADMIN = an_actor(Role.SYSTEM_ADMINISTRATOR)
HEAD = ("单位代码", "单位名称", "类型", "上级代码")
Rows = Sequence[Sequence[object]]


def an_xlsx(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (head, *rows):
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def a_csv(*rows: Sequence[object], encoding: str, head: Sequence[str] = HEAD) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([head, *rows])
    return target.getvalue().encode(encoding)


async def imported(
    database: Database, data: bytes, *, name: str = "单位.xlsx", dry_run: bool = False
) -> UnitsImported:
    ask = ImportUnits.model_construct(name=name, file=data, dry_run=dry_run)
    return await import_units(database, ask, ADMIN)


async def exported(database: Database, **given: object) -> bytes:
    return (await export_units(database, ExportUnits(**given), ADMIN)).file


async def changes_said(database: Database) -> list[UnitChanged]:
    return [one for one in await said(database) if isinstance(one, UnitChanged)]


async def test_rows_become_units_though_parents_come_last(database: Database) -> None:
    data = an_xlsx(
        ("school-2", "柳园二小", "学校", "schools"),
        ("schools", "镇中心学校", "学校", "centre"),
    )

    answer = await imported(database, data)

    assert (answer.added, answer.errors) == (2, ())
    detail = await show_unit(database, "school-2", ADMIN)
    assert [one.code for one in detail.path] == ["county", "centre", "schools"]
    assert (detail.unit.kind, detail.unit.kind_text) == (UnitKind.OTHER, "学校")
    assert [one.change for one in detail.versions] == [UnitChange.ADDED]


async def test_importing_again_changes_nothing_and_says_nothing(
    database: Database,
) -> None:
    data = an_xlsx(("schools", "镇中心学校", "学校", "centre"))
    await imported(database, data)
    await say_unsaid(database)
    before = len(await said(database))

    answer = await imported(database, data)
    await say_unsaid(database)

    assert (answer.added, answer.changed, answer.unchanged) == (0, 0, 1)
    assert len(await said(database)) == before


async def test_what_was_imported_is_said_once_afterwards(database: Database) -> None:
    before = len(await changes_said(database))
    await imported(
        database,
        an_xlsx(
            ("a1", "甲", "学校", "centre"),
            ("a2", "乙", "学校", "a1"),
            ("court", "柳园镇法庭", "成员单位", "centre"),
        ),
    )
    assert len(await changes_said(database)) == before

    for _ in range(2):
        await say_unsaid(database)

    fresh = (await changes_said(database))[before:]
    assert {(one.unit.code, one.version) for one in fresh} == {
        ("a1", 1),
        ("a2", 1),
        ("court", 2),
    }
    assert all(one.unit.schedule is not None for one in fresh)


async def test_one_wrong_row_and_nothing_is_imported(database: Database) -> None:
    data = an_xlsx(
        ("good", "好单位", "学校", "centre"), ("bad", "坏单位", "学校", "nowhere")
    )

    answer = await imported(database, data)

    [error] = answer.errors
    assert (error.row, error.column, error.value) == (3, "上级代码", "nowhere")
    assert "没有这个单位" in error.problem
    with pytest.raises(RefusedError):
        await show_unit(database, "good", ADMIN)


WRONG: dict[str, tuple[tuple[Rows, Sequence[str]], str, str]] = {
    "no code": (((("", "甲", "学校", "centre"),), HEAD), "单位代码", "小写字母"),
    "a bad code": (((("9x", "甲", "学校", "centre"),), HEAD), "单位代码", "小写字母"),
    "a code twice": (
        (
            (("a1", "甲", "学校", "centre"), ("a1", "乙", "学校", "centre")),
            HEAD,
        ),
        "单位代码",
        "第 2 行",
    ),
    "no name": (((("a1", "", "学校", "centre"),), HEAD), "单位名称", "必须填写"),
    "no kind": (((("a1", "甲", "", "centre"),), HEAD), "类型", "必须填写"),
    "a long kind": (
        ((("a1", "甲", "很" * 21, "centre"),), HEAD),
        "类型",
        "最多 20",
    ),
    "under itself": (((("a1", "甲", "学校", "a1"),), HEAD), "上级代码", "一圈"),
    "in a circle": (
        ((("a1", "甲", "学校", "a2"), ("a2", "乙", "学校", "a1")), HEAD),
        "上级代码",
        "一圈",
    ),
    "a wrong place": (
        ((("a1", "甲", "信息专报点", "court"),), HEAD),
        "上级代码",
        "不能设在",
    ),
    "a known one under a new one of its own": (
        (
            (("a1", "甲", "学校", "centre"), ("centre", "中心", "预警防控中心", "a1")),
            HEAD,
        ),
        "上级代码",
        "不能设在",
    ),
    "a bad area": (
        ((("a1", "甲", "学校", "centre", "12"),), (*HEAD, "区划代码")),
        "区划代码",
        "GB/T",
    ),
    "an area elsewhere": (
        ((("a1", "甲", "学校", "centre", "110101"),), (*HEAD, "区划代码")),
        "区划代码",
        "之内",
    ),
    "a position of words": (
        ((("a1", "甲", "学校", "centre", "第一"),), (*HEAD, "顺序")),
        "顺序",
        "整数",
    ),
    "a telephone of nobody": (
        ((("a1", "甲", "学校", "centre", "0530"),), (*HEAD, "电话")),
        "电话",
        "联系人",
    ),
    "a root of another kind": (
        ((("centre", "中心", "其他", "county"),), HEAD),
        "类型",
        "以该单位为根",
    ),
    "no leader for a reporting point": (
        ((("a1", "甲", "信息专报点", "centre"),), HEAD),
        "负责人",
        "负责",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_each_mistake_is_named_with_its_row_and_what_to_do(
    database: Database, name: str
) -> None:
    (rows, head), column, told = WRONG[name]

    answer = await imported(database, an_xlsx(*rows, head=head))

    assert answer.errors
    assert all(error.row >= 2 for error in answer.errors)
    assert column in {error.column for error in answer.errors}
    assert any(told in error.problem for error in answer.errors)
    assert (answer.added + answer.changed) == 0


async def test_personal_cells_are_masked_in_errors(database: Database) -> None:
    head = (*HEAD, "联系人", "电话")
    row = ("a1", "甲", "学校", "centre", "酉某", "0530-1；0530-2")

    answer = await imported(database, an_xlsx(row, head=head))

    assert [error.value for error in answer.errors] == [STARS]
    assert "0530" not in answer.model_dump_json()


async def test_errors_beyond_the_cap_are_counted(database: Database) -> None:
    rows = [(f"a{n}", "甲", "学校", "nowhere") for n in range(MOST_ERRORS + 7)]

    answer = await imported(database, an_xlsx(*rows))

    assert (len(answer.errors), answer.errors_total) == (MOST_ERRORS, MOST_ERRORS + 7)


async def test_a_rehearsal_changes_nothing(database: Database) -> None:
    data = an_xlsx(("a1", "甲", "学校", "centre"))

    answer = await imported(database, data, dry_run=True)

    assert (answer.added, answer.dry_run) == (1, True)
    with pytest.raises(RefusedError):
        await show_unit(database, "a1", ADMIN)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
async def test_csv_is_read_in_either_encoding(
    database: Database, encoding: str
) -> None:
    data = a_csv(("a1", "镕金小学", "学校", "centre"), encoding=encoding)

    assert (await imported(database, data, name="单位.csv")).added == 1
    assert (await show_unit(database, "a1", ADMIN)).unit.name == "镕金小学"


async def test_headers_have_many_names_and_titles_above_them() -> None:
    data = an_xlsx(
        ("制表：甲某",),
        ("序号", "编码", "机构名称（必填）", "类别*", "上级", "手机", "联络员", "颜色"),
        (1, "A1", "甲", "学校", "Centre", 13900000001, "酉某", "红"),
        head=("柳园镇单位一览表",),
    )

    sheet = read_units("x.xlsx", data)

    assert sheet.unused == ("序号", "颜色")
    [line] = sheet.lines
    assert (line.row, line.code) == (4, "a1")
    assert line.cells[SheetColumn.PHONE] == "13900000001"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("x.xlsx", b"PK\x03\x04nonsense", id="a broken archive"),
        pytest.param("x.pdf", b"%PDF-1.7", id="another format"),
        pytest.param("x.csv", b"\xff\xff\xff", id="no known encoding"),
        pytest.param("x.csv", "甲,乙\n1,2\n".encode(), id="no known columns"),
        pytest.param("x.csv", b"", id="nothing"),
    ],
)
def test_what_is_no_spreadsheet_of_units_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(SheetError, match="请"):
        read_units(name, data)


async def test_an_empty_cell_keeps_and_the_word_takes_away(database: Database) -> None:
    head = ("单位代码", "单位名称", "负责人", "别名")

    await imported(database, an_xlsx(("court", "新法庭", "", "清空"), head=head))

    unit = (await show_unit(database, "court", ADMIN)).unit
    assert (unit.name, unit.aliases) == ("新法庭", ())
    assert unit.leader is not None


async def test_a_move_by_spreadsheet_carries_what_stands_below(
    database: Database,
) -> None:
    await imported(
        database,
        an_xlsx(
            ("a1", "甲", "学校", "centre"),
            ("a2", "乙", "学校", "a1"),
            ("a3", "丙", "学校", "a2"),
        ),
    )

    answer = await imported(database, an_xlsx(("a2", "乙", "学校", "court")))

    assert (answer.added, answer.changed) == (0, 1)
    path = [one.code for one in (await show_unit(database, "a3", ADMIN)).path]
    assert path == ["county", "centre", "court", "a2"]
    newest = (await show_unit(database, "a2", ADMIN)).versions[0]
    assert newest.change is UnitChange.MOVED


async def test_who_is_gone_is_not_changed_and_the_paused_are_no_parents(
    database: Database,
) -> None:
    async with database.work() as work:
        await add_unit(work, a_unit("old"))
        await merge_unit(work, "old", into="court", reason="改革")
        await suspend_unit(work, "police", reason="整改")

    answer = await imported(
        database,
        an_xlsx(("old", "新名", "镇直单位", "centre"), ("a1", "甲", "学校", "police")),
    )

    assert [error.row for error in answer.errors] == [2, 3]
    assert "并入" in answer.errors[0].problem
    assert "暂停" in answer.errors[1].problem


async def test_export_then_import_changes_nothing(database: Database) -> None:
    contact = Contact(name=Personal("酉某"), phone=Personal("+86-1"), duty="=办公室")
    draft = a_unit("formula", name="=HYPERLINK(1)", aliases=("@甲", "'乙", "-丙"))
    async with database.work() as work:
        await add_unit(work, draft)
    await imported(database, an_xlsx(("a1", "甲", "学校", "formula")))

    async with database.work() as work:
        ask = ChangeUnit(code="formula", contacts=(contact, contact), remark="+1")
        await change_unit(work, ask)

    data = await exported(database)

    answer = await imported(database, data)
    assert (answer.changed, answer.added, answer.errors) == (0, 0, ())
    assert answer.unchanged == answer.rows == 14
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "+", "-", "@"))


async def test_a_part_of_the_network_and_the_empty_form(database: Database) -> None:
    await imported(database, an_xlsx(("court-2", "甲", "学校", "centre")))

    part = read_units("x.xlsx", await exported(database, under="court"))
    form = read_units("x.xlsx", await exported(database, template=True))

    assert [line.code for line in part.lines] == ["court"]
    assert form.lines == ()


async def test_imports_and_exports_are_written_down(database: Database) -> None:
    await imported(database, an_xlsx(("a1", "甲", "学校", "centre")))
    await exported(database)

    async with database.look() as session:
        actions = [
            link.action
            async for page in audit.links(session, database.journal.audit)
            for link in page
        ]
    assert actions[-2:] == ["units.imported", "units.exported"]


WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="；;"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() not in {"", "清空"})
PERSONAL = WORDS.map(Personal)
CONTACTS = st.builds(
    Contact,
    name=PERSONAL,
    phone=st.none() | PERSONAL,
    email=st.none() | PERSONAL,
    duty=st.none() | WORDS,
)
DRAFTS = st.builds(
    UnitDraft,
    code=st.from_regex(r"[a-z][a-z0-9-]{1,8}", fullmatch=True),
    name=WORDS,
    kind=st.just(UnitKind.OTHER),
    kind_text=st.just("") | WORDS,
    leader=st.none() | PERSONAL,
    deputy=st.none() | PERSONAL,
    contacts=st.lists(CONTACTS, max_size=3).map(tuple),
    position=st.integers(0, 1_000_000),
    aliases=st.lists(WORDS, max_size=3).map(tuple),
    remark=st.just("") | WORDS,
)


def is_kept(draft: UnitDraft) -> bool:
    try:
        check_words(draft)
    except RefusedError:
        return False
    return True


@given(
    st.lists(DRAFTS.map(tidy).filter(is_kept), max_size=4, unique_by=lambda d: d.code)
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_as_it_was(drafts: list[UnitDraft]) -> None:
    lines = read_units("x.xlsx", write_units(drafts)).lines
    known = {
        draft.code: KnownUnit(draft, draft.code, UnitStatus.ACTIVE, 1)
        for draft in drafts
    }

    plan = plan_import(lines, known)

    assert plan.faults == []
    assert (plan.unchanged, plan.changed) == (len(drafts), [])


CODES = [f"u{n}" for n in range(8)]
PARENTS = st.dictionaries(st.sampled_from(CODES), st.none() | st.sampled_from(CODES))


@given(PARENTS, PARENTS)
def test_a_plan_without_faults_is_a_tree_and_else_changes_nothing(
    before: dict[str, str | None], after: dict[str, str | None]
) -> None:
    def lines(parents: dict[str, str | None]) -> bytes:
        rows = [
            (code, code, "学校", above or "清空") for code, above in parents.items()
        ]
        return an_xlsx(*rows)

    first = plan_import(read_units("x.xlsx", lines(before)).lines, {})
    known = {
        one.draft.code: KnownUnit(one.draft, one.path, UnitStatus.ACTIVE, 1)
        for one in first.added
    }

    plan = plan_import(read_units("x.xlsx", lines(after)).lines, known)

    if plan.faults:
        assert (plan.added, plan.changed, plan.carried) == ([], [], [])
        return
    paths = {code: one.path for code, one in known.items()}
    parents = {code: one.draft.parent for code, one in known.items()}
    for one in (*plan.added, *plan.changed):
        paths[one.draft.code] = one.path
        parents[one.draft.code] = one.draft.parent
    paths |= dict(plan.carried)
    for code, path in paths.items():
        above = parents[code]
        assert path == (code if above is None else f"{paths[above]}/{code}")
