"""The police station's lists: penalties on office-holders, calls about them."""

from lianqing.demo.cells import Dice, a_day, an_id, as_typed, damaged, written
from lianqing.demo.sheets import Cell, FilePlan, SheetPlan
from lianqing.demo.situations import PEOPLE, SITUATIONS, SUBJECTS

_UNIT = "police"
_PENALTIES = (
    "受案编号",
    "案件名称/案由",
    "受案时间",
    "违法嫌疑人姓名",
    "证件号码",
    "处理结果",
    "是否党员/公职",
    "工作单位",
    "简要案情",
    "决定日期",
    "危害程度",
    "造成后果",
)
_ALARMS = (
    "接警编号",
    "报警时间",
    "报警人",
    "反映事项",
    "被反映村（单位）",
    "反映内容",
    "地点",
    "处警结果",
    "反映人数",
    "危害程度",
    "后果",
    "内容类别",
    "信息来源",
)
_OFFENCES = ("酒驾", "赌博", "殴打他人", "饮酒驾驶机动车", "扰乱单位秩序")


def police_files(dice: Dice) -> list[FilePlan]:
    """Return the station's files."""
    return [
        FilePlan(
            unit=_UNIT,
            name="治安及酒驾涉公职人员处理清单.csv",
            sheets=(_penalties(dice),),
            encoding="gb18030",
        ),
        FilePlan(
            unit=_UNIT,
            name="群众报警反映事项清单.csv",
            sheets=(_alarms(dice),),
            encoding="utf-8-sig",
            delimiter="\t",
        ),
        FilePlan(unit=_UNIT, name="值班通讯录.xlsx", sheets=(_wrong(),)),
    ]


def _penalties(dice: Dice) -> SheetPlan:
    rows = [_penalty(dice, number) for number in range(1, 51)]
    rows[8][4] = f"{damaged(an_id(dice)):.5E}"  # as a CSV export shows it
    rows[19][4] = an_id(dice)[:-1] + "0"
    rows[27][7] = None  # no unit: listed as unused
    return SheetPlan(
        name="清单",
        titles=("治安及酒驾涉公职人员处理清单",),
        header=_PENALTIES,
        rows=rows,
    )


def _penalty(dice: Dice, number: int) -> list[Cell]:
    day = a_day(dice)
    return [
        f"A000000000000{day:%Y%m}{number:04}",
        dice.choice(_OFFENCES),
        written(dice, day),
        dice.choice(PEOPLE),
        as_typed(dice, an_id(dice)),
        dice.choice(("警告", "罚款", "行政拘留五日")),
        "否" if number % 8 == 0 else dice.choice(("党员", "公职人员", "是")),
        dice.choice(dice.choice(SUBJECTS)),
        "经查证属实，本人承认",
        written(dice, max(day, a_day(dice))),
        dice.choice(("较轻", "较轻", "较重")),
        dice.choice(("群众有反映", "")),
    ]


def _alarms(dice: Dice) -> SheetPlan:
    rows = [_alarm(dice, number) for number in range(1, 66)]
    rows[16][1] = "上周三夜间"  # no date: listed as unused
    rows[44][8] = "若干"  # no count: listed as unused
    return SheetPlan(
        name="清单",
        titles=("群众报警反映村（单位）干部事项清单",),
        header=_ALARMS,
        rows=rows,
    )


def _alarm(dice: Dice, number: int) -> list[Cell]:
    situation = SITUATIONS[(number * 2 + 1) % len(SITUATIONS)]
    low, high = situation.complaints
    return [
        f"000000{number:08}",
        written(dice, a_day(dice)),
        "（不报送）",
        situation.category,
        dice.choice(dice.choice(SUBJECTS)),
        situation.content,
        "柳园镇",
        dice.choice(("已调解", "移交单位处理", "现场告知")),
        dice.randint(low, high) if high else "",
        situation.harm,
        situation.consequence,
        situation.classes[number % len(situation.classes)].label,
        dice.choice(("群众来电", "特邀信息员", "新闻媒体", "信访举报")),
    ]


def _wrong() -> SheetPlan:
    """A file that fell into the folder by mistake: the clerk is told so."""
    return SheetPlan(
        name="通讯录",
        header=("姓名", "班次", "短号"),
        rows=(("辛某", "早", "6001"), ("丑某", "晚", "6002")),
    )
