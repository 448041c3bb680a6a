"""Which cases the demonstration plays, and how far each goes.

One story per row. Together they show all three levels, both bodies of level 1 and every
state a case can be in, so that a newcomer finds each page of the console filled.
"""

from dataclasses import dataclass

from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Level,
    Source,
)
from lianqing_shared.contracts.reports import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A report that is entered, and the state its case is brought to.

    `entered_by` is a log-in. `convened` are the member units of a level-2 study, `to`
    the body of level 1. `returns_once` has the first reply sent back; with
    `replies_by_file` the unit answers with a file in its letters folder.
    """

    key: str
    entered_by: str
    source: Source
    content_class: ContentClass
    unit: str
    unit_name: str
    title: str
    narrative: str
    facts: Facts
    level: Level
    until: CaseState
    finding: str = "经核实，反映的情况属实，责任清楚，有关凭证和谈话记录已附卷。"
    convened: tuple[str, ...] = ()
    opinions: int = 2
    to: Body | None = None
    returns_once: bool = False
    replies_by_file: bool = False


def _facts(
    behaviour: Behaviour,
    consequence: Consequence = Consequence.NONE,
    harm: Harm = Harm.LIGHTER,
    *,
    assessed: bool | None = None,
    complaints: int = 0,
    yuan: int | None = None,
) -> Facts:
    return Facts(
        behaviour=behaviour,
        consequence=consequence,
        harm=harm,
        risk_assessed=assessed,
        public_complaints=complaints,
        amount_fen=None if yuan is None else yuan * 100,
    )


STORIES: tuple[Story, ...] = (
    Story(
        key="notice-lifted",
        entered_by="analyst",
        source=Source.INSPECTION,
        content_class=ContentClass.ADMINISTRATION,
        unit="finance",
        unit_name="柳园镇财政所",
        title="往来款长期挂账、凭证附件不全",
        narrative="季度检查发现，往来款挂账逾两年未清理，部分记账凭证缺少附件。",
        facts=_facts(Behaviour.BOOKKEEPING_DISORDER, yuan=86_400),
        level=Level.THREE,
        until=CaseState.LIFTED,
        finding="经核实，往来款挂账两年以上十二笔，记账凭证缺附件三十一份，账目管理混乱。",
    ),
    Story(
        key="inquiry-lifted",
        entered_by="analyst",
        source=Source.MALPRACTICE_CORRECTION,
        content_class=ContentClass.PUBLIC_HARM,
        unit="village-dongliu",
        unit_name="东柳村",
        title="办理证明推诿拖延，群众反映强烈",
        narrative="多名群众反映，办理宅基地证明被反复推诿，最长拖延三个月。",
        facts=_facts(
            Behaviour.SERVICE_FAILURE,
            Consequence.PUBLIC_REACTION,
            Harm.HEAVIER,
            complaints=23,
        ),
        level=Level.TWO,
        until=CaseState.LIFTED,
        finding="经核实，二十三户证明超期办理，最长九十一天，经办人员推诿属实。",
        convened=("court", "police"),
        returns_once=True,
    ),
    Story(
        key="recommendation-lifted",
        entered_by="director",
        source=Source.CASE_WORK,
        content_class=ContentClass.PROJECTS,
        unit="agri",
        unit_name="镇农业服务中心",
        title="滞留、挪用农业生产补助资金",
        narrative="专项核查发现，补助资金到账后滞留半年，其中一部分被挪作办公支出。",
        facts=_facts(
            Behaviour.FUNDS_DIVERSION,
            Consequence.ADVERSE_EFFECT,
            Harm.GRAVE,
            yuan=1_268_000,
        ),
        level=Level.ONE,
        until=CaseState.LIFTED,
        finding="经核实，补助资金滞留一百八十六天，挪用于办公支出，数额较大，责任清楚。",
        to=Body.PARTY_SECRETARY,
    ),
    Story(
        key="recommendation-county",
        entered_by="director",
        source=Source.SUPERIOR,
        content_class=ContentClass.PROJECTS,
        unit="civil",
        unit_name="镇民政办",
        title="未经评估擅自决定养老设施改造，造成不良后果",
        narrative="上级交办：改造项目未经集体研究和风险评估即开工，停工后造成损失。",
        facts=_facts(
            Behaviour.DECISION_BREACH,
            Consequence.ADVERSE_EFFECT,
            Harm.GRAVE,
            assessed=False,
            yuan=2_350_000,
        ),
        level=Level.ONE,
        until=CaseState.WARNED,
        to=Body.COUNTY_COMMITTEE,
    ),
    Story(
        key="inquiry-replied",
        entered_by="analyst",
        source=Source.CAMPAIGN,
        content_class=ContentClass.ADMINISTRATION,
        unit="court",
        unit_name="柳园人民法庭",
        title="超标准发放值班补助",
        narrative="专项治理发现，连续五个月超标准发放值班补助。",
        facts=_facts(Behaviour.ALLOWANCE_ABUSE, harm=Harm.HEAVIER, yuan=43_200),
        level=Level.TWO,
        until=CaseState.REPLIED,
        convened=("police", "finance"),
        replies_by_file=True,
    ),
    Story(
        key="notice-returned",
        entered_by="analyst",
        source=Source.PETITION,
        content_class=ContentClass.LAW_ABIDING,
        unit="police",
        unit_name="柳园派出所",
        title="接受管理对象宴请，群众有反映",
        narrative="信访反映，有关人员节日期间接受管理对象宴请。",
        facts=_facts(
            Behaviour.INTEGRITY_BREACH, Consequence.PUBLIC_REACTION, complaints=4
        ),
        level=Level.THREE,
        until=CaseState.RETURNED,
    ),
    Story(
        key="notice-accepted",
        entered_by="liuhe-clerk",
        source=Source.PUBLIC,
        content_class=ContentClass.CONDUCT,
        unit="village-liuhe",
        unit_name="柳河村",
        title="村干部工作日中午饮酒，群众意见较大",
        narrative="群众反映，个别村干部工作日中午饮酒，言行失当。",
        facts=_facts(Behaviour.POOR_EXAMPLE, Consequence.PUBLIC_REACTION, complaints=6),
        level=Level.THREE,
        until=CaseState.ACCEPTED,
    ),
    Story(
        key="notice-rechecked",
        entered_by="analyst",
        source=Source.ENFORCEMENT,
        content_class=ContentClass.PROJECTS,
        unit="agri",
        unit_name="镇农业服务中心",
        title="农机采购未做廉政风险评估",
        narrative="执法监察发现，农机采购事项应评估而未评估，尚未造成后果。",
        facts=_facts(Behaviour.DECISION_BREACH, assessed=False, yuan=318_000),
        level=Level.THREE,
        until=CaseState.RECHECKED,
    ),
    Story(
        key="inquiry-studying",
        entered_by="director",
        source=Source.MEDIA,
        content_class=ContentClass.POLICY,
        unit="village-xigou",
        unit_name="西沟村",
        title="汛期险情研判不准，启动预案不及时",
        narrative="媒体披露，汛期险情上报迟缓，预案启动晚于规定时间。",
        facts=_facts(Behaviour.EMERGENCY_MISHANDLED, harm=Harm.HEAVIER),
        level=Level.TWO,
        until=CaseState.STUDYING,
        convened=("court", "finance"),
        opinions=1,
    ),
    Story(
        key="recommendation-submitted",
        entered_by="director",
        source=Source.INFORMANT,
        content_class=ContentClass.ADMINISTRATION,
        unit="village-liuhe",
        unit_name="柳河村",
        title="后备干部推选不公开，用人失察造成不良影响",
        narrative="特邀信息员反映，推选过程未公开，用人失察，群众议论较多。",
        facts=_facts(
            Behaviour.PERSONNEL_SELECTION,
            Consequence.ADVERSE_EFFECT,
            Harm.GRAVE,
            complaints=9,
        ),
        level=Level.ONE,
        until=CaseState.SUBMITTED,
        to=Body.PARTY_SECRETARY,
    ),
    Story(
        key="proposed",
        entered_by="analyst",
        source=Source.SUBORDINATE,
        content_class=ContentClass.CONDUCT,
        unit="village-dongliu",
        unit_name="东柳村",
        title="班子长期不团结，村务管理混乱",
        narrative="下级报送：两委成员长期不和，会议开不成，村务公开中断。",
        facts=_facts(Behaviour.LEADERSHIP_DISCORD, Consequence.DISORDER, Harm.GRAVE),
        level=Level.ONE,
        until=CaseState.PROPOSED,
    ),
    Story(
        key="unsubstantiated",
        entered_by="liuhe-clerk",
        source=Source.OTHER,
        content_class=ContentClass.SIGNS,
        unit="service",
        unit_name="镇便民服务中心",
        title="疑似收取办证“加急费”",
        narrative="有人称办证可以加急收费，未提供具体时间和人员。",
        facts=_facts(
            Behaviour.INTEGRITY_BREACH, Consequence.PUBLIC_REACTION, complaints=1
        ),
        level=Level.THREE,
        until=CaseState.UNSUBSTANTIATED,
        finding="经调取监控、票据并走访群众，未发现收取费用，反映不属实。",
    ),
    Story(
        key="verifying",
        entered_by="analyst",
        source=Source.PUBLIC,
        content_class=ContentClass.MALPRACTICE,
        unit="service",
        unit_name="镇便民服务中心",
        title="窗口人员态度生硬、办事拖延",
        narrative="多名群众来电反映窗口办事效率低下。",
        facts=_facts(
            Behaviour.SERVICE_FAILURE,
            Consequence.PUBLIC_REACTION,
            Harm.HEAVIER,
            complaints=12,
        ),
        level=Level.TWO,
        until=CaseState.VERIFYING,
    ),
)
