"""Promise: a record taken back stays to be read, and is as if it had never counted."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from sqlalchemy import select

from lianqing_registry.errors.informants import ReasonMissingError
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotAllowedError, NotFoundError
from lianqing_shared.security.digests import subject_key
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import DIGEST_KEY
from tests.unit.registry.informant_kit import (
    ANALYST,
    DIRECTOR,
    HEAD,
    TODAY,
    Office,
    because,
)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def training(person: str, text: str = "保密", hours: float = 4) -> i.TrainInformant:
    return i.TrainInformant(
        person_id=person, course=Personal(text), hours=hours, on=TODAY
    )


def reward(person: str) -> i.RewardInformant:
    return i.RewardInformant(person_id=person, on=TODAY, text=Personal("表扬"))


def punishment(person: str, text: str = "批评") -> i.PunishInformant:
    return i.PunishInformant(person_id=person, on=TODAY, text=Personal(text))


async def recorded(office: Office, *asks: Ask[i.InformantView]) -> list[int]:
    """Record all of them, and return the numbers of what now stands in the file."""
    for ask in asks:
        await office.do(ask)
    found = (await office.show(asks[0].model_dump()["person_id"])).records
    return [one.number for one in found if one.number is not None]


async def punished(office: Office) -> tuple[str, int]:
    """File somebody and punish him; return his id and the number of the record."""
    person = (await office.filed("申某")).person_id
    (number,) = await recorded(office, punishment(person))
    return person, number


async def withdraw(
    office: Office,
    person: str,
    number: int,
    actor: Actor = DIRECTOR,
    *,
    reason: str = "记错了人",
) -> i.Withdrawal:
    ask = i.WithdrawInformantRecord(
        person_id=person, number=number, reason=Personal(reason)
    )
    found: i.InformantRecord = await office.do(ask, actor)
    assert found.withdrawn is not None
    return found.withdrawn


async def audited(office: Office) -> Sequence[str]:
    async with office.database.look() as session:
        rows = (await session.execute(select(office.database.journal.audit))).all()
    return [str(row) for row in rows if "record_withdrawn" in str(row)]


async def test_a_punishment_taken_back_costs_no_point_and_stays_in_the_file(
    office: Office,
) -> None:
    person, number = await punished(office)
    assert (await office.propose(person)).score == 45

    answer = await withdraw(office, person, number)

    (kept,) = (await office.show(person)).records
    assert (await office.propose(person)).score == 60
    assert kept.text.reveal() == "批评"
    assert kept.withdrawn == answer
    assert (answer.by, answer.at) == (DIRECTOR.person_id, START)
    assert answer.reason == Personal("记错了人")
    (row,) = await audited(office)
    assert person in row
    assert "记错了人" not in row


async def test_taking_back_twice_is_taking_back_once(
    office: Office, clock: SetClock
) -> None:
    person, number = await punished(office)

    first = await withdraw(office, person, number)
    clock.advance(days=1)

    assert await withdraw(office, person, number, reason="另一个理由") == first
    assert len(await audited(office)) == 1


def a_year(person: str) -> Sequence[Ask[i.InformantView]]:
    """Return two trainings that come to more than the rule allows, and punishments."""
    return (
        training(person, "保密", 7.5),
        training(person, "程序", 6),
        punishment(person, "提醒"),
        punishment(person, "约谈"),
    )


@pytest.mark.parametrize(
    "gone", [some for n in range(5) for some in combinations(range(4), n)]
)
async def test_the_score_is_what_it_were_had_it_never_been_recorded(
    office: Office, gone: tuple[int, ...]
) -> None:
    wronged, other = [(await office.filed(name)).person_id for name in ("申某", "酉某")]
    numbers = await recorded(office, *a_year(wronged))
    for n, ask in enumerate(a_year(other)):
        if n not in gone:
            await office.do(ask)

    for n in gone:
        await withdraw(office, wronged, numbers[n])

    same = (await office.propose(other)).model_copy(update={"person_id": wronged})
    assert await office.propose(wronged) == same


async def test_what_was_taken_back_by_mistake_is_recorded_anew(office: Office) -> None:
    person, number = await punished(office)
    await withdraw(office, person, number)

    numbers = await recorded(office, punishment(person), punishment(person))

    assert len(numbers) == 2
    assert (await office.propose(person)).score == 45


async def test_only_who_may_record_it_takes_it_back_and_says_why(
    office: Office,
) -> None:
    person, number = await punished(office)
    _, lesson, honour = await recorded(office, training(person), reward(person))

    for refused in (number, honour):
        with pytest.raises(NotAllowedError, match="可以办理的是：中心主任"):
            await withdraw(office, person, refused, ANALYST)
    with pytest.raises(ReasonMissingError, match="撤销记录，请写明理由"):
        await withdraw(office, person, number, reason=" \n")
    await withdraw(office, person, lesson, ANALYST)

    assert len(await audited(office)) == 1


async def test_who_is_recused_or_names_anothers_record_finds_none(
    office: Office,
) -> None:
    person, number = await punished(office)
    other = (await office.filed("酉某")).person_id
    key = subject_key(DIGEST_KEY, unit="court", person_name="申某")
    kin = DIRECTOR.model_copy(update={"recused_subjects": (key,)})

    for asked, taken, actor in (
        (person, number, kin),
        (other, number, DIRECTOR),
        (person, number + 1, DIRECTOR),
    ):
        with pytest.raises(NotFoundError):
            await withdraw(office, asked, taken, actor)

    assert await audited(office) == []


async def test_an_assessment_made_before_is_pointed_out_until_it_is_corrected(
    office: Office, clock: SetClock
) -> None:
    person, number = await punished(office)
    await office.assess(person, 45)
    clock.advance(days=1)
    _, later = await recorded(office, training(person))

    answers = [await withdraw(office, person, one) for one in (number, later)]
    assert [one.assessed for one in answers] == [2026, None]
    assert [one.score for one in (await office.show(person)).assessments] == [45]
    clock.advance(days=1)
    await office.assess(person, 60, reason="惩戒已撤销")

    for record in (await office.show(person)).records:
        assert record.withdrawn is not None
        assert record.withdrawn.assessed is None


async def test_a_wrong_punishment_is_taken_back_after_the_dismissal_too(
    office: Office,
) -> None:
    person, number = await punished(office)
    await office.do(i.DismissInformant(person_id=person, **because()))

    assert (await withdraw(office, person, number)).by == DIRECTOR.person_id


async def test_his_unit_reads_that_it_was_taken_back_and_not_why(
    office: Office,
) -> None:
    person, number = await punished(office)
    await office.assess(person, 45)
    await withdraw(office, person, number)

    (seen,) = (await office.show(person, HEAD)).records

    assert seen.number is None
    assert seen.withdrawn is not None
    assert (seen.withdrawn.reason, seen.withdrawn.assessed) == (None, None)
