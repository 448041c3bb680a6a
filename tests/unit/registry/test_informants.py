"""Promise: who recruits answers, somebody else files, records follow the rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.informants import check_record
from lianqing_registry.errors.informants import (
    InformantRecordError,
    NotFiledError,
    OwnFilingError,
)
from lianqing_registry.errors.units import ForeignUnitError
from lianqing_registry.usecases.keep_informants import (
    apply_informant,
    file_informant,
    record_on_informant,
)
from lianqing_registry.usecases.look_up import list_informants
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.informants import (
    Background,
    InformantState,
    InformantView,
    RecordKind,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from tests.unit.registry.builders import an_actor

HEAD = an_actor(Role.UNIT_HEAD, unit="court", person="pe_" + "1" * 26)
DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)
TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


async def apply(
    database: Database, name: str = "申某", *, actor: Actor = HEAD, unit: str = "court"
) -> InformantView:
    async with database.work(actor=actor.person_id) as work:
        return await apply_informant(
            work,
            actor,
            name=Personal(name),
            background=Background.DEPUTY,
            recruiter=unit,
        )


async def file(
    database: Database, informant: InformantView, actor: Actor = DIRECTOR
) -> InformantView:
    async with database.work(actor=actor.person_id) as work:
        return await file_informant(work, actor, informant.person_id)


async def test_filing_gives_the_next_number_of_the_year(
    database: Database, clock: SetClock
) -> None:
    first = await file(database, await apply(database, "申某"))
    second = await file(database, await apply(database, "酉某"))
    clock.advance(days=60)
    third = await file(database, await apply(database, "戌某"))

    assert first.filing_no == "备〔2026〕1号"
    assert second.filing_no == "备〔2026〕2号"
    assert third.filing_no == "备〔2027〕1号"
    assert first.state is InformantState.FILED


async def test_filing_by_the_applicant_is_refused_and_takes_no_number(
    database: Database,
) -> None:
    his_own = await apply(database, "申某", actor=DIRECTOR)

    with pytest.raises(OwnFilingError, match="另一名人员"):
        await file(database, his_own)

    other = await file(database, await apply(database, "酉某"))
    assert other.filing_no == "备〔2026〕1号"


async def test_applying_and_filing_twice_change_nothing(database: Database) -> None:
    applied = await apply(database)
    assert await apply(database) == applied

    filed = await file(database, applied)

    assert await file(database, applied) == filed


async def test_a_units_head_recruits_for_his_own_unit_only(database: Database) -> None:
    with pytest.raises(ForeignUnitError, match="本单位"):
        await apply(database, unit="police")


async def test_records_are_kept_in_order_of_their_days(database: Database) -> None:
    informant = view = await file(database, await apply(database))

    for kind, on, score in (
        (RecordKind.REWARD, TODAY, None),
        (RecordKind.TRAINING, TODAY - timedelta(days=9), None),
        (RecordKind.ASSESSMENT, TODAY - timedelta(days=1), 92),
    ):
        async with database.work() as work:
            view = await record_on_informant(
                work,
                DIRECTOR,
                informant.person_id,
                kind=kind,
                on=on,
                text="年度安排",
                score=score,
            )

    assert [(r.kind, r.score) for r in view.records] == [
        (RecordKind.TRAINING, None),
        (RecordKind.ASSESSMENT, 92),
        (RecordKind.REWARD, None),
    ]


async def test_nothing_is_recorded_on_somebody_unknown(database: Database) -> None:
    with pytest.raises(NotFoundError, match="信息员"):
        async with database.work() as work:
            await record_on_informant(
                work,
                DIRECTOR,
                "pe_" + "9" * 26,
                kind=RecordKind.TRAINING,
                on=TODAY,
                text="",
            )


async def test_the_list_shows_filings_newest_first_and_a_unit_its_own(
    database: Database,
) -> None:
    for name, unit in (("申某", "court"), ("酉某", "police"), ("戌某", "court")):
        head = an_actor(Role.UNIT_HEAD, unit=unit, person=HEAD.person_id)
        await file(database, await apply(database, name, actor=head, unit=unit))
    await apply(database, "亥某")

    every = (await list_informants(database, DIRECTOR)).informants
    his = (await list_informants(database, HEAD)).informants

    assert [one.filing_no for one in every] == [
        None,
        "备〔2026〕3号",
        "备〔2026〕2号",
        "备〔2026〕1号",
    ]
    assert {one.recruiter for one in his} == {"court"}
    assert len(his) == 3


@given(
    st.sampled_from(RecordKind),
    st.sampled_from(InformantState),
    DAYS,
    st.none() | st.integers(0, 100),
)
def test_a_record_passes_only_if_filed_past_and_scored_rightly(
    kind: RecordKind, state: InformantState, on: date, score: int | None
) -> None:
    is_scored_rightly = (score is not None) == (kind is RecordKind.ASSESSMENT)

    if state is not InformantState.FILED:
        with pytest.raises(NotFiledError):
            check_record(kind, state=state, on=on, today=TODAY, score=score)
    elif on > TODAY or not is_scored_rightly:
        with pytest.raises(InformantRecordError):
            check_record(kind, state=state, on=on, today=TODAY, score=score)
    else:
        check_record(kind, state=state, on=on, today=TODAY, score=score)
