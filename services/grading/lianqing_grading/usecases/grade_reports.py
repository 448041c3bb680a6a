"""Grade accepted reports: join each to a case and say what the policy makes of it.

A batch is one transaction with a handful of statements. The same report twice, late or
out of order changes nothing. A suggestion sets no level; people do.
Source: plan P3.2a, P3.2b, P3.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from lianqing_grading.domain.case import DUE_DAYS
from lianqing_grading.domain.joining import (
    findings_of,
    is_identified,
    join_key,
    joined,
)
from lianqing_grading.domain.policy import Policy, Verdict
from lianqing_grading.gateways.policies import Policies
from lianqing_grading.store import batch, search
from lianqing_grading.store.numbers import allot
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import CaseProposed, CaseState
from lianqing_shared.contracts.reports import (
    Facts,
    ReportAccepted,
    ReportsVerified,
    Subject,
)
from lianqing_shared.db import Database, Work
from lianqing_shared.db.bulk import Values
from lianqing_shared.errors import TryAgainError
from lianqing_shared.ids import new_id


class GradedElsewhereError(TryAgainError):
    """Another process opened a case for the same matter a moment before."""


@dataclass(slots=True, kw_only=True)
class _Matter:
    """A case while a batch is joined to it; the first report of a new one is kept."""

    case_id: str
    first: ReportAccepted | None = None
    alleged: Facts
    verified: Facts | None = None
    addressee: str | None = None
    reports: int = 0
    independent_sources: int = 0
    sources: set[str] = field(default_factory=set)
    verdict: Verdict | None = None
    policy: str = ""


Heard = tuple[str, ReportAccepted]
"""A message's id and the report it tells of."""


async def grade_reports(
    database: Database, heard: Sequence[Heard], *, policies: Policies
) -> int:
    """Grade a batch of up to 500 in one transaction; return how many were new.

    Raises GradedElsewhereError when another process was faster; the batch then comes
    again and joins what that one opened.
    """
    try:
        async with database.work() as work:
            return await _grade(work, heard, policies)
    except IntegrityError as err:
        raise GradedElsewhereError("another process graded the same matter") from err


async def _grade(work: Work, heard: Sequence[Heard], policies: Policies) -> int:
    fresh = await _new_reports(work, heard)
    if not fresh:
        return 0
    matters = await _matters(work, fresh)
    rows = [_join(work, report, matters, policies) for report in fresh]
    _tell_intake(work, fresh, matters)
    await _write(work, list(matters.values()), rows)
    await search.put_texts(
        work.session,
        [
            _searched(str(row["case_id"]), report)
            for row, report in zip(rows, fresh, strict=True)
        ],
    )
    return len(rows)


async def _new_reports(work: Work, heard: Sequence[Heard]) -> list[ReportAccepted]:
    unseen = await work.first_seen([message_id for message_id, _ in heard])
    found = {
        report.report_id: report for message_id, report in heard if message_id in unseen
    }
    known = await batch.already_graded(work.session, found.keys()) if found else set()
    return [report for report in found.values() if report.report_id not in known]


async def _matters(work: Work, reports: Iterable[ReportAccepted]) -> dict[str, _Matter]:
    """Return the cases that the reports join, by key; a new one for each new key."""
    by_key: dict[str, list[ReportAccepted]] = {}
    for report in reports:
        by_key.setdefault(_key(report), []).append(report)
    matters = {
        row.open_key: _Matter(
            case_id=row.case_id,
            alleged=Facts.model_validate(row.alleged),
            verified=Facts.model_validate(row.verified) if row.verified else None,
            addressee=row.addressee,
            reports=row.reports,
            independent_sources=row.independent_sources,
        )
        for row in await batch.open_cases(work.session, by_key.keys())
    }
    pairs = {
        (matter.case_id, report.source_key): matter
        for key, matter in matters.items()
        for report in by_key[key]
    }
    for pair in await batch.known_sources(work.session, pairs.keys()):
        pairs[pair].sources.add(pair[1])
    for key, (report, *_) in by_key.items():
        if key not in matters:
            case_id = new_id("ca", work.now)
            matters[key] = _Matter(case_id=case_id, first=report, alleged=report.facts)
    return matters


def _key(report: ReportAccepted) -> str:
    return join_key(report.subject_key, report.facts.behaviour)


