"""The court's, the police station's and the finance office's lists read as reports."""

from datetime import date

import pytest

from lianqing_adapter_court import ADAPTER as COURT
from lianqing_adapter_finance import ADAPTER as FINANCE
from lianqing_adapter_police import ADAPTER as POLICE
from lianqing_sdk import Adapter
from lianqing_sdk.adapter import find_adapters
from lianqing_sdk.identity import id_check_digit
from lianqing_sdk.reading import SourceFile
from lianqing_sdk.rows import Skip
from lianqing_sdk.testing import check_adapter, read_file
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source
from lianqing_shared.contracts.reports import SubjectKind, SubmitReport

ID = "00000019800101123"
ID += id_check_digit(ID)
WRONG_ID = ID[:-1] + ("1" if ID[-1] == "0" else "0")


def a_list(name: str, *lines: str) -> SourceFile:
    return SourceFile.of(f"{name}.csv", "\r\n".join(lines).encode("gb18030"))


PROBLEMS = a_list(
    "财务检查问题清单",
    "柳园镇财务检查问题清单,,,,,单位：元",
    "序号,编号,被检查单位,问题分类,问题描述,金额,检查日期,问题来源",
    "1,CW-1,柳河村,坐支收入,租金未缴存直接开支,3200,2026.4.1,上级交办",
    "2,CW-2,东柳村,往来款长期挂账,三笔借款超过一年,—,2026.4.1,",
    ",合计,,,,3200,,",
)
ALLOWANCES = a_list(
    "津补贴发放核查表",
    "核查单号,发放单位,补贴项目,发放月份,发放人数,超标准金额（万元）,核查结论",
    "JB-1,镇民政办,值班补贴,2026年3月,6人,1.2,无依据发放",
    "JB-2,镇农业服务中心,下乡补贴,2026年3月,4,,合规",
    "JB-3,柳河村,误工补贴,2026年3月,4,0.3,未发现违规",
)
EARMARKED = a_list(
    "专项资金滞留台账",
    "指标文号,资金名称,使用单位,到账日期,滞留金额(万元),滞留天数,滞留原因",
    "柳财农〔2026〕5号,高标准农田,镇农业服务中心,20260105,86.5,142,项目未开工",
)
PENALTIES = a_list(
    "治安及酒驾涉公职人员处理清单",
    "受案编号,案件名称/案由,受案时间,违法嫌疑人姓名,证件号码,是否党员/公职,工作单位,处理结果",
    f"SA-1,饮酒后驾驶机动车,2026-03-05,甲某,{ID},是（党员）,柳河村,罚款",
    f"SA-2,赌博,2026-03-06,乙某,{ID},否,无,警告",
    f"SA-3,殴打他人,2026-03-07,丙某,{WRONG_ID},公职,镇民政办,拘留",
)
ALARMS = a_list(
    "群众报警反映村干部事项清单",
    "接警编号,接警时间,报警人,反映事项,被反映村（单位）,被反映人,反映内容,反映人数",
    "JJ-1,2026-03-05 08:30,群众丁某,推诿办证,便民服务中心,戊某,多次不予受理,12人",
)
CASES = a_list(
    "涉公职人员案件清单",
    "案号,案由,立案日期,当事人姓名,证件号码,是否涉公职/村干部,所在单位,标的额,问题说明",
    "（2026）豫1525民初123号,民间借贷,2026-02-01,甲某,,村干部,柳河村,50000,以村委会名义借款未经集体研究",
)
ENFORCEMENT = a_list(
    "执行案件村级组织清单",
    "执行案号,被执行人,执行标的,到位金额,失信标志,立案日期,未履行原因",
    "（2026）豫1525执77号,西沟村,120000,0,是,2026-01-15,拒不执行生效判决",
)
SAMPLES = {
    "finance": (FINANCE, (PROBLEMS, ALLOWANCES, EARMARKED)),
    "police": (POLICE, (PENALTIES, ALARMS)),
    "court": (COURT, (CASES, ENFORCEMENT)),
}


def reports(adapter: Adapter, file: SourceFile) -> list[SubmitReport]:
    usable, _, _ = read_file(adapter, file, unit=adapter.code)
    return [one.report for one in usable]


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_the_adapter_keeps_to_what_every_adapter_must(code: str) -> None:
    adapter, files = SAMPLES[code]

    check_adapter(adapter, files)
    assert find_adapters()[code] == adapter


def test_a_problem_list_is_read_with_its_unit_line_and_sources() -> None:
    first, second = reports(FINANCE, PROBLEMS)

    assert first.facts.behaviour is Behaviour.FUNDS_DIVERSION
    assert [first.facts.amount_fen, second.facts.amount_fen] == [320_000, None]
    assert [first.source, second.source] == [Source.SUPERIOR, Source.INSPECTION]
    assert second.facts.behaviour is Behaviour.BOOKKEEPING_DISORDER


def test_allowances_that_are_in_order_never_leave_the_office() -> None:
    (one,) = reports(FINANCE, ALLOWANCES)
    _, unused, tally = read_file(FINANCE, ALLOWANCES)

    assert one.facts.behaviour is Behaviour.ALLOWANCE_ABUSE
    assert one.facts.amount_fen == 1_200_000
    assert one.occurred_on == date(2026, 3, 1)
    assert unused == []
    assert tally.skipped == {Skip.OUT_OF_SCOPE: 2}


def test_money_that_stayed_is_told_with_its_document() -> None:
    (one,) = reports(FINANCE, EARMARKED)

    assert one.content_class is ContentClass.PROJECTS
    assert one.facts.amount_fen == 86_500_000
    assert "柳财农〔2026〕5号" in one.title.reveal()


def test_penalties_leave_only_for_people_in_office_and_without_the_number() -> None:
    usable, unused, tally = read_file(POLICE, PENALTIES, unit="police")

    (one,) = (found.report for found in usable)
    assert one.subject.kind is SubjectKind.PERSON
    assert one.subject.id_digest is not None
    assert ID not in one.model_dump_json()
    assert one.facts.behaviour is Behaviour.POOR_EXAMPLE
    assert tally.skipped == {Skip.OUT_OF_SCOPE: 1}
    assert [found.row for found in unused] == [4]


def test_who_called_the_police_is_not_in_the_report() -> None:
    (one,) = reports(POLICE, ALARMS)

    assert "丁某" not in one.model_dump_json()
    assert one.facts.public_complaints == 12
    assert one.source is Source.PUBLIC
    assert one.facts.behaviour is Behaviour.SERVICE_FAILURE


def test_a_case_is_known_again_however_its_number_is_typed() -> None:
    typed = CASES.content.decode("gb18030").replace("（2026）", "( 2026 )")
    again = SourceFile.of("案件清单.csv", typed.encode())

    (one,), (two,) = reports(COURT, CASES), reports(COURT, again)

    assert one.submission_id == two.submission_id
    assert one.facts.behaviour is Behaviour.DECISION_BREACH


def test_a_village_that_ignores_a_judgment_is_the_subject() -> None:
    (one,) = reports(COURT, ENFORCEMENT)

    assert one.subject.kind is SubjectKind.UNIT
    assert one.subject.unit_name == "西沟村"
    assert one.facts.amount_fen == 12_000_000
