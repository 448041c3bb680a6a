"""The finance office's lists: problems found, allowances checked, money held back."""

from lianqing.demo.cells import (
    Dice,
    a_day,
    an_id,
    as_typed,
    damaged,
    in_wan,
    in_yuan,
    written,
)
from lianqing.demo.sheets import Cell, FilePlan, SheetPlan
from lianqing.demo.situations import PEOPLE, SITUATIONS, SOURCES, SUBJECTS

_UNIT = "finance"
_PROBLEMS = (
    "序号",
    "问题编号",
    "被检查单位",
    "责任人",
    "职务",
    "问题类别",
    "问题描述",
    "金额",
    "造成后果",
    "危害程度",
    "是否开展廉政风险评估",
    "反映人数",
    "问题发生时间",
    "检查日期",
    "问题来源",
    "内容类别",
    "备注",
)
_GROUPS = (("基本情况", 1, 4), ("检查发现", 5, 7), ("影响", 8, 11))
_ALLOWANCES = (
    "核查编号",
    "发放单位",
    "发放项目",
    "发放月份",
    "发放人数",
    "违规金额",
    "核查结论",
    "核查说明",
    "经办人",
    "身份证号",
    "核查日期",
    "危害程度",
)
_EARMARKED = (
    "指标文号",
    "资金名称",
    "滞留单位",
    "到账日期",
    "滞留金额",
    "滞留天数",
    "滞留原因",
    "统计日期",
    "危害程度",
)
_ITEMS = ("值班补助", "下乡补贴", "绩效奖金", "通讯补贴", "年终慰问金", "加班餐费")
_MONEY = ("农机购置补贴资金", "人居环境整治资金", "水利维修资金", "困难救助资金")


def finance_files(dice: Dice) -> list[FilePlan]:
    """Return the finance office's files."""
    return [
        FilePlan(
            unit=_UNIT,
            name="2026年财务检查问题清单.xlsx",
            sheets=(_problems(dice, "上半年", 75), _problems(dice, "第三季度", 60)),
        ),
        FilePlan(unit=_UNIT, name="津补贴发放核查表.xls", sheets=(_allowances(dice),)),
        FilePlan(
            unit=_UNIT,
            name="专项资金滞留台账.csv",
            sheets=(_earmarked(dice),),
            encoding="gb18030",
        ),
    ]


def _problems(dice: Dice, name: str, count: int) -> SheetPlan:
    rows = [_problem(dice, name, number) for number in range(1, count + 1)]
    rows[7][12] = "二〇二六年某日"  # no date: listed as unused
    rows[21][5] = None  # no category: listed as unused
    rows[33][13] = "2031-01-01"  # later than today: listed as unused
    rows[40][2] = "邻县某镇财政所"  # no unit of this town: for the centre to sort out
    rows[46][12], rows[46][13] = "2026-09-28", "2026-03-02"  # the centre refuses it
    return SheetPlan(
        name=name,
        titles=(f"柳园镇2026年{name}财务检查问题清单", "单位：万元"),
        header=_PROBLEMS,
        groups=_GROUPS,
        rows=rows,
        total=(None, "合计", None, None, None, None, None, f"{count * 3.2:.2f}"),
        footer=("填表人：壬某    审核人：癸某",),
        hidden=(0,),
    )


def _problem(dice: Dice, name: str, number: int) -> list[Cell]:
    situation = SITUATIONS[(number * 7 + len(name)) % len(SITUATIONS)]
    day = a_day(dice)
    with_person = number % 5 == 0
    low, high = situation.complaints
    return [
        number,
        f"财检{'A' if name == '上半年' else 'B'}2026-{number:03}",
        dice.choice(dice.choice(SUBJECTS)),
        dice.choice(PEOPLE) if with_person else "—",
        "工作人员" if with_person else None,
        situation.category,
        situation.content,
        in_wan(dice, dice.randrange(3_000, 900_000)),
        situation.consequence or "—",
        situation.harm,
        situation.assessed,
        dice.randint(low, high) if high else None,
        written(dice, day),
        written(dice, max(day, a_day(dice))),
        SOURCES[number % len(SOURCES)],
        situation.classes[number % len(situation.classes)].label,
        dice.choice(("", "已约谈", "限期说明")),
    ]


def _allowances(dice: Dice) -> SheetPlan:
    rows = [_allowance(dice, number) for number in range(1, 56)]
    rows[11][9] = damaged(an_id(dice))  # the last digits are lost: listed as unused
    rows[29][9] = damaged(an_id(dice))
    rows[37][5] = "约三千"  # no amount: listed as unused
    return SheetPlan(
        name="核查表",
        titles=("柳园镇津补贴发放核查表", "单位：元"),
        header=_ALLOWANCES,
        rows=rows,
        total=("合计", None, None, None, None, 486_200),
        footer=("制表：壬某",),
    )


def _allowance(dice: Dice, number: int) -> list[Cell]:
    day = a_day(dice)
    is_clean = number % 9 == 0
    return [
        f"津核2026{number:04}",
        dice.choice(dice.choice(SUBJECTS)),
        dice.choice(_ITEMS),
        f"2026年{day.month}月",
        dice.randint(3, 26),
        in_yuan(dice, dice.randrange(800, 60_000)),
        "相符" if is_clean else dice.choice(("超标准发放", "无依据发放", "重复发放")),
        "" if is_clean else "与批准的标准和范围不一致",
        dice.choice(PEOPLE),
        as_typed(dice, an_id(dice)) if number % 4 else None,
        written(dice, max(day, a_day(dice)).replace(day=28)),
        dice.choice(("较轻", "较重")),
    ]


def _earmarked(dice: Dice) -> SheetPlan:
    rows = [_held_back(dice, number) for number in range(1, 36)]
    rows[9][0] = None  # no document number: listed as unused
    return SheetPlan(
        name="台账",
        titles=("柳园镇专项资金滞留台账", "单位：万元"),
        header=_EARMARKED,
        rows=rows,
        total=("合计", None, None, None, 1_204.6),
    )


def _held_back(dice: Dice, number: int) -> list[Cell]:
    day = a_day(dice)
    return [
        f"柳财预〔2026〕{number}号",
        dice.choice(_MONEY),
        dice.choice(dice.choice(SUBJECTS)),
        written(dice, day),
        in_wan(dice, dice.randrange(20_000, 1_500_000)),
        dice.randint(31, 240),
        dice.choice(("项目未开工", "方案未报批", "手续未齐", "挪作周转")),
        "2026年9月30日",
        dice.choice(("较重", "严重")),
    ]
