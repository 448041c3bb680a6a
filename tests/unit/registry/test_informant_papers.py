"""Promise: papers say what the registry knows, as text, the same bytes each time."""

import hashlib
import io

import pytest
from pypdf import PdfReader

from lianqing_registry.errors.informants import PaperError
from lianqing_registry.gateways.papers.typesetter import PaperPress
from lianqing_registry.usecases.print_informant import print_informant, print_rewards
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import InformantPaper
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.faces import FONT_FOLDERS
from tests.unit.registry.builders import a_person, an_actor
from tests.unit.registry.informant_kit import DIRECTOR, HEAD, TODAY, Office, because

PRESS = PaperPress(FONT_FOLDERS)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def printed(
    office: Office,
    person: str,
    paper: InformantPaper,
    actor: Actor = DIRECTOR,
    press: PaperPress = PRESS,
) -> i.Paper:
    return await print_informant(
        office.database,
        actor,
        i.PrintInformant(person_id=person, paper=paper),
        keeper=office.keeper,
        press=press,
    )


def text_of(paper: i.Paper) -> str:
    pages = PdfReader(io.BytesIO(paper.pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


async def rewards(office: Office) -> i.Paper:
    return await print_rewards(
        office.database,
        DIRECTOR,
        i.PrintRewards(year=2026),
        keeper=office.keeper,
        press=PRESS,
    )


async def test_the_appointment_letter_names_him_his_recruiter_and_his_term(
    office: Office,
) -> None:
    person = (await office.filed("申某")).person_id

    paper = await printed(office, person, InformantPaper.APPOINTMENT)

    text = text_of(paper)
    for said in (
        "申某",
        "柳园人民法庭",
        "2026年11月24日",
        "2029年11月23日",
        "备〔2026〕1号",
    ):
        assert said in text
    assert paper.pdf_sha256 == hashlib.sha256(paper.pdf).hexdigest()
    assert "申某" not in paper.name


async def test_a_renewal_has_its_form_before_it_is_filed_and_a_letter_of_its_own(
    office: Office,
) -> None:
    head = await a_person(office.database, "head")
    asking = an_actor(Role.UNIT_HEAD, unit="court", person=head.person_id)
    person = (await office.filed()).person_id
    await office.do(i.RenewInformant(person_id=person, months=12), asking)

    form = text_of(await printed(office, person, InformantPaper.FILING))
    letter = text_of(await printed(office, person, InformantPaper.APPOINTMENT))
    await office.file(person)
    filed = text_of(await printed(office, person, InformantPaper.FILING))
    renewed = text_of(await printed(office, person, InformantPaper.APPOINTMENT))

    for said in ("（续聘）", "待编", "拟聘12个月", "现聘期届满次日", "孙某"):
        assert said in form
    assert "予以" not in form
    # Until then the letter of the term that runs stands.
    assert "聘请您担任" in letter
    assert "2029年11月23日" in letter
    assert "予以续聘备案，备案号备〔2026〕2号" in filed
    assert "续聘您担任" in renewed
    assert "2029年11月24日至2030年11月23日" in renewed


async def test_a_sheet_is_about_the_term_of_its_year(office: Office) -> None:
    person = (await office.filed()).person_id
    await office.do(i.RenewInformant(person_id=person), HEAD)
    await office.file(person)
    await office.assess(person, 60)

    text = text_of(await printed(office, person, InformantPaper.ASSESSMENT))

    assert "备〔2026〕1号" in text
    assert "2026年11月24日至2029年11月23日" in text
    assert "60—74分基本合格" in text.replace(" ", "")


async def test_the_form_of_a_refused_applicant_says_so(office: Office) -> None:
    person = (await office.apply()).person_id
    waiting = text_of(await printed(office, person, InformantPaper.FILING))
    await office.do(i.RefuseInformant(person_id=person, **because("材料不全")))

    refused = text_of(await printed(office, person, InformantPaper.FILING))

    assert "待备案" in waiting
    assert "不予备案" not in waiting
    assert "经审核，不予备案。" in refused


@pytest.mark.parametrize("paper", InformantPaper)
async def test_the_same_paper_has_the_same_bytes(
    office: Office, paper: InformantPaper
) -> None:
    person = (await office.filed()).person_id
    await office.assess(person, 60)

    once = await printed(office, person, paper)
    again = await printed(office, person, paper, press=PaperPress(FONT_FOLDERS))

    assert once.pdf == again.pdf
    assert len(PdfReader(io.BytesIO(once.pdf)).pages) == 1


async def test_the_sheet_prints_every_line_of_the_score(office: Office) -> None:
    person = (await office.filed()).person_id
    await office.do(
        i.TrainInformant(person_id=person, course=Personal("培训"), hours=3.5, on=TODAY)
    )
    await office.assess(person, 70, proposed=64, reason="热心联系群众")

    text = text_of(await printed(office, person, InformantPaper.ASSESSMENT))

    for said in ("参加培训", "3.5学时", "70", "64", "热心联系群众", "基本合格"):
        assert said in text


async def test_there_is_no_letter_before_filing_and_no_sheet_before_assessment(
    office: Office,
) -> None:
    applied = await office.apply()

    with pytest.raises(PaperError, match="尚未备案"):
        await printed(office, applied.person_id, InformantPaper.APPOINTMENT)
    with pytest.raises(PaperError, match="尚未考核"):
        await printed(office, applied.person_id, InformantPaper.ASSESSMENT)
    form = await printed(office, applied.person_id, InformantPaper.FILING)
    assert "待备案" in text_of(form)


async def test_a_head_prints_forms_of_his_own_people_but_no_assessments(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    await office.assess(person, 60)

    assert (await printed(office, person, InformantPaper.FILING, HEAD)).pdf
    with pytest.raises(NotFoundError):
        await printed(office, person, InformantPaper.ASSESSMENT, HEAD)


async def test_what_somebody_typed_is_printed_and_never_run(office: Office) -> None:
    wicked = '#panic("x") $ * _ @ref <a> \\ ` "'
    applied = await office.apply(f"申某{wicked}", phone=wicked)

    paper = await printed(office, applied.person_id, InformantPaper.FILING)

    assert "#panic" in text_of(paper)


async def test_a_character_that_no_face_has_is_refused_and_not_left_blank(
    office: Office,
) -> None:
    applied = await office.apply("申\ue123某")

    with pytest.raises(PaperError, match="U\\+E123"):
        await printed(office, applied.person_id, InformantPaper.FILING)


async def test_a_reward_is_printed_with_a_name_only_with_consent(
    office: Office,
) -> None:
    open_one = await office.filed("申某")
    hidden = await office.filed("酉某")
    for person, what in ((open_one, "避免损失"), (hidden, "反映了某项目")):
        await office.do(
            i.RewardInformant(
                person_id=person.person_id,
                on=TODAY,
                text=Personal(what),
                amount=50_000,
                rule_reference="县纪发〔2025〕3号",
            )
        )
    await office.do(i.ConsentInformant(person_id=open_one.person_id, consents=True))

    text = text_of(await rewards(office))

    assert "申某" in text
    assert "避免损失" in text
    assert "500.00" in text
    assert "酉某" not in text
    assert "反映了某项目" not in text
    assert "不公开" in text
    await office.do(i.ConsentInformant(person_id=open_one.person_id, consents=False))
    assert "申某" not in text_of(await rewards(office))


async def test_a_reward_taken_back_is_not_printed(office: Office) -> None:
    person = (await office.filed()).person_id
    await office.do(i.ConsentInformant(person_id=person, consents=True))
    for text in ("避免损失", "通报表扬"):
        await office.do(
            i.RewardInformant(person_id=person, on=TODAY, text=Personal(text))
        )
    (record, _) = (await office.show(person)).records

    await office.do(
        i.WithdrawInformantRecord(
            person_id=person, number=record.number or 0, **because()
        )
    )

    text = text_of(await rewards(office))
    assert "通报表扬" in text
    assert "避免损失" not in text
