"""Show the policy in force, and explain what it makes of one report. Source: P3.2a."""

from datetime import date

from lianqing_grading.domain.joining import findings_of, is_identified
from lianqing_grading.gateways.policies import Policies, shipped_policies
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import PolicyView, Proposal
from lianqing_shared.contracts.reports import ReportBody


def show_policy(policies: Policies, *, day: date) -> PolicyView:
    """Return the policy in force on a day; raises PolicyMissingError if none was."""
    return policies.on(day).view()


def explain_report(report: ReportBody) -> Proposal:
    """Return what the policy makes of one report alone, with every cell of every row.

    A report is an allegation, so `level` is None and `if_verified` has the suggestion;
    the policy is the one in force on the day of the report. A unit that is named counts
    as identified: intake knows the town's names, this function does not.
    """
    policy = shipped_policies().on(beijing_day(report.reported_at))
    return policy.explain(
        findings_of(
            report.facts,
            independent_sources=1,
            is_verified=False,
            is_subject_identified=is_identified(
                report.subject, addressee=report.subject.unit_name
            ),
        )
    )
