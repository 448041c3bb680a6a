"""涉公职人员案件清单: cases with a party in public office, from the trial system.

Sealed cases and minors are left out by the tribunal before the export. A case number
looks like （2026）豫1525民初123号; width and spaces
do not matter. Source: domain 6.1, 6.3.
"""

from lianqing_sdk import Column, Dataset
from lianqing_sdk.columns import (
    AMOUNT,
    CATEGORY,
    CONTENT,
    FACTS,
    ID_NUMBER,
    OCCURRED_ON,
    PERSON,
    POSITION,
    REPORTED_ON,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import ContentClass, Source

NUMBER = Column(name="number", aliases=("案号",), is_required=True)
ROLE = Column(name="role", aliases=("当事人类型", "诉讼地位"))
ENDING = Column(name="ending", aliases=("结案方式", "裁判结果"))
OFFICE = Column(
    name="office",
    aliases=("是否涉公职/村干部", "是否公职人员", "是否涉公职", "涉公职身份"),
    is_required=True,
)

CASES = Dataset(
    name="cases",
    title="涉公职人员案件清单",
    columns=(
        NUMBER,
        with_names(CATEGORY, "反映问题", "案由", "涉及问题"),
        with_names(OCCURRED_ON, "立案日期", "立案时间"),
        with_names(REPORTED_ON, "结案日期", "生效日期"),
        ENDING,
        with_names(PERSON, "当事人姓名", "当事人"),
        ID_NUMBER,
        ROLE,
        OFFICE,
        with_names(UNIT, "当事人所在单位", "所在单位"),
        POSITION,
        with_names(AMOUNT, "标的额", "诉讼标的额"),
        with_names(CONTENT, "审理中发现的问题", "问题说明"),
        *FACTS,
    ),
    key=(("number", "person_name"),),
    report_title="{unit_name}：案件反映{category}",
    narrative=("number", "category", "role", "ending", "amount", "content"),
    word_columns=("category", "content"),
    only_if=("office", ("是", "党", "公职", "公务", "干部", "事业")),
    default_source=Source.CASE_WORK,
    default_class=ContentClass.LAW_ABIDING,
    file_patterns=("*案件清单*", "*涉公职*"),
    period="按月",
    purpose="廉政风险预警：审判中发现的公职人员问题",
    lawful_basis="监察法第三十七条；实施方案二（一）2",
)
