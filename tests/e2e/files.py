"""Files as the three offices really deliver them, each with one telling row or more."""

from lianqing.demo.formats import render
from lianqing.demo.sheets import Cell, FilePlan, SheetPlan

PROBLEMS = (
    "序号", "问题编号", "被检查单位", "责任人", "职务", "问题类别", "问题描述", "金额",
    "造成后果", "危害程度", "问题发生时间", "检查日期",
)  # fmt: skip
_GROUPS = (("基本情况", 1, 4), ("检查发现", 5, 7), ("影响", 8, 9))
_ALARMS = (
    "接警编号", "报警时间", "报警人", "反映事项", "被反映村（单位）", "反映内容",
    "地点", "处警结果", "反映人数", "危害程度", "后果",
)  # fmt: skip
_EARMARKED = (
    "指标文号", "资金名称", "滞留单位", "到账日期", "滞留金额", "滞留天数",
    "滞留原因", "统计日期", "危害程度",
)  # fmt: skip
_ENFORCEMENT = (
    "执行案号", "被执行人", "执行标的", "到位金额", "失信标志", "执行立案日期",
    "未履行情形", "执行中发现的问题", "危害程度",
)  # fmt: skip


def a_problem(number: str, **given: Cell) -> list[Cell]:
    """Return a row of the finance office's list, with some cells changed by header."""
    known: dict[str, Cell] = {
        "序号": 1,
        "问题编号": number,
        "被检查单位": "柳园派出所",
        "责任人": "—",
        "职务": None,
        "问题类别": "账目不清",
        "问题描述": "白条入账，往来款长期挂账",
        "金额": "8.64",
        "造成后果": "—",
        "危害程度": "较轻",
        "问题发生时间": "2026.8.15",
        "检查日期": "20260901",
    }
    assert set(given) <= set(known)
    return [*(known | given).values()]


def problems(*rows: list[Cell], name: str = "财务检查问题清单.xlsx") -> bytes:
    """Return the finance office's list: titles, a header of two rows, 万元, a total."""
    sheet = SheetPlan(
        name="第三季度",
        titles=("柳园镇2026年第三季度财务检查问题清单", "单位：万元"),
        header=PROBLEMS,
        groups=_GROUPS,
        rows=rows,
        total=(None, "合计", None, None, None, None, None, "8.64"),
        footer=("填表人：壬某    审核人：癸某",),
    )
    return render(FilePlan(unit="finance", name=name, sheets=(sheet,)))


def an_alarm(number: str, **given: Cell) -> list[Cell]:
    """Return a row of the station's list of calls, changed by header."""
    known: dict[str, Cell] = {
        "接警编号": number,
        "报警时间": "2026年9月15日",
        "报警人": "某群众",
        "反映事项": "推诿扯皮",
        "被反映村（单位）": "柳园镇财政所",
        "反映内容": "办理事项反复退件",
        "地点": "服务大厅",
        "处警结果": "已移交",
        "反映人数": 23,
        "危害程度": "较重",
        "后果": "群众反映强烈",
    }
    assert set(given) <= set(known)
    return [*(known | given).values()]


def alarms(*rows: list[Cell]) -> bytes:
    """Return the station's list of calls, tab-separated, as Excel saves Unicode."""
    plan = SheetPlan(name="清单", header=_ALARMS, rows=rows)
    return _text(plan, encoding="utf-8-sig", mark="\t")


def earmarked(unit: str, *, document: str = "柳财预〔2026〕71号") -> bytes:
    """Return the finance office's list of money held back, GB18030, 万元."""
    row = (
        document, "人居环境整治资金", unit, "2026-03-02", 126.8, 186, "挪作周转",
        "2026年9月30日", "严重",
    )  # fmt: skip
    plan = SheetPlan(
        name="台账",
        titles=("柳园镇专项资金滞留台账", "单位：万元"),
        header=_EARMARKED,
        rows=(row,),
        total=("合计", None, None, None, 126.8),
    )
    return _text(plan, encoding="gb18030", mark=",")


def a_judgment(number: str, **given: Cell) -> list[Cell]:
    """Return a row of the tribunal's list of judgments, changed by header."""
    known: dict[str, Cell] = {
        "执行案号": number,
        "被执行人": "柳园镇财政所",
        "执行标的": 96_000,
        "到位金额": 12_000,
        "失信标志": "是",
        "执行立案日期": "2026/4/9",
        "未履行情形": "有能力而未履行",
        "执行中发现的问题": "收入未入账，截留挪用",
        "危害程度": "严重",
    }
    assert set(given) <= set(known)
    return [*(known | given).values()]


def enforcement(*rows: list[Cell]) -> bytes:
    """Return the tribunal's list of judgments not carried out, an old .xls."""
    plan = SheetPlan(
        name="执行",
        titles=("执行案件村级组织清单", "单位：元"),
        header=_ENFORCEMENT,
        rows=rows,
        total=("合计", None, 96_000, 12_000),
    )
    return render(
        FilePlan(unit="court", name="执行案件村级组织清单.xls", sheets=(plan,))
    )


def _text(plan: SheetPlan, *, encoding: str, mark: str) -> bytes:
    return render(
        FilePlan(
            unit="", name="清单.csv", sheets=(plan,), encoding=encoding, delimiter=mark
        )
    )
