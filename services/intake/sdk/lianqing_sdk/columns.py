"""Columns that most lists have, under the names met in real offices.

Datasets take these and add their own; `with_names` puts a list's own words first.
"""

from dataclasses import replace

from lianqing_sdk.adapter import Column, ColumnKind

UNIT = Column(
    name="unit_name",
    aliases=(
        "责任单位",
        "涉及单位",
        "被反映单位",
        "单位名称",
        "所在单位",
        "单位",
        "所在单位及职务",
        "村（单位）",
        "工作单位",
        "村名",
    ),
    is_required=True,
)
PERSON = Column(
    name="person_name",
    aliases=(
        "姓名",
        "责任人",
        "被反映人",
        "涉及人员",
        "当事人",
        "当事人姓名",
        "人员姓名",
    ),
    is_sensitive=True,
)
POSITION = Column(
    name="position", aliases=("职务", "职务或身份", "人员身份", "身份", "岗位")
)
ID_NUMBER = Column(
    name="id_number",
    aliases=(
        "身份证号",
        "公民身份证号码",
        "公民身份号码",
        "身份证号码",
        "证件号码",
        "身份证",
        "居民身份证号",
        "身份证件号码",
    ),
    kind=ColumnKind.ID_NUMBER,
    is_sensitive=True,
)
CATEGORY = Column(
    name="category",
    aliases=("问题类别", "问题分类", "问题类型", "类别", "事项类别", "问题性质"),
    is_required=True,
)
CONTENT = Column(
    name="content",
    aliases=(
        "问题描述",
        "问题内容",
        "主要问题",
        "具体问题",
        "存在问题",
        "情况说明",
        "内容摘要",
    ),
    is_sensitive=True,
)
OCCURRED_ON = Column(
    name="occurred_on",
    aliases=("发生日期", "发生时间", "问题发生时间", "日期", "时间"),
    kind=ColumnKind.DATE,
)
REPORTED_ON = Column(
    name="reported_on",
    aliases=("登记日期", "登记时间", "发现日期", "检查日期", "上报日期", "填报日期"),
    kind=ColumnKind.DATE,
)
AMOUNT = Column(
    name="amount",
    aliases=("涉及金额", "金额", "问题金额", "涉案金额", "违规金额"),
    kind=ColumnKind.MONEY,
)
COMPLAINTS = Column(
    name="complaints",
    aliases=("反映人数", "群众反映人数", "投诉人数", "反映群众数", "反映次数"),
    kind=ColumnKind.COUNT,
)
CONSEQUENCE = Column(
    name="consequence",
    aliases=("造成后果", "后果", "影响", "后果及影响", "造成影响"),
)
HARM = Column(name="harm", aliases=("危害程度", "严重程度", "情节", "程度"))
RISK_ASSESSED = Column(
    name="risk_assessed",
    aliases=("是否开展廉政风险评估", "廉政风险评估", "是否评估", "风险评估"),
    kind=ColumnKind.TRUTH,
)
SOURCE = Column(
    name="source", aliases=("问题来源", "信息来源", "来源", "线索来源", "发现途径")
)
CONTENT_CLASS = Column(
    name="content_class", aliases=("内容类别", "信息类别", "预警信息类别", "采集内容")
)
REMARK = Column(name="remark", aliases=("备注", "说明"), is_sensitive=True)

FACTS = (CONSEQUENCE, HARM, RISK_ASSESSED, COMPLAINTS, SOURCE, CONTENT_CLASS)
"""Columns that let a list state the facts; all optional."""


def with_names(column: Column, *aliases: str, required: bool | None = None) -> Column:
    """Return a column with a list's own names before the common ones."""
    names = (*aliases, *(name for name in column.aliases if name not in aliases))
    is_required = column.is_required if required is None else required
    return replace(column, aliases=names, is_required=is_required)
