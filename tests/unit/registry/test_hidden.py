"""Promise: the audit log hides interference from whoever it names."""

from lianqing_registry.entrypoints.conduct import ConductDesk
from lianqing_registry.usecases.hide_from_audit import hidden_from
from lianqing_shared.contracts.auditing import SearchAudit
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.db.audit_search import search
from lianqing_shared.db.work import Database
from tests.unit.registry.builders import DIGEST_KEY
from tests.unit.registry.test_conduct import Town, an_entry


async def found(database: Database, actor: Actor) -> set[str]:
    async with database.look() as session:
        hidden = await hidden_from(session, actor)
        table = database.journal.audit
        ask = SearchAudit(action="interference", limit=200)
        page = await search(session, table, ask, hidden=hidden)
    return {row.object_id for row in page.rows}


async def test_who_meddled_and_whose_matter_it_was_find_nothing(
    database: Database,
) -> None:
    town = Town(database, ConductDesk(database, digest_key=DIGEST_KEY))
    wang = await town.person("王某", Role.ANALYST)
    view = await town.desk.record(an_entry(), wang)
    auditor = await town.person("郑某", Role.AUDIT_ADMINISTRATOR)
    asker = await town.person("许某", Role.AUDIT_ADMINISTRATOR, unit="police")
    subject = await town.person("孙某", Role.AUDIT_ADMINISTRATOR, unit="agri")

    assert await found(database, auditor) == {view.interference_id}
    assert await found(database, asker) == set()
    assert await found(database, subject) == set()
