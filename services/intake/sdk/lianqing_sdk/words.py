"""What the words in a unit's lists mean in the terms that the policy reads.

Tables of Chinese words, first match wins. They read an allegation, not a truth: a
person verifies every case. Source: plan P2.1, P2.2 and part 4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lianqing_sdk.values import plain
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of which any one tells a behaviour, and the class it usually falls in."""

    words: tuple[str, ...]
    behaviour: Behaviour
    content_class: ContentClass


COMMON_WORDS: tuple[Wording, ...] = (
    Wording(
        (
            "选拔任用",
            "选人用人",
            "干部任用",
            "用人失察",
            "任人唯亲",
            "违规提拔",
            "带病提拔",
        ),
        Behaviour.PERSONNEL_SELECTION,
        ContentClass.ADMINISTRATION,
    ),
    Wording(
        ("滞留", "截留", "挪用", "坐支", "隐瞒收入", "小金库", "套取", "侵占", "账外"),
        Behaviour.FUNDS_DIVERSION,
        ContentClass.PROJECTS,
    ),
    Wording(
        ("津补贴", "津贴", "滥发", "违规发放", "奖金", "补助发放", "福利"),
        Behaviour.ALLOWANCE_ABUSE,
        ContentClass.ADMINISTRATION,
    ),
    Wording(
        ("不团结", "民主集中制", "班子", "一言堂", "内耗"),
        Behaviour.LEADERSHIP_DISCORD,
        ContentClass.CONDUCT,
    ),
    Wording(
        ("突发事件", "应急", "险情", "防汛", "群体性事件", "处置不当", "预案"),
        Behaviour.EMERGENCY_MISHANDLED,
        ContentClass.POLICY,
    ),
    Wording(
        (
            "违规决策",
            "越权",
            "超越权限",
            "决策程序",
            "擅自决策",
            "擅自决定",
            "未经集体",
            "四议两公开",
            "应招未招",
            "违规招标",
            "违规发包",
            "违规出让",
            "未经民主",
        ),
        Behaviour.DECISION_BREACH,
        ContentClass.PROJECTS,
    ),
    Wording(
        (
            "推诿",
            "敷衍",
            "吃拿卡要",
            "效率低",
            "不作为",
            "慢作为",
            "态度恶劣",
            "拖延",
            "刁难",
            "拒不履行",
            "消极应付",
        ),
        Behaviour.SERVICE_FAILURE,
        ContentClass.PUBLIC_HARM,
    ),
    Wording(
        (
            "账目",
            "记账",
            "会计",
            "白条",
            "凭证",
            "财务管理",
            "财务混乱",
            "往来款",
            "未入账",
            "票据",
            "长期挂账",
            "资产未登记",
        ),
        Behaviour.BOOKKEEPING_DISORDER,
        ContentClass.ADMINISTRATION,
    ),
    Wording(
        (
            "收受",
            "礼金",
            "宴请",
            "公款吃喝",
            "公车私用",
            "受贿",
            "贿赂",
            "优亲厚友",
            "大操大办",
            "廉洁",
            "经商",
            "利益输送",
            "接受吃请",
            "贪污",
        ),
        Behaviour.INTEGRITY_BREACH,
        ContentClass.LAW_ABIDING,
    ),
    Wording(
        (
            "醉驾",
            "醉酒",
            "酒驾",
            "饮酒驾驶",
            "饮酒",
            "酒后",
            "赌博",
            "打架",
            "斗殴",
            "失信",
            "殴打",
            "嫖娼",
            "吸毒",
            "作风",
            "形象",
            "家庭暴力",
            "拒不执行",
            "辱骂",
        ),
        Behaviour.POOR_EXAMPLE,
        ContentClass.LAW_ABIDING,
    ),
)
"""Common to the three sample adapters; a dataset may put its own words before these."""

_CONSEQUENCES: tuple[tuple[tuple[str, ...], Consequence], ...] = (
    (("未造成", "没有造成", "无后果", "无不良"), Consequence.NONE),
    (("管理混乱", "工作瘫痪", "秩序混乱"), Consequence.DISORDER),
    (
        (
            "不良后果",
            "不良影响",
            "恶劣影响",
            "重大损失",
            "造成损失",
            "人员伤亡",
            "造成后果",
        ),
        Consequence.ADVERSE_EFFECT,
    ),
    (("决策失误", "决策错误"), Consequence.WRONG_DECISION),
    (
        ("群众反映", "群众有反映", "群众意见", "群众不满", "投诉", "上访", "反映强烈"),
        Consequence.PUBLIC_REACTION,
    ),
)
_HARMS: tuple[tuple[tuple[str, ...], Harm], ...] = (
    (("较轻", "轻微", "一般"), Harm.LIGHTER),
    (("较重", "较大"), Harm.HEAVIER),
    (("严重", "重大", "特别"), Harm.GRAVE),
)
_SOURCES: tuple[tuple[tuple[str, ...], Source], ...] = (
    (("信访", "举报"), Source.PETITION),
    (("执法监察", "执法"), Source.ENFORCEMENT),
    (("纠风",), Source.MALPRACTICE_CORRECTION),
    (("案件", "办案"), Source.CASE_WORK),
    (("专项",), Source.CAMPAIGN),
    (("检查", "考核", "审计", "核查"), Source.INSPECTION),
    (("上级", "交办", "转办"), Source.SUPERIOR),
    (("下级", "上报"), Source.SUBORDINATE),
    (("媒体", "网络", "舆情", "新闻"), Source.MEDIA),
    (("信息员",), Source.INFORMANT),
    (("群众", "社会", "报警", "来电", "村民"), Source.PUBLIC),
)
_CLASSES: tuple[tuple[tuple[str, ...], ContentClass], ...] = (
    (("工程", "土地", "采购", "资源", "专项资金"), ContentClass.PROJECTS),
    (("遵纪守法", "依法办事", "违法"), ContentClass.LAW_ABIDING),
    (("不正之风", "行业"), ContentClass.MALPRACTICE),
    (("群众利益",), ContentClass.PUBLIC_HARM),
    (("政策",), ContentClass.POLICY),
    (("苗头", "倾向"), ContentClass.SIGNS),
    (("作风", "思想"), ContentClass.CONDUCT),
    (("人事", "财物", "资产", "财务"), ContentClass.ADMINISTRATION),
    (("其他", "其它"), ContentClass.OTHER),
)
_CLASS_LABELS = {plain(one.label): one for one in ContentClass}


def behaviour_in(texts: Iterable[str], words: Sequence[Wording]) -> Wording | None:
    """Return the first wording found, the first text before the second; else None."""
    for text in texts:
        flat = plain(text)
        for wording in words:
            if any(word in flat for word in wording.words):
                return wording
    return None


def consequence_in(texts: Iterable[str]) -> Consequence:
    """Return what the texts say came of it; none when they say nothing."""
    return _first(texts, _CONSEQUENCES) or Consequence.NONE


def harm_in(text: str) -> Harm | None:
    """Return the harm that a word names; None when it names none."""
    return _first([text], _HARMS)


def source_in(text: str) -> Source | None:
    """Return the source of the plan that a word names; None when it names none."""
    return _first([text], _SOURCES)


def class_in(text: str) -> ContentClass | None:
    """Return the class of the plan that a word names; None when it names none."""
    named = _CLASS_LABELS.get(plain(text))
    return named or _first([text], _CLASSES)


def _first(
    texts: Iterable[str], table: Sequence[tuple[tuple[str, ...], T]]
) -> T | None:
    for text in texts:
        flat = plain(text)
        for words, meaning in table:
            if any(word in flat for word in words):
                return meaning
    return None
