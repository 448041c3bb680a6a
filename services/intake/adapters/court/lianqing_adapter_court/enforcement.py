"""执行案件村级组织清单: villages and units that do not carry out judgments."""

from lianqing_sdk import Column, ColumnKind, Dataset
from lianqing_sdk.columns import (
    AMOUNT,
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
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source

NUMBER = Column(name="number", aliases=("执行案号", "案号"), is_required=True)
RECEIVED = Column(
    name="received", aliases=("到位金额", "已执行金额"), kind=ColumnKind.MONEY
)
DISHONEST = Column(name="dishonest", aliases=("失信标志", "是否失信"))

ENFORCEMENT = Dataset(
    name="enforcement",
    title="执行案件村级组织清单",
    columns=(
        NUMBER,
        with_names(UNIT, "被执行人", "被执行单位"),
        with_names(AMOUNT, "执行标的", "执行标的额"),
        RECEIVED,
        DISHONEST,
        with_names(OCCURRED_ON, "立案日期", "执行立案日期"),
        with_names(CATEGORY, "未履行情形", "未履行原因", required=False),
        with_names(CONTENT, "执行中发现的问题"),
        with_names(PERSON, "负责人", "法定代表人"),
        with_names(POSITION, "负责人职务"),
        REPORTED_ON,
        *FACTS,
    ),
    key=(("number", "unit_name"),),
    report_title="{unit_name}：未履行生效裁判（{number}）",
    narrative=("number", "amount", "received", "dishonest", "category", "content"),
    word_columns=("category", "content"),
    default_source=Source.CASE_WORK,
    default_class=ContentClass.LAW_ABIDING,
    default_behaviour=Behaviour.POOR_EXAMPLE,
    file_patterns=("*执行*",),
    period="按季",
    purpose="廉政风险预警：村级组织不履行生效裁判",
    lawful_basis="民事诉讼法第二百五十二条；实施方案二（一）2",
)
