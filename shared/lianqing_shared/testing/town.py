"""A small invented town for screens and tests: people, units, cases, informants.

Names are obviously invented (甲某, 乙某 …); nothing here is a real matter.
"""

from dataclasses import dataclass

from lianqing_shared.contracts.network import UnitKind, UnitView
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)
from lianqing_shared.contracts.reports import Facts

PASSWORD = "Lianqing-2026-demo"  # noqa: S105 - of the invented town only


@dataclass(frozen=True, slots=True)
class Townsman:
    """A person who can log in."""

    login: str
    name: str
    unit: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case to begin with; `state` is how far it is played."""

    title: str
    unit: str
    source: Source
    content: ContentClass
    facts: Facts
    stage: int
    age_hours: int
    due_in_days: int | None = None
    reports: int = 1


_R = Role
PEOPLE = (
    Townsman("director", "甲某", "centre", (_R.CENTRE_DIRECTOR,)),
    Townsman("analyst", "乙某", "centre", (_R.ANALYST,)),
    Townsman("deputy", "丙某", "centre", (_R.DEPUTY_SECRETARY,)),
    Townsman("secretary", "丁某", "centre", (_R.COMMISSION_SECRETARY,)),
    Townsman("party", "戊某", "centre", (_R.PARTY_SECRETARY,)),
    Townsman("county", "己某", "county", (_R.COUNTY_LIAISON,)),
    Townsman("court-clerk", "庚某", "court", (_R.ENTRY_CLERK, _R.UNIT_RESPONDER)),
    Townsman("police-clerk", "辛某", "police", (_R.ENTRY_CLERK, _R.UNIT_RESPONDER)),
    Townsman("finance-clerk", "壬某", "finance", (_R.ENTRY_CLERK, _R.UNIT_RESPONDER)),
    Townsman("finance-head", "癸某", "finance", (_R.UNIT_HEAD,)),
    Townsman("court-head", "子某", "court", (_R.UNIT_HEAD,)),
    Townsman("police-head", "丑某", "police", (_R.UNIT_HEAD,)),
    Townsman(
        "liuhe-clerk", "寅某", "village-liuhe", (_R.VILLAGE_CLERK, _R.UNIT_RESPONDER)
    ),
    Townsman("agri-head", "卯某", "agri", (_R.UNIT_HEAD, _R.UNIT_RESPONDER)),
    Townsman("sysadmin", "辰某", "centre", (_R.SYSTEM_ADMINISTRATOR,)),
    Townsman("secadmin", "巳某", "centre", (_R.SECURITY_ADMINISTRATOR,)),
    Townsman("auditadmin", "未某", "centre", (_R.AUDIT_ADMINISTRATOR,)),
)

_K = UnitKind
_UNITS = (
    ("county", "县纪委监委", _K.COUNTY, None, 0),
    ("centre", "柳园镇廉政风险预警防控中心", _K.CENTRE, "county", 0),
    ("reporting-point", "柳园镇纪委信息专报点", _K.REPORTING_POINT, "centre", 1),
    ("court", "柳园人民法庭", _K.MEMBER, "centre", 1),
    ("police", "柳园派出所", _K.MEMBER, "centre", 2),
    ("finance", "柳园镇财政所", _K.MEMBER, "centre", 1),
    ("agri", "镇农业服务中心", _K.TOWN, "centre", 1),
    ("civil", "镇民政办", _K.TOWN, "centre", 0),
    ("service", "镇便民服务中心", _K.TOWN, "centre", 1),
    ("village-liuhe", "柳河村", _K.VILLAGE, "centre", 1),
    ("village-dongliu", "东柳村", _K.VILLAGE, "centre", 0),
    ("village-xigou", "西沟村", _K.VILLAGE, "centre", 0),
)
UNITS = tuple(
    UnitView(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        clerks=clerks,
        leader=Personal("癸某") if code == "finance" else None,
    )
    for code, name, kind, parent, clerks in _UNITS
)
UNIT_NAMES = {unit.code: unit.name for unit in UNITS}

_B, _C, _H, _S, _P = Behaviour, Consequence, Harm, Source, ContentClass
MATTERS = (
    Matter(
        title="反映违规坐支财政资金、截留专项款 38.6 万元",
        unit="agri",
        source=_S.PETITION,
        content=_P.PROJECTS,
        facts=Facts(
            behaviour=_B.FUNDS_DIVERSION,
            consequence=_C.ADVERSE_EFFECT,
            harm=_H.GRAVE,
            amount_fen=38_600_000,
        ),
        stage=2,
        age_hours=30,
        due_in_days=0,
        reports=3,
    ),
    Matter(
        title="班子成员长期不和，三次会议议题未能形成决议",
        unit="service",
        source=_S.SUBORDINATE,
        content=_P.CONDUCT,
        facts=Facts(
            behaviour=_B.LEADERSHIP_DISCORD, consequence=_C.DISORDER, harm=_H.GRAVE
        ),
        stage=1,
        age_hours=44,
        due_in_days=1,
    ),
    Matter(
        title="以“加班补助”名义违规发放补贴 12,600 元",
        unit="finance",
        source=_S.ENFORCEMENT,
        content=_P.ADMINISTRATION,
        facts=Facts(
            behaviour=_B.ALLOWANCE_ABUSE, harm=_H.HEAVIER, amount_fen=1_260_000
        ),
        stage=2,
        age_hours=50,
        due_in_days=-3,
    ),
    Matter(
        title="低保复核拖延三个月未办结，群众反映强烈",
        unit="civil",
        source=_S.INFORMANT,
        content=_P.PUBLIC_HARM,
        facts=Facts(
            behaviour=_B.SERVICE_FAILURE,
            consequence=_C.PUBLIC_REACTION,
            harm=_H.HEAVIER,
            public_complaints=17,
        ),
        stage=0,
        age_hours=60,
        due_in_days=2,
        reports=2,
    ),
    Matter(
        title="防汛预案启动迟缓，转移安置通知晚发 4 小时",
        unit="village-liuhe",
        source=_S.SUPERIOR,
        content=_P.POLICY,
        facts=Facts(behaviour=_B.EMERGENCY_MISHANDLED, harm=_H.HEAVIER),
        stage=3,
        age_hours=80,
        due_in_days=1,
    ),
    Matter(
        title="村级账目三季度未公示，收支凭证缺失 9 张",
        unit="village-dongliu",
        source=_S.CAMPAIGN,
        content=_P.ADMINISTRATION,
        facts=Facts(behaviour=_B.BOOKKEEPING_DISORDER),
        stage=2,
        age_hours=84,
        due_in_days=3,
    ),
    Matter(
        title="村道硬化工程未做廉政风险评估即开工",
        unit="village-xigou",
        source=_S.SUBORDINATE,
        content=_P.PROJECTS,
        facts=Facts(behaviour=_B.DECISION_BREACH, risk_assessed=False),
        stage=0,
        age_hours=90,
        due_in_days=3,
    ),
    Matter(
        title="接受管理服务对象宴请 1 次",
        unit="police",
        source=_S.PETITION,
        content=_P.LAW_ABIDING,
        facts=Facts(
            behaviour=_B.INTEGRITY_BREACH,
            consequence=_C.PUBLIC_REACTION,
            public_complaints=2,
        ),
        stage=1,
        age_hours=96,
        due_in_days=4,
    ),
    Matter(
        title="窗口工作人员上班时间脱岗，被群众投诉",
        unit="service",
        source=_S.MEDIA,
        content=_P.MALPRACTICE,
        facts=Facts(
            behaviour=_B.POOR_EXAMPLE,
            consequence=_C.PUBLIC_REACTION,
            public_complaints=6,
        ),
        stage=1,
        age_hours=110,
        due_in_days=0,
    ),
    Matter(
        title="惠农补贴名单公示不全，遗漏 17 户",
        unit="village-liuhe",
        source=_S.INFORMANT,
        content=_P.PUBLIC_HARM,
        facts=Facts(behaviour=_B.BOOKKEEPING_DISORDER, public_complaints=3),
        stage=5,
        age_hours=200,
        due_in_days=6,
    ),
    Matter(
        title="采购三家报价单笔迹雷同",
        unit="civil",
        source=_S.INSPECTION,
        content=_P.PROJECTS,
        facts=Facts(behaviour=_B.DECISION_BREACH, risk_assessed=False),
        stage=0,
        age_hours=120,
        due_in_days=4,
    ),
    Matter(
        title="土地流转合同未备案，涉及 126 亩",
        unit="village-xigou",
        source=_S.SUPERIOR,
        content=_P.PROJECTS,
        facts=Facts(behaviour=_B.BOOKKEEPING_DISORDER),
        stage=0,
        age_hours=130,
        due_in_days=3,
    ),
    Matter(
        title="公务接待清单缺少公函，超标准 1,140 元",
        unit="agri",
        source=_S.CASE_WORK,
        content=_P.LAW_ABIDING,
        facts=Facts(
            behaviour=_B.INTEGRITY_BREACH, public_complaints=1, amount_fen=114_000
        ),
        stage=0,
        age_hours=140,
    ),
    Matter(
        title="集体资产出租未经会议研究",
        unit="village-dongliu",
        source=_S.PUBLIC,
        content=_P.ADMINISTRATION,
        facts=Facts(behaviour=_B.DECISION_BREACH, consequence=_C.WRONG_DECISION),
        stage=0,
        age_hours=150,
        due_in_days=5,
    ),
)
"""`stage`: 0 opened, 1 verifying, 2 proposed, 3 studying, 4 submitted, 5 warned."""

INFORMANTS = (
    ("申某", "deputy", "reporting-point", "active", "柳廉信〔2026〕1号"),
    ("酉某", "cppcc", "finance", "active", "柳廉信〔2026〕2号"),
    ("戌某", "non_party", "village-liuhe", "applied", None),
)
