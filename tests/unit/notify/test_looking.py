"""Promise: people see the letters that are theirs to see; others do not exist."""

import pytest

from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.ledger import ledger
from lianqing_notify.usecases.views import search, show_letter
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import LetterState, SearchLetters, ShowLetter
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import NotFoundError
from lianqing_shared.testing.decisions import a_decision, a_unit, an_actor
from lianqing_shared.testing.tampering import tamper

CENTRE = an_actor(Role.ANALYST)
RECUSED = an_actor(Role.ANALYST, recused_units=("court",))
HEAD = an_actor(Role.UNIT_HEAD, unit="finance")
RECUSED_HEAD = an_actor(Role.UNIT_HEAD, unit="finance", recused_units=("finance",))
STRANGER = an_actor(Role.UNIT_HEAD, unit="police")


@pytest.fixture
async def three(desk: Desk, clock: SetClock) -> Desk:
    await keep_unit(desk, a_unit("court", name="柳园人民法庭"), message_id="u2")
    for number, unit in enumerate(("finance", "court", "finance")):
        await issue_letter(
            desk, a_decision(Level.THREE, addressee=unit), message_id=f"m{number}"
        )
        clock.advance(seconds=1)
    return desk


async def test_the_centre_sees_all_newest_first(three: Desk) -> None:
    page = await search(three, SearchLetters(), CENTRE)

    numbers = [letter.number for letter in page.letters]
    assert numbers == [f"柳廉告〔2026〕{n}号" for n in (3, 2, 1)]
    assert page.total == 3
    assert page.letters[0].allowed == ()


async def test_pages_continue_where_they_ended(three: Desk) -> None:
    first = await search(three, SearchLetters(limit=2), CENTRE)
    rest = await search(three, SearchLetters(limit=2, after=first.next), CENTRE)

    assert [len(first.letters), len(rest.letters)] == [2, 1]
    assert rest.next is None


@pytest.mark.parametrize("head", [HEAD, RECUSED_HEAD], ids=["head", "recused"])
async def test_a_unit_sees_its_own_only(three: Desk, head: Actor) -> None:
    page = await search(three, SearchLetters(), head)

    assert {letter.addressee for letter in page.letters} == {"finance"}
    assert page.total == 2
    with pytest.raises(NotFoundError):
        await show_letter(three, ShowLetter(letter="柳廉告〔2026〕2号"), head)


async def test_asking_for_another_unit_finds_nothing(three: Desk) -> None:
    page = await search(three, SearchLetters(unit="court"), HEAD)

    assert page.letters == ()
    assert (await search(three, SearchLetters(), STRANGER)).total == 0


async def test_a_recused_analyst_does_not_see_the_unit(three: Desk) -> None:
    page = await search(three, SearchLetters(), RECUSED)

    assert {letter.addressee for letter in page.letters} == {"finance"}
    with pytest.raises(NotFoundError):
        await show_letter(three, ShowLetter(letter="柳廉告〔2026〕2号"), RECUSED)


@pytest.mark.parametrize("field", ["subject_key", "recused_subjects"])
async def test_nobody_at_the_centre_finds_a_letter_about_himself_or_his_kin(
    three: Desk, field: str
) -> None:
    key = "b" * 64
    about = a_decision(Level.THREE).model_copy(update={"subject_key": key})
    await issue_letter(three, about, message_id="m9")
    near = {"subject_key": key} if field == "subject_key" else {field: (key,)}

    page = await search(three, SearchLetters(), CENTRE.model_copy(update=near))

    assert page.total == 3
    with pytest.raises(NotFoundError):
        await show_letter(
            three,
            ShowLetter(letter="柳廉告〔2026〕4号"),
            CENTRE.model_copy(update=near),
        )


async def test_a_letter_is_found_by_a_number_as_typed(three: Desk) -> None:
    view = await show_letter(
        three, ShowLetter(letter="柳廉告[2026]1号", with_pdf=True), HEAD
    )

    assert view.pdf is not None
    assert view.pdf.startswith(b"%PDF")
    assert [row.what for row in view.deadlines] == [
        "签收回执",
        "书面答复",
        "整改情况报告",
    ]
    assert [row.working_days_left for row in view.deadlines] == [3, 10, 20]


async def test_a_view_survives_the_bus(three: Desk) -> None:
    view = await show_letter(
        three, ShowLetter(letter="柳廉告〔2026〕1号", with_pdf=True), HEAD
    )

    assert type(view).model_validate_json(view.model_dump_json()) == view


async def test_filters_narrow(three: Desk, clock: SetClock) -> None:
    overdue = SearchLetters(overdue_only=True)

    assert (await search(three, overdue, CENTRE)).total == 0
    clock.advance(days=30)
    assert (await search(three, overdue, CENTRE)).total == 3
    replied = SearchLetters(state=LetterState.REPLIED)
    assert (await search(three, replied, CENTRE)).total == 0


async def test_the_books_are_in_order(three: Desk) -> None:
    found = await ledger(three.database.engine)

    assert found["letters"] == found["notices"] == 3
    assert found["inquiries"] == found["recommendations"] == 0
    assert found["unacknowledged"] == found["awaiting_reply"] == 3
    assert found["numbers_gap_free"] is True
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE letters SET serial = 9 WHERE serial = 2", "文号缺号"),
        ("UPDATE series SET last = 4", "文号登记数与文书不符"),
        ("UPDATE letters SET level = 2 WHERE serial = 1", "二级预警应由"),
    ],
)
async def test_damage_to_the_books_is_found(
    three: Desk, damage: str, sentence: str
) -> None:
    await tamper(three.database.engine, damage)

    found = await ledger(three.database.engine)

    problems = found["problems"]
    assert isinstance(problems, list)
    assert any(sentence in problem for problem in problems), problems
