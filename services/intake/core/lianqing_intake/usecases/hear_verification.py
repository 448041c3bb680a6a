"""Keep on each report what verification found of it. Source: P3.3, P1.3.2b."""

from lianqing_intake.store.contributions import keep_verification
from lianqing_shared.contracts.reports import ReportsVerified, Verification
from lianqing_shared.db import Work


async def hear_verification(event: ReportsVerified, *, work: Work) -> None:
    """Keep the finding; hearing it again changes nothing, a later one replaces it."""
    found = (
        Verification.SUBSTANTIATED
        if event.is_substantiated
        else Verification.UNSUBSTANTIATED
    )
    for report_id in await keep_verification(work.session, event.report_ids, found):
        work.note("report.verified", report_id, finding=found.value)
