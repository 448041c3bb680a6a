"""From a file in a unit's inbox to a lifted warning, once for each body that decides.

Level 3 is told by commands alone, level 1 through the unit's own folder; level 2 has
the browser (`test_console_story`).
"""

import json
from pathlib import Path

from lianqing_shared.contracts.cases import (
    Body,
    CaseState,
    ConfirmCase,
    DecideCase,
    LiftCase,
    RecheckCase,
    SubmitCase,
)
from lianqing_shared.contracts.letters import AcceptReply, LetterState
from lianqing_shared.contracts.plan import Level
from lianqing_shared.testing.installation import Installation, until
from lianqing_shared.testing.people import People
from tests.e2e import files
from tests.e2e.stories import (
    REQUIREMENT,
    case_about,
    case_in,
    letter_in,
    places_that_hold,
    signed_for,
    stored_letter,
    text_of,
    verified,
)

CANARY = "金丝雀柒叁"
CALLER = "报信人玖贰"
FOUND = "经核实，往来款挂账两年以上十二笔。"
REPLY = {
    "findings": "经自查，来函所述情况属实。",
    "causes": "审批把关流于形式。",
    "measures": [{"what": "清理挂账", "who": "某负责人", "due_on": "2027-01-15"}],
    "progress": "正在清理。",
    "signed_by_leader": "某主要负责人",
}


def test_a_listed_problem_ends_as_a_lifted_notice_by_commands_alone(
    installation: Installation, tmp_path: Path
) -> None:
    told = installation.told
    dropped = installation.drop(
        "finance",
        "财务检查问题清单.xlsx",
        files.problems(files.a_problem("财检A-001", 问题描述=f"白条入账，{CANARY}")),
    )
    installation.wait_read(dropped)
    until(lambda: _cases(installation) == 1, "the case is opened")
    (row,) = told("case", "list", login="director")["cases"]
    case = row["case_no"]

    told("case", "begin", case, login="analyst")
    told("case", "verify", case, "--finding", FOUND, login="analyst")
    done = told("case", "confirm", case, "--require", REQUIREMENT, login="director")

    assert done["row"]["level"] == Level.THREE.value
    letter = _signed_letter(installation, case)
    pdf = stored_letter(installation, "police", letter)
    text = text_of(pdf)
    for expected in (letter, "廉情预警告知书", "柳园派出所", FOUND, "账目管理混乱"):
        assert "".join(expected.split()) in text
    assert REQUIREMENT in text

    reply = tmp_path / "答复.json"
    reply.write_text(json.dumps(REPLY), encoding="utf-8")
    told("letter", "reply", letter, "--file", str(reply), login="police-clerk")
    told("letter", "accept", letter, "--reason", "措施具体。", login="analyst")
    until(lambda: _state(installation, case) == CaseState.ACCEPTED, "accepted")
    told("case", "recheck", case, "--text", "整改到位。", login="analyst")
    told("case", "lift", case, "--reason", "整改到位。", login="director")

    assert _state(installation, case) == CaseState.LIFTED
    notice = pdf.with_name(f"{letter}.解除.json")
    until(notice.is_file, "the unit is told that the warning is lifted")
    counted = told("case", "count", login="director")
    assert {"key": "3", "count": 1} in counted["by_level"]
    assert {"key": CaseState.LIFTED.value, "count": 1} in counted["by_state"]


async def test_the_head_of_the_unit_confirms_level_3_about_his_own_man(
    installation: Installation, people: People
) -> None:
    row = files.a_problem(
        "财检A-002",
        责任人="角某",
        职务="民警",
        问题类别="接受宴请",
        造成后果="群众有反映",
    )
    installation.drop("finance", "财务检查问题清单-2.xlsx", files.problems(row))
    case = await case_about(people, "police", text="宴请")
    case = await verified(people, case, finding=FOUND, addressee="police")

    decided = await people.ask(
        "police-head",
        ConfirmCase(
            case_id=case.row.case_id, circumstances=case.proposal.circumstances
        ),
    )

    assert decided.basis is not None
    assert decided.basis.body is Body.UNIT
    letter = await signed_for(people, case.row.case_id)
    assert "经你单位" in text_of(stored_letter(installation, "police", letter.number))


