"""Promise: a plain list can say everything that parts 2 and 4 of the plan name."""

import csv
import io
from collections.abc import Mapping, Sequence

import pytest

from lianqing_adapter_court import ADAPTER as COURT
from lianqing_adapter_finance import ADAPTER as FINANCE
from lianqing_adapter_police import ADAPTER as POLICE
from lianqing_grading.usecases.show_policy import explain_report
from lianqing_sdk import Adapter
from lianqing_sdk.reading import SourceFile
from lianqing_sdk.testing import read_file
from lianqing_shared.contracts.plan import (
    CIRCUMSTANCES,
    ContentClass,
    Source,
    SourceGroup,
)
from lianqing_shared.contracts.reports import SubmitReport

NEEDED: Mapping[str, tuple[Adapter, Mapping[str, str]]] = {
    "finance": (FINANCE, {"问题编号": "CW", "被检查单位": "镇农业服务中心"}),
    "police": (POLICE, {"接警编号": "J", "被反映单位": "镇农业服务中心"}),
    "court": (
        COURT,
        {"案号": "（2026）豫1525民初号", "所在单位": "柳河村", "是否公职人员": "是"},
    ),
}
"""Each unit's list that carries the facts, with what every row of it needs."""
CATEGORY = {"finance": "问题类别", "police": "反映事项", "court": "反映问题"}

WORDS: Mapping[str, Mapping[str, str]] = {
    "P4.1.1": {"类别": "选人用人失察", "后果": "造成不良影响", "程度": "严重"},
    "P4.1.2": {
        "类别": "违反决策程序",
        "后果": "造成不良后果",
        "程度": "严重",
        "评估": "否",
    },
    "P4.1.3": {"类别": "坐支截留财政资金", "程度": "严重"},
    "P4.1.4": {"类别": "班子严重不团结", "后果": "单位管理混乱", "程度": "严重"},
    "P4.1.5": {"类别": "其他情形", "程度": "严重"},
    "P4.2.1": {
        "类别": "超越权限擅自决策",
        "后果": "导致决策失误",
        "程度": "较重",
        "评估": "未评估",
    },
    "P4.2.2": {"类别": "滥发奖金补贴", "程度": "较重"},
    "P4.2.3": {"类别": "突发事件处置不当", "程度": "较重"},
    "P4.2.4": {
        "类别": "推诿扯皮、吃拿卡要",
        "后果": "群众反映强烈",
        "程度": "较重",
        "人数": "１２人",
    },
    "P4.2.5": {"类别": "其他情形", "程度": "较重"},
    "P4.3.1": {
        "类别": "未经集体研究",
        "后果": "未造成后果",
        "程度": "较轻",
        "评估": "×",
    },
    "P4.3.2": {"类别": "财务账目管理混乱", "程度": "较轻"},
    "P4.3.3": {"类别": "收受礼金", "后果": "群众有反映", "程度": "较轻", "人数": "2"},
    "P4.3.4": {"类别": "赌博", "后果": "群众意见较大", "程度": "较轻", "人数": "3"},
    "P4.3.5": {"类别": "其他情形", "程度": "较轻"},
}
"""How a clerk would write each circumstance of part 4."""


def reports(unit: str, rows: Sequence[Mapping[str, str]]) -> list[SubmitReport]:
    """Read rows, given by header, as this unit's list in GB18030."""
    adapter, needed = NEEDED[unit]
    first = next(iter(needed))
    whole = [
        {**needed, CATEGORY[unit]: "其他情形", **row, first: f"{needed[first]}{number}"}
        for number, row in enumerate(rows, 1)
    ]
    out = io.StringIO(newline="")
    headers = list(dict.fromkeys(name for row in whole for name in row))
    writer = csv.DictWriter(out, headers)
    writer.writeheader()
    writer.writerows(whole)
    file = SourceFile.of("清单.csv", out.getvalue().encode("gb18030"))
    usable, unused, _ = read_file(adapter, file, unit=unit)
    assert unused == []
    return [one.report for one in usable]


@pytest.mark.parametrize("unit", NEEDED)
def test_every_class_of_part_two_can_be_named(unit: str) -> None:
    found = reports(unit, [{"内容类别": one.label} for one in ContentClass])

    assert [report.content_class for report in found] == list(ContentClass)


@pytest.mark.parametrize("unit", NEEDED)
def test_every_source_of_both_groups_can_be_named(unit: str) -> None:
    found = reports(unit, [{"信息来源": one.label} for one in Source])

    assert [report.source for report in found] == list(Source)
    assert {report.source.group for report in found} == set(SourceGroup)


@pytest.mark.parametrize("unit", NEEDED)
@pytest.mark.parametrize("code", WORDS)
def test_every_circumstance_of_part_four_can_be_told(unit: str, code: str) -> None:
    words = WORDS[code]
    row = {
        CATEGORY[unit]: words["类别"],
        "造成后果": words.get("后果", ""),
        "危害程度": words["程度"],
        "是否开展廉政风险评估": words.get("评估", ""),
        "反映人数": words.get("人数", ""),
    }

    (report,) = reports(unit, [row])

    assert code in explain_report(report).circumstances


def test_none_of_the_fifteen_is_left_out() -> None:
    assert set(WORDS) == {row.code for row in CIRCUMSTANCES}
