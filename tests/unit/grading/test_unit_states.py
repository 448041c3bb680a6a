"""Promise: who takes no part is not convened; who went into another is warned as it."""

import pytest

from lianqing_grading.usecases.learn_unit import learn_unit
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import WarningDecided
from lianqing_shared.contracts.network import UnitChanged, UnitStatus
from lianqing_shared.errors import NotAllowedError, RefusedError
from lianqing_shared.testing.databases import START, said
from lianqing_shared.testing.town import UNITS
from tests.unit.grading.builders import (
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    Desk,
    a_confirmation,
    a_verification,
)

HEAVY = FACTS_OF["P4.2.2"]


async def told(
    desk: Desk, code: str, status: UnitStatus, *, successor: str | None = None
) -> None:
    unit = next(unit for unit in UNITS if unit.code == code)
    now = unit.model_copy(update={"status": status, "successor": successor})
    async with desk.database.work() as work:
        await learn_unit(work, UnitChanged(unit=now, version=2, at=START))


def convening(case_id: str, *units: str) -> c.ConveneCase:
    return c.ConveneCase(case_id=case_id, units=units, reason="研究")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (UnitStatus.SUSPENDED, "已暂停"),
        (UnitStatus.MERGED, "已并入"),
        (UnitStatus.REVOKED, "已停用"),
    ],
)
async def test_who_takes_no_part_is_neither_convened_nor_addressed(
    desk: Desk, status: UnitStatus, word: str
) -> None:
    case_id = await desk.proposed(HEAVY)
    await told(desk, "court", status)
    await told(desk, "agri", status)

    with pytest.raises(NotAllowedError, match=word):
        await desk.do(convening(case_id, "court", "police"), DEPUTY)

    other = await desk.opened()
    await desk.do(c.BeginCase(case_id=other), DIRECTOR)
    with pytest.raises(RefusedError, match=word):
        await desk.do(a_verification(other), DIRECTOR)


async def test_who_was_merged_after_verification_is_warned_as_its_heir(
    desk: Desk,
) -> None:
    case_id = await desk.proposed()
    await told(desk, "agri", UnitStatus.MERGED, successor="civil")

    await desk.do(a_confirmation(case_id), DIRECTOR)

    [warning] = [e for e in await said(desk.database) if isinstance(e, WarningDecided)]
    assert warning.addressee == "civil"


async def test_the_heir_of_the_unit_concerned_is_not_convened(desk: Desk) -> None:
    case_id = await desk.proposed(HEAVY)
    await told(desk, "agri", UnitStatus.MERGED, successor="court")

    with pytest.raises(NotAllowedError, match="回避"):
        await desk.do(convening(case_id, "court", "police"), DEPUTY)
