"""群众报警反映村干部事项清单: what the public told the police about office-holders.

Who called is not read at all; the column may stand in the file.
"""

from dataclasses import replace

from lianqing_sdk import Column, Dataset
from lianqing_sdk.columns import (
    CATEGORY,
    CONTENT,
    FACTS,
    OCCURRED_ON,
    PERSON,
    POSITION,
    REPORTED_ON,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import ContentClass, Source

NUMBER = Column(
    name="number", aliases=("接警编号", "接警单号", "警情编号"), is_required=True
)
PLACE = Column(name="place", aliases=("地点", "警情地点", "发生地点"))
HANDLING = Column(name="handling", aliases=("处警结果", "处理结果", "处置情况"))

ALARMS = Dataset(
    name="alarms",
    title="群众报警反映村（单位）干部事项清单",
    columns=(
        NUMBER,
        with_names(OCCURRED_ON, "报警时间", "接警时间"),
        with_names(CATEGORY, "反映事项", "警情类别", "反映问题类别"),
        with_names(UNIT, "被反映村（单位）", "被反映单位"),
        with_names(PERSON, "被反映人"),
        with_names(POSITION, "被反映人职务"),
        replace(with_names(CONTENT, "反映内容", "警情摘要"), is_required=False),
        PLACE,
        HANDLING,
        REPORTED_ON,
        *FACTS,
    ),
    key=(("number",),),
    report_title="{unit_name}：群众报警反映{category}",
    narrative=("category", "content", "place", "handling", "consequence"),
    word_columns=("category", "content"),
    default_source=Source.PUBLIC,
    default_class=ContentClass.PUBLIC_HARM,
    file_patterns=("*报警*", "*警情*"),
    purpose="廉政风险预警：群众反映",
    lawful_basis="公安机关办理行政案件程序规定第六十一条；实施方案二（二）",
)
