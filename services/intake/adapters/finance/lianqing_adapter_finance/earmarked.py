"""专项资金滞留台账: earmarked money that stayed where it should not."""

from lianqing_sdk import Column, ColumnKind, Dataset
from lianqing_sdk.columns import (
    AMOUNT,
    CONSEQUENCE,
    CONTENT,
    HARM,
    PERSON,
    REPORTED_ON,
    SOURCE,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source

DOCUMENT = Column(
    name="document",
    aliases=("指标文号", "资金文号", "下达文号", "文号"),
    is_required=True,
)
PROJECT = Column(
    name="project", aliases=("资金名称", "专项资金名称", "项目名称", "资金项目")
)
ARRIVED_ON = Column(
    name="occurred_on",
    aliases=("到账日期", "下达日期", "资金到位日期", "到位时间"),
    kind=ColumnKind.DATE,
)
DAYS = Column(
    name="days", aliases=("滞留天数", "超期天数", "闲置天数"), kind=ColumnKind.COUNT
)

EARMARKED = Dataset(
    name="earmarked",
    title="专项资金滞留台账",
    columns=(
        DOCUMENT,
        PROJECT,
        with_names(UNIT, "滞留单位", "使用单位", "主管单位"),
        ARRIVED_ON,
        with_names(AMOUNT, "滞留金额", "结余金额", "未拨付金额"),
        DAYS,
        with_names(CONTENT, "滞留原因", "原因说明"),
        PERSON,
        with_names(REPORTED_ON, "统计日期"),
        CONSEQUENCE,
        HARM,
        SOURCE,
    ),
    key=(("document", "unit_name"), ("document", "project")),
    report_title="{unit_name}：专项资金滞留（{document}）",
    narrative=("project", "document", "occurred_on", "amount", "days", "content"),
    word_columns=(),
    default_source=Source.CAMPAIGN,
    default_class=ContentClass.PROJECTS,
    default_behaviour=Behaviour.FUNDS_DIVERSION,
    file_patterns=("*专项资金*", "*滞留*"),
    period="按季",
    purpose="廉政风险预警：专项资金滞留、截留",
    lawful_basis="财政违法行为处罚处分条例第六条；实施方案四（一）3",
)
