"""Give reports of an earlier release the keys by which people are recused."""

from lianqing_intake.domain.subjects import About, about
from lianqing_intake.store import reports
from lianqing_intake.store.tables import ReportRow
from lianqing_intake.store.units import units_named
from lianqing_intake.usecases.view import kept_body
from lianqing_shared.db import Database, Work
from lianqing_shared.security.digests import plain_name

_AT_ONCE = 500


async def fill_subjects(database: Database, *, key: bytes) -> int:
    """Fill what is missing before anybody is answered; return how many were filled."""
    filled = 0
    while True:
        async with database.work() as work:
            rows = await reports.without_key(work.session, limit=_AT_ONCE)
            for row in rows:
                found = await _about(work, row, key)
                row.subject_unit, row.subject_key = found.unit, found.key or ""
        if not rows:
            return filled
        filled += len(rows)


async def _about(work: Work, row: ReportRow, key: bytes) -> About:
    said = kept_body(row)
    if said is None:
        return About()
    subject = said.subject
    if subject.unit is None:
        names = await units_named(work.session, [subject.unit_name])
        code = names.get(plain_name(subject.unit_name))
        subject = subject.model_copy(update={"unit": code})
    return about(subject, key)
