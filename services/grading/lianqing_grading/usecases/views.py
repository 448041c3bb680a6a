"""Put cases into the words of the contracts, as much of them as the reader may see.

A unit that is warned or convened sees the matter, never who reported it or in what
words: the letter is built from findings. Source: architecture section 5.
"""

from collections.abc import Mapping, Sequence

from lianqing_grading.domain.deliberation import Unit
from lianqing_grading.store.cases import subject_of
from lianqing_grading.store.tables import (
    CaseRow,
    DecisionRow,
    OpinionRow,
    ReportRow,
    StepRow,
)
from lianqing_shared.contracts import cases as contract
from lianqing_shared.contracts.cases import Basis, JoinedReport, OpinionView, StepView
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import Facts

Units = Mapping[str, Unit]


def sees_reports(actor: Actor) -> bool:
    """Return whether the actor may read what was reported, and by which unit."""
    return actor.holds(*CENTRE_ROLES, Role.PARTY_SECRETARY, Role.COUNTY_LIAISON)


def line(row: CaseRow, units: Units, *, actor: Actor) -> contract.CaseRow:
    """Return a case as a line of a list."""
    name = name_of(units, row.addressee or row.subject_unit) or row.subject_unit_name
    plain = Personal(f"关于{name}“{row.behaviour.label}”问题")
    return contract.CaseRow(
        case_id=row.case_id,
        case_no=row.case_no,
        state=row.state,
        level=row.level,
        suggested=row.suggested,
        title=row.title if sees_reports(actor) else plain,
        subject=subject_of(row),
        unit_name=name,
        source=row.source,
        content_class=row.content_class,
        reports=row.reports,
        independent_sources=row.independent_sources,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        handler=row.handler_name,
    )


def name_of(units: Units, code: str | None) -> str:
    """Return a unit's name; its code if it is unknown, empty for None."""
    if code is None:
        return ""
    found = units.get(code)
    return found.name if found else code


def report_views(rows: Sequence[ReportRow], units: Units) -> tuple[JoinedReport, ...]:
    """Return the joined reports as a case shows them."""
    return tuple(
        JoinedReport(
            report_id=row.report_id,
            report_no=row.report_no,
            unit=row.unit,
            unit_name=name_of(units, row.unit),
            source=row.source,
            content_class=row.content_class,
            title=row.title,
            reported_at=row.reported_at,
            facts=Facts.model_validate(row.facts),
        )
        for row in rows
    )


def opinion_views(rows: Sequence[OpinionRow], units: Units) -> tuple[OpinionView, ...]:
    """Return the opinions of a round."""
    return tuple(
        OpinionView(
            unit=row.unit,
            unit_name=name_of(units, row.unit),
            person_id=row.person_id,
            person_name=row.person_name,
            agrees=row.agrees,
            text=row.text,
            at=row.at,
        )
        for row in rows
    )


def basis_view(row: DecisionRow | None, convened: Sequence[str]) -> Basis | None:
    """Return on what authority the level was decided; None before it was."""
    if row is None:
        return None
    return Basis(
        body=row.body,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        convened_units=tuple(convened),
        opinions=row.opinions,
        resolution_no=row.resolution_no,
        reason=row.reason,
    )


def history_views(
    reports: Sequence[ReportRow], steps: Sequence[StepRow]
) -> tuple[StepView, ...]:
    """Return what happened, oldest first; joined reports are told from their rows."""
    told = [
        StepView(
            at=row.graded_at,
            what="受理信息，开立案件" if number == 0 else "并入同一事项的信息",
            detail=row.report_no,
        )
        for number, row in enumerate(reports)
    ]
    told += [
        StepView(at=row.at, what=row.what, by=row.by_name, detail=row.detail)
        for row in steps
    ]
    return tuple(sorted(told, key=lambda step: step.at))


def unit_history(
    steps: Sequence[StepRow], decision: DecisionRow | None, *, unit: str
) -> tuple[StepView, ...]:
    """Return what a warned unit may read: what came after the decision, its own words.

    Nothing before the decision, and of others only that they acted.
    """
    if decision is None:
        return ()
    return tuple(
        StepView(
            at=row.at,
            what=row.what,
            by=row.by_name if row.by_unit == unit else None,
            detail=row.detail if row.by_unit == unit else "",
        )
        for row in steps
        if row.at >= decision.decided_at
    )