async def test_the_party_secretary_recommends_and_the_unit_replies_by_file(
    installation: Installation, people: People
) -> None:
    installation.drop(
        "finance", "专项资金滞留台账.csv", files.earmarked("柳园人民法庭")
    )
    case = await case_about(people, "court")
    assert case.proposal.if_verified is Level.ONE
    case = await verified(people, case, finding=FOUND, addressee="court")
    case_id = case.row.case_id
    await people.ask("director", SubmitCase(case_id=case_id, to=Body.PARTY_SECRETARY))

    decided = await people.ask("party", _approval(case_id))

    assert decided.row.level is Level.ONE
    letter = await signed_for(people, case_id)
    pdf = stored_letter(installation, "court", letter.number)
    for expected in (
        letter.number,
        "廉情监察建议书",
        "柳园人民法庭",
        "镇党委书记",
        FOUND,
    ):
        assert expected in text_of(pdf)

    answer = pdf.with_name(f"{letter.number}.reply.json")
    answer.write_text(json.dumps(REPLY), encoding="utf-8")
    await letter_in(people, letter.letter_id, LetterState.REPLIED)
    await people.ask("analyst", AcceptReply(letter_id=letter.letter_id))
    await case_in(people, case_id, CaseState.ACCEPTED)
    await people.ask(
        "analyst", RecheckCase(case_id=case_id, is_mended=True, text="整改到位。")
    )
    await people.ask("party", LiftCase(case_id=case_id, reason="整改到位。"))

    await case_in(people, case_id, CaseState.LIFTED)
    await letter_in(people, letter.letter_id, LetterState.LIFTED)
    assert not answer.exists()


async def test_the_county_committee_resolves_under_a_number(
    installation: Installation, people: People
) -> None:
    installation.drop(
        "court",
        "执行案件村级组织清单.xls",
        files.enforcement(files.a_judgment("（2026）某0000执51号")),
    )
    case = await case_about(people, "finance")
    case = await verified(people, case, finding=FOUND, addressee="finance")
    case_id = case.row.case_id
    await people.ask("director", SubmitCase(case_id=case_id, to=Body.COUNTY_COMMITTEE))

    number = "县纪常决〔2026〕18号"
    await people.ask("county", _approval(case_id, resolution_no=number))

    letter = await signed_for(people, case_id)
    text = text_of(stored_letter(installation, "finance", letter.number))
    assert "县纪委常委会" in text
    assert number in text


async def test_nobody_learns_from_a_letter_or_a_log_what_was_reported_or_by_whom(
    installation: Installation, people: People
) -> None:
    """The canary flew in with the first story's row and with this call."""
    installation.drop(
        "police",
        "群众报警反映事项清单.csv",
        files.alarms(
            files.an_alarm(
                "接警2026-0915",
                报警人=CALLER,
                反映内容=f"反复退件，{CANARY}",
                **{"被反映村（单位）": "柳园人民法庭"},
            )
        ),
    )
    case = await case_about(people, "court", text="推诿")
    case = await verified(people, case, finding=FOUND, addressee="court")
    await people.ask(
        "director",
        ConfirmCase(
            case_id=case.row.case_id,
            circumstances=("P4.3.5",),
            reason="情节较轻，告知即可。",
        ),
    )
    await signed_for(people, case.row.case_id)

    installation.told("verify")

    assert places_that_hold(installation, CANARY, units=("court",)) == []
    assert places_that_hold(installation, CALLER, units=("court", "finance")) == []
    # The search itself finds what is there: the file that the station dropped.
    assert places_that_hold(installation, CALLER, units=("police",)) != []


def test_the_books_agree_and_the_doctor_is_content_after_all(
    installation: Installation,
) -> None:
    verdict = installation.told("verify")
    health = installation.told("doctor")

    assert verdict["ok"] is True
    assert verdict["numbers_gap_free"] is True
    assert verdict["decisions"] == verdict["letters"] == 5
    assert health["ok"] is True
    assert not [
        name for name, text in installation.logs().items() if "Traceback" in text
    ]


def _approval(case_id: str, *, resolution_no: str | None = None) -> DecideCase:
    return DecideCase(
        case_id=case_id,
        approves=True,
        circumstances=("P4.1.3",),
        requirements=(REQUIREMENT,),
        resolution_no=resolution_no,
    )


def _cases(installation: Installation) -> int:
    total = installation.told("case", "list", login="director")["total"]
    assert isinstance(total, int)
    return total


def _state(installation: Installation, case: str) -> str:
    return str(
        installation.told("case", "show", case, login="director")["row"]["state"]
    )


def _signed_letter(installation: Installation, case: str) -> str:
    """Wait until the case's letter is signed for; return its number."""

    def number() -> str | None:
        view = installation.told("case", "show", case, login="director")
        found: str | None = view["letter_number"]
        return found

    def is_signed() -> bool:
        found = number()
        if not found:
            return False
        view = installation.told("letter", "show", found, login="director")
        return view["acknowledged_at"] is not None

    until(is_signed, "the letter is signed for")
    return str(number())
