"""The tribunal's lists: cases with office-holders, judgments not carried out."""

from lianqing.demo.cells import Dice, a_day, an_id, as_typed, damaged, in_yuan, written
from lianqing.demo.sheets import Cell, FilePlan, SheetPlan
from lianqing.demo.situations import PEOPLE, SITUATIONS, SUBJECTS

_UNIT = "court"
_CASES = (
    "案号",
    "案由",
    "立案日期",
    "结案日期",
    "结案方式",
    "当事人姓名",
    "证件号码",
    "当事人类型",
    "是否涉公职/村干部",
    "当事人所在单位",
    "标的额",
    "审理中发现的问题",
    "危害程度",
    "造成后果",
)
_ENFORCEMENT = (
    "执行案号",
    "被执行人",
    "执行标的",
    "到位金额",
    "失信标志",
    "执行立案日期",
    "未履行情形",
    "执行中发现的问题",
    "危害程度",
)
_CAUSES = ("民间借贷纠纷", "土地承包合同纠纷", "劳务合同纠纷", "买卖合同纠纷")
_FOUND = (
    "以个人名义经商并签订合同，涉嫌利益输送",
    "酒后与当事人发生争执，社会影响差",
    "集体土地违规发包，未经民主议定",
    "收取承包费未入账，凭证缺失",
    "拒不履行约定，拖延付款",
)


def court_files(dice: Dice) -> list[FilePlan]:
    """Return the tribunal's files."""
    return [
        FilePlan(
            unit=_UNIT,
            name="涉公职人员案件清单（2026年1-9月）.xlsx",
            sheets=(_cases(dice),),
        ),
        FilePlan(
            unit=_UNIT, name="执行案件村级组织清单.xls", sheets=(_enforcement(dice),)
        ),
    ]


def _cases(dice: Dice) -> SheetPlan:
    rows = [_case(dice, number) for number in range(1, 56)]
    rows[14][6] = damaged(an_id(dice))  # the last digits are lost: listed as unused
    rows[25][6] = "00000019800101"  # too short: listed as unused
    rows[31][2] = "审理中"  # no date: listed as unused
    return SheetPlan(
        name="案件清单",
        titles=("柳园人民法庭涉公职人员（村干部）案件清单",),
        header=_CASES,
        rows=rows,
        footer=("填报人：庚某",),
    )


def _case(dice: Dice, number: int) -> list[Cell]:
    day = a_day(dice)
    has_ended = number % 3 != 0
    return [
        f"（2026）某0000民初{number + 100}号",
        dice.choice(_CAUSES),
        written(dice, day),
        written(dice, max(day, a_day(dice))) if has_ended else "—",
        dice.choice(("判决", "调解", "撤诉")) if has_ended else "",
        dice.choice(PEOPLE),
        as_typed(dice, an_id(dice)),
        dice.choice(("原告", "被告")),
        "否" if number % 11 == 0 else dice.choice(("是", "村干部")),
        dice.choice(dice.choice(SUBJECTS)),
        in_yuan(dice, dice.randrange(5_000, 400_000)),
        _FOUND[number % len(_FOUND)],
        dice.choice(("较轻", "较轻", "较重")),
        dice.choice(("", "群众有反映")),
    ]


def _enforcement(dice: Dice) -> SheetPlan:
    villages = [spelling for row in SUBJECTS[3:] for spelling in row]
    rows: list[list[Cell]] = []
    for number in range(1, 31):
        owed = dice.randrange(8_000, 260_000)
        situation = SITUATIONS[(number * 4) % len(SITUATIONS)]
        rows.append(
            [
                f"（2026）某0000执{number + 40}号",
                villages[number % len(villages)],
                in_yuan(dice, owed),
                in_yuan(dice, owed // dice.randint(2, 9)),
                dice.choice(("是", "否")),
                written(dice, a_day(dice)),
                dice.choice(("有能力而未履行", "资金周转困难", "账户冻结")),
                situation.content,
                dice.choice(("较轻", "较重")),
            ]
        )
    rows[5][0] = None  # no case number: listed as unused
    return SheetPlan(
        name="执行",
        titles=("执行案件村级组织清单", "单位：元"),
        header=_ENFORCEMENT,
        rows=rows,
        total=("合计", None, 3_120_000, 860_000),
    )
