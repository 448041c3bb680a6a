"""Learn who holds office and what keeps him out, from the registry. Source: P3.2."""

from lianqing_grading.store.officers import learn
from lianqing_shared.contracts.conduct import OfficersChanged
from lianqing_shared.db import Work


async def learn_officers(work: Work, event: OfficersChanged) -> None:
    """Keep each officer of whom the event has the highest version heard so far."""
    for officer in event.officers:
        if await learn(work.session, officer):
            work.note("officer.learnt", officer.person_id, version=officer.version)
