"""津补贴发放核查表: allowances checked against what was approved.

Only rows with a finding leave the office: a list of correct pay is nobody's suspicion.
"""

from lianqing_sdk import Column, ColumnKind, Dataset
from lianqing_sdk.columns import (
    AMOUNT,
    CONSEQUENCE,
    CONTENT,
    HARM,
    ID_NUMBER,
    PERSON,
    POSITION,
    REPORTED_ON,
    SOURCE,
    UNIT,
    with_names,
)
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source

NUMBER = Column(name="number", aliases=("核查编号", "核查单号", "编号"))
ITEM = Column(
    name="item",
    aliases=("发放项目", "津补贴项目", "补贴项目", "项目名称"),
    is_required=True,
)
PERIOD = Column(
    name="occurred_on",
    aliases=("发放日期", "发放时间", "发放月份", "所属期"),
    kind=ColumnKind.DATE,
)
PEOPLE = Column(
    name="people", aliases=("发放人数", "涉及人数", "人数"), kind=ColumnKind.COUNT
)
VERDICT = Column(
    name="verdict", aliases=("核查结论", "核查结果", "是否违规"), is_required=True
)

ALLOWANCES = Dataset(
    name="allowances",
    title="津补贴发放核查表",
    columns=(
        NUMBER,
        with_names(UNIT, "发放单位"),
        ITEM,
        PERIOD,
        PEOPLE,
        with_names(AMOUNT, "违规金额", "发放金额", "超标准金额"),
        VERDICT,
        with_names(CONTENT, "核查说明", "违规情形"),
        with_names(PERSON, "领取人", "经办人"),
        ID_NUMBER,
        POSITION,
        with_names(REPORTED_ON, "核查日期"),
        CONSEQUENCE,
        HARM,
        SOURCE,
    ),
    key=(("number",), ("unit_name", "item", "occurred_on", "amount", "person_name")),
    report_title="{unit_name}：违规发放{item}",
    narrative=("item", "occurred_on", "people", "amount", "verdict", "content"),
    word_columns=(),
    only_if=(
        "verdict",
        (
            "是",
            "违规",
            "超",
            "无依据",
            "重复",
            "滥发",
            "虚",
            "不合",
            "不符",
        ),
    ),
    default_source=Source.INSPECTION,
    default_class=ContentClass.ADMINISTRATION,
    default_behaviour=Behaviour.ALLOWANCE_ABUSE,
    file_patterns=("*津补贴*", "*津贴*"),
    purpose="廉政风险预警：违规发放津贴补贴",
    lawful_basis="违规发放津贴补贴行为处分规定；实施方案四（二）2",
)
