"""The fifteen circumstances of part 4 as a town's lists would tell them.

Each row is one circumstance with the words that an inspector, a judge or a policeman
writes. `classes` are the labels of P2.1 that such a report falls under, in turn.
"""

from dataclasses import dataclass

from lianqing_shared.contracts.plan import ContentClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How one circumstance reads in a list; an empty cell means: not said."""

    code: str
    category: str
    content: str
    consequence: str = ""
    harm: str = ""
    assessed: str = ""
    complaints: tuple[int, int] = (0, 0)
    classes: tuple[ContentClass, ...]


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        code="P4.1.1",
        category="选拔任用不公开",
        content="推荐后备干部未公示，选拔任用过程无记录",
        consequence="造成不良影响",
        harm="严重",
        complaints=(3, 9),
        classes=(ContentClass.ADMINISTRATION, ContentClass.CONDUCT),
    ),
    Situation(
        code="P4.1.2",
        category="重大事项违反决策程序",
        content="未经评估擅自决定项目选址，停工后形成损失",
        consequence="造成不良后果",
        harm="严重",
        assessed="否",
        classes=(ContentClass.PROJECTS, ContentClass.POLICY),
    ),
    Situation(
        code="P4.1.3",
        category="截留挪用财政资金",
        content="收入未及时上缴，挪用于日常开支",
        harm="严重",
        classes=(ContentClass.PROJECTS, ContentClass.LAW_ABIDING),
    ),
    Situation(
        code="P4.1.4",
        category="班子不团结",
        content="集体会议长期开不成，分工无人落实",
        consequence="造成单位管理混乱",
        harm="严重",
        classes=(ContentClass.CONDUCT,),
    ),
    Situation(
        code="P4.1.5",
        category="其他需关注事项",
        content="事项复杂，需进一步了解",
        harm="严重",
        classes=(ContentClass.OTHER,),
    ),
    Situation(
        code="P4.2.1",
        category="越权决策",
        content="超越权限签订合同，合同被迫中止",
        consequence="导致决策失误",
        harm="较重",
        assessed="否",
        classes=(ContentClass.PROJECTS,),
    ),
    Situation(
        code="P4.2.2",
        category="违规发放津补贴",
        content="超标准、超范围发放",
        harm="较重",
        classes=(ContentClass.ADMINISTRATION,),
    ),
    Situation(
        code="P4.2.3",
        category="突发事件处置不当",
        content="汛情上报迟缓，启动预案不及时",
        harm="较重",
        classes=(ContentClass.POLICY, ContentClass.SIGNS),
    ),
    Situation(
        code="P4.2.4",
        category="推诿扯皮",
        content="办理事项反复退件，超期未办结",
        consequence="群众反映强烈",
        harm="较重",
        complaints=(6, 30),
        classes=(ContentClass.PUBLIC_HARM, ContentClass.MALPRACTICE),
    ),
    Situation(
        code="P4.2.5",
        category="其他需关注事项",
        content="事项涉及面较广，需进一步了解",
        harm="较重",
        classes=(ContentClass.OTHER,),
    ),
    Situation(
        code="P4.3.1",
        category="未经集体研究",
        content="应评估而未评估，尚未实施",
        consequence="未造成后果",
        harm="较轻",
        assessed="否",
        classes=(ContentClass.PROJECTS, ContentClass.SIGNS),
    ),
    Situation(
        code="P4.3.2",
        category="账目不清",
        content="白条入账，往来款长期挂账",
        harm="较轻",
        classes=(ContentClass.ADMINISTRATION,),
    ),
    Situation(
        code="P4.3.3",
        category="接受宴请",
        content="接受管理服务对象吃请",
        consequence="群众有反映",
        harm="较轻",
        complaints=(1, 4),
        classes=(ContentClass.LAW_ABIDING, ContentClass.MALPRACTICE),
    ),
    Situation(
        code="P4.3.4",
        category="作风粗暴",
        content="工作时间饮酒，言行失当",
        consequence="群众意见较大",
        harm="较轻",
        complaints=(2, 8),
        classes=(ContentClass.CONDUCT, ContentClass.SIGNS),
    ),
    Situation(
        code="P4.3.5",
        category="其他需关注事项",
        content="情况轻微，建议提醒",
        harm="较轻",
        classes=(ContentClass.OTHER,),
    ),
)

SUBJECTS: tuple[tuple[str, ...], ...] = (
    ("镇农业服务中心", "农业服务中心", "柳园镇农业服务中心"),
    ("镇民政办", "民政办"),
    ("镇便民服务中心", "便民服务中心", "便民中心"),
    ("柳河村", "柳河村委会", "柳河村村民委员会"),
    ("东柳村", "东柳村委会"),
    ("西沟村", "西沟村村民委员会", "西沟村"),
)
"""Units that reports are about, in the spellings that turn up in files."""

PEOPLE: tuple[str, ...] = tuple(f"{star}某" for star in "角亢氐房心尾箕斗牛女虚危室壁")
"""Invented: named after the lunar mansions."""

SOURCES: tuple[str, ...] = (
    "信访举报",
    "执法监察",
    "纠风治乱",
    "案件查办",
    "专项治理",
    "检查考核",
    "上级交办",
    "下级上报",
    "新闻媒体",
    "特邀信息员",
    "群众来电",
    "其他",
)
"""All twelve of P2.2, as lists abbreviate them."""
