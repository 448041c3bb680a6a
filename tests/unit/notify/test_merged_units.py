"""Promise: letters to a merged unit reach the one it went into, old ones as well."""

import pytest

from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit, keep_units
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.views import search, show_letter
from lianqing_shared.contracts.letters import SearchLetters, ShowLetter
from lianqing_shared.contracts.network import UnitChanged, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.errors import NotFoundError
from lianqing_shared.testing.decisions import a_decision, a_unit, an_actor

HEIR = an_actor(Role.UNIT_HEAD, unit="court")
STRANGER = an_actor(Role.UNIT_HEAD, unit="police")


def merged(code: str = "finance", *, into: str = "court") -> UnitChanged:
    told = a_unit(code, version=2, status=UnitStatus.MERGED)
    unit = told.unit.model_copy(update={"successor": into})
    return told.model_copy(update={"unit": unit})


async def test_a_new_letter_goes_to_the_heir(desk: Desk) -> None:
    await keep_unit(desk, a_unit("court", name="柳园人民法庭"), message_id="u2")
    await keep_unit(desk, merged(), message_id="u3")

    letter = await issue_letter(desk, a_decision(), message_id="m1")

    assert letter is not None
    view = await show_letter(desk, ShowLetter(letter=letter), HEIR)
    assert (view.addressee, view.addressee_name) == ("court", "柳园人民法庭")


async def test_an_old_letter_stays_and_the_heir_answers_it(desk: Desk) -> None:
    letter = await issue_letter(desk, a_decision(), message_id="m1")
    assert letter is not None
    await keep_unit(desk, a_unit("court", name="柳园人民法庭"), message_id="u2")
    with pytest.raises(NotFoundError):
        await show_letter(desk, ShowLetter(letter=letter), HEIR)

    await keep_unit(desk, merged(), message_id="u3")

    view = await show_letter(desk, ShowLetter(letter=letter), HEIR)
    assert view.addressee == "finance"
    assert view.allowed == ("reply",)
    assert (await search(desk, SearchLetters(), HEIR)).total == 1
    assert (await search(desk, SearchLetters(), STRANGER)).total == 0


async def test_many_units_are_kept_in_one_work_each_once(desk: Desk) -> None:
    batch = [(f"n{number}", a_unit(f"u{number}", version=1)) for number in range(300)]

    for _ in range(2):
        await keep_units(desk, [*batch, ("n0", a_unit("u0", version=9))])

    async with desk.database.look() as session:
        inbox = desk.database.journal.inbox
        assert len((await session.execute(inbox.select())).all()) == 301
