"""财务检查问题清单: what a financial inspection found, one problem a row.

Amounts are in 万元 in nearly every such list; a unit line or a unit in the header
counts more than that habit.
"""

from dataclasses import replace

from lianqing_sdk import Column, Dataset
from lianqing_sdk.columns import (
    AMOUNT,
    CATEGORY,
    CONTENT,
    FACTS,
    OCCURRED_ON,
    PERSON,
    POSITION,
    REMARK,
    REPORTED_ON,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import ContentClass, Source

NUMBER = Column(name="number", aliases=("问题编号", "编号", "台账编号", "清单编号"))
GROUNDS = Column(name="grounds", aliases=("定性依据", "依据", "违反规定"))
DEMAND = Column(name="demand", aliases=("整改要求", "处理意见"))

PROBLEMS = Dataset(
    name="problems",
    title="财务检查问题清单",
    columns=(
        NUMBER,
        with_names(UNIT, "被检查单位", "责任单位", "检查单位"),
        with_names(PERSON, "责任人", "直接责任人"),
        POSITION,
        CATEGORY,
        with_names(CONTENT, "问题描述", "检查发现的主要问题"),
        replace(with_names(AMOUNT, "金额"), unit="万元"),
        GROUNDS,
        DEMAND,
        with_names(OCCURRED_ON, "问题发生时间"),
        with_names(REPORTED_ON, "检查日期"),
        *FACTS,
        REMARK,
    ),
    key=(("number",), ("unit_name", "category", "occurred_on", "amount", "content")),
    report_title="{unit_name}：{category}",
    narrative=("category", "content", "amount", "grounds", "demand", "consequence"),
    word_columns=("category", "content"),
    default_source=Source.INSPECTION,
    default_class=ContentClass.ADMINISTRATION,
    file_patterns=("*问题清单*", "*财务检查*"),
    purpose="廉政风险预警：财务检查发现的问题",
    lawful_basis="财政违法行为处罚处分条例；镇廉政风险预警防控实施方案二（一）3、4",
)
