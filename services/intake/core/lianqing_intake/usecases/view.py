"""Turn stored reports into what people see."""

from lianqing_intake.store.tables import ReportRow
from lianqing_shared.contracts.reports import Outcome, ReportBody, ReportView


class _Kept(ReportBody):
    """A stored body; the sealed reporter was taken out."""


def kept_body(row: ReportRow) -> ReportBody | None:
    """Return what a submission said; None where it is not kept or not readable."""
    if row.body is None or row.outcome is Outcome.QUARANTINED:
        return None
    return _Kept.model_validate_json(row.body)


def report_view(row: ReportRow) -> ReportView:
    """Return a report as its unit and the centre see it; never the reporter."""
    said = kept_body(row)
    shown = (
        said.model_dump(exclude={"submission_id", "sealed_reporter", "origin"})
        if said
        else {}
    )
    return ReportView(
        report_id=row.report_id,
        report_no=row.report_no,
        submission_id=row.submission_id,
        unit=row.unit,
        outcome=row.outcome,
        reason=row.reason,
        received_at=row.received_at,
        verification=row.verification,
        **shown,
    )
