"""治安、酒驾涉公职人员处理清单: penalties on people in public office.

Rows about people without public office never leave the station. Source: domain 6.3,
rule R40 (监察法 Art. 37).
"""

from lianqing_sdk import Column, Dataset
from lianqing_sdk.columns import (
    CATEGORY,
    CONSEQUENCE,
    CONTENT,
    HARM,
    ID_NUMBER,
    OCCURRED_ON,
    PERSON,
    POSITION,
    REPORTED_ON,
    SOURCE,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source

NUMBER = Column(
    name="number",
    aliases=("受案编号", "案件编号", "受案登记号", "决定书文号"),
    is_required=True,
)
OFFICE = Column(
    name="office",
    aliases=("是否党员/公职", "是否公职人员", "公职身份", "是否党员或公职"),
    is_required=True,
)
OUTCOME = Column(name="outcome", aliases=("处理结果", "处罚结果", "处理情况"))

PENALTIES = Dataset(
    name="penalties",
    title="治安及酒驾涉公职人员处理清单",
    columns=(
        NUMBER,
        with_names(CATEGORY, "案件名称/案由", "案由", "案件名称", "违法行为"),
        with_names(OCCURRED_ON, "受案时间", "查获时间", "违法时间"),
        with_names(PERSON, "违法嫌疑人姓名", "违法行为人", "被处罚人"),
        ID_NUMBER,
        OFFICE,
        with_names(UNIT, "工作单位"),
        POSITION,
        OUTCOME,
        with_names(CONTENT, "简要案情", "违法事实"),
        with_names(REPORTED_ON, "决定日期", "处理日期"),
        CONSEQUENCE,
        HARM,
        SOURCE,
    ),
    key=(("number", "person_name"),),
    report_title="{unit_name}：工作人员涉{category}",
    narrative=("category", "occurred_on", "outcome", "content", "consequence"),
    word_columns=("category", "content"),
    only_if=("office", ("是", "党", "公职", "公务", "干部", "事业")),
    default_source=Source.CASE_WORK,
    default_class=ContentClass.LAW_ABIDING,
    default_behaviour=Behaviour.POOR_EXAMPLE,
    file_patterns=("*处理清单*", "*处罚*", "*酒驾*", "*治安*"),
    purpose="廉政风险预警：公职人员违法情况通报",
    lawful_basis="监察法第三十七条；实施方案二（一）2",
)
