"""Promise: the audit log hides from a reader each letter from which he is recused."""

import pytest

from lianqing_notify.store.hidden import hidden_from
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_shared.contracts.auditing import SearchAudit
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.db.audit_search import search
from lianqing_shared.testing.decisions import a_decision, an_actor

AUDITOR = an_actor(Role.AUDIT_ADMINISTRATOR)
KEY = "c" * 64


async def found(desk: Desk, actor: Actor) -> set[str]:
    async with desk.database.look() as session:
        hidden = await hidden_from(session, actor)
        table = desk.database.journal.audit
        page = await search(session, table, SearchAudit(limit=200), hidden=hidden)
    return {row.object_id for row in page.rows}


@pytest.mark.parametrize(
    "near",
    [
        {"subject_key": KEY},
        {"recused_subjects": (KEY,)},
        {"recused_units": ("finance",)},
    ],
    ids=["himself", "kin", "unit"],
)
async def test_a_letter_about_himself_his_kin_or_his_unit_is_hidden(
    desk: Desk, near: dict[str, object]
) -> None:
    about = a_decision().model_copy(update={"subject_key": KEY})
    letter_id = await issue_letter(desk, about, message_id="m1")
    async with desk.database.work(actor="pe_x") as work:
        work.note("letter.read_refused", "柳廉告〔2026〕1号")

    hidden = await found(desk, AUDITOR.model_copy(update=near))
    shown = await found(desk, AUDITOR)

    assert not {letter_id, "柳廉告〔2026〕1号"} & hidden
    assert {letter_id, "柳廉告〔2026〕1号"} <= shown