def _join(
    work: Work,
    report: ReportAccepted,
    matters: dict[str, _Matter],
    policies: Policies,
) -> Values:
    """Join one report, say so, and return its row."""
    matter = matters[_key(report)]
    if report is not matter.first:
        matter.alleged = joined(matter.alleged, report.facts)
    matter.reports += 1
    if report.source_key not in matter.sources:
        matter.sources.add(report.source_key)
        matter.independent_sources += 1
    policy = policies.on(beijing_day(report.accepted_at))
    verdict = _suspicion(policy, matter, report.subject)
    matter.verdict, matter.policy = verdict, policy.name
    work.say(
        CaseProposed(
            case_id=matter.case_id,
            report_id=report.report_id,
            reports=matter.reports,
            level=verdict.level,
            accepted_at=report.accepted_at,
        ),
        message_id=f"graded-{report.report_id}",
    )
    work.note(
        "report.graded",
        report.report_id,
        case=matter.case_id,
        level=verdict.level.value if verdict.level else None,
        policy=policy.name,
    )
    return _report_row(work, report, matter)


def _tell_intake(
    work: Work, reports: Iterable[ReportAccepted], matters: dict[str, _Matter]
) -> None:
    """Say of reports that join a matter already found true that they are true, too.

    Verification has spoken before they came; else their word would never reach those
    who told of it.
    """
    late = [one.report_id for one in reports if matters[_key(one)].verified]
    if late:
        work.say(ReportsVerified(report_ids=tuple(late), is_substantiated=True))


def _suspicion(policy: Policy, matter: _Matter, subject: Subject) -> Verdict:
    """Judge the case as if verified: by its verified facts once there are any."""
    return policy.judge(
        findings_of(
            matter.verified or matter.alleged,
            independent_sources=matter.independent_sources,
            is_verified=True,
            is_subject_identified=is_identified(subject, matter.addressee),
        )
    )


async def _write(work: Work, matters: Sequence[_Matter], reports: list[Values]) -> None:
    opened = [matter for matter in matters if matter.first is not None]
    day = beijing_day(work.now)
    numbers = await allot(work.session, day, count=len(opened))
    cases = [
        _case_row(work, matter, matter.first, number)
        for matter, number in zip(opened, numbers, strict=True)
        if matter.first is not None
    ]
    await batch.insert_cases(work.session, cases)
    await batch.update_cases(
        work.session,
        [_changes(work, matter) for matter in matters if matter.first is None],
    )
    await batch.insert_reports(work.session, reports)


def _report_row(work: Work, report: ReportAccepted, matter: _Matter) -> Values:
    return {
        "report_id": report.report_id,
        "case_id": matter.case_id,
        "report_no": report.report_no,
        "unit": report.unit,
        "source": report.source,
        "source_key": report.source_key,
        "content_class": report.content_class,
        "title": report.title,
        "reported_at": report.reported_at,
        "accepted_at": report.accepted_at,
        "graded_at": work.now,
        "facts": report.facts.model_dump_json(),
        "policy": matter.policy,
        "suggested": matter.verdict.level if matter.verdict else None,
    }


def _case_row(
    work: Work, matter: _Matter, first: ReportAccepted, case_no: str
) -> Values:
    subject = first.subject
    due_on = beijing_day(work.now) + timedelta(days=DUE_DAYS[CaseState.OPENED])
    return {
        "case_id": matter.case_id,
        "case_no": case_no,
        "state": CaseState.OPENED,
        "row_version": 1,
        "open_key": _key(first),
        "subject_key": first.subject_key,
        "behaviour": first.facts.behaviour,
        "subject_kind": subject.kind,
        "subject_unit": subject.unit,
        "subject_unit_name": subject.unit_name,
        "person_name": subject.person_name,
        "position": subject.position,
        "id_digest": subject.id_digest,
        "title": first.title,
        "source": first.source,
        "content_class": first.content_class,
        "round": 1,
        "has_failed_recheck": False,
        "due_on": due_on,
        "opened_at": work.now,
        **_counted(work, matter),
    }


def _changes(work: Work, matter: _Matter) -> Values:
    return {"case_id": matter.case_id, **_counted(work, matter)}


def _counted(work: Work, matter: _Matter) -> Values:
    """Return the columns that every joined report may change."""
    verdict = matter.verdict
    level = verdict.level if verdict else None
    return {
        "alleged": matter.alleged.model_dump_json(),
        "reports": matter.reports,
        "independent_sources": matter.independent_sources,
        "suggested": level,
        "gravity": batch.gravity(level),
        "circumstances": ",".join(verdict.circumstances) if verdict else "",
        "policy": matter.policy,
        "changed_at": work.now,
    }


def _searched(case_id: str, report: ReportAccepted) -> tuple[str, str]:
    """Return what a case is found by: titles, report numbers, unit and person."""
    subject = report.subject
    name = subject.person_name.reveal() if subject.person_name else ""
    words = f"{report.report_no} {subject.unit_name} {name} {report.title.reveal()}"
    return case_id, words
