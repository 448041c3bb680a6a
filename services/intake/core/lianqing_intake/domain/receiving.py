"""What comes in and what becomes of it, before anything is stored."""

import hashlib
from dataclasses import dataclass

from lianqing_shared.contracts.reports import Outcome, Receipt, ReportBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One submission as it arrived; `report` is None when it could not be read."""

    unit: str
    submission_id: str
    body: bytes
    report: ReportBody | None
    problem: str = ""
    entered_by: str | None = None
    is_by_informant: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the body as received, in hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a submission; number and id only when accepted."""

    outcome: Outcome
    reason: str | None = None
    report_id: str | None = None
    report_no: str | None = None


def receipt(incoming: Incoming, verdict: Verdict) -> Receipt:
    """Return the line of the centre's receipt for one submission."""
    return Receipt(
        submission_id=incoming.submission_id,
        body_sha256=incoming.digest,
        outcome=verdict.outcome,
        report_no=verdict.report_no,
        reason=verdict.reason,
    )


CHANGED = Verdict(
    outcome=Outcome.REJECTED,
    reason="同一编号的信息此前已报送且内容不同，为防止改动已受理信息，本次不予受理；"
    "如需更正，请以新编号报送并注明更正哪一条。",
)
"""The same id came with another body; what was received first stands."""
