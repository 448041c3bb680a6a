"""Accept, reject or quarantine submissions: exactly one of them, in one transaction.

A batch of up to 500 costs a handful of statements. The same id with the same body gets
the same receipt again; with another body it is refused and what was first received
stands. Source: plan P1.3.1, P2.1, P2.2; architecture section 4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lianqing_intake.domain.receiving import CHANGED, Incoming, Verdict, receipt
from lianqing_intake.domain.screening import (
    Terms,
    is_above_the_town,
    reason_to_reject,
)
from lianqing_intake.domain.standing import UnitStanding, reason_to_refuse
from lianqing_intake.domain.subjects import About, about
from lianqing_intake.errors import UnitNotYetKnownError
from lianqing_intake.store.reports import (
    add_reports,
    received_before,
    seal_reporters,
    take_numbers,
)
from lianqing_intake.store.units import standings, units_named
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.reports import (
    Outcome,
    Receipt,
    ReportAccepted,
    ReportBody,
    ReportsReceipted,
    Subject,
)
from lianqing_shared.contracts.topology import SUBMIT_REPORT
from lianqing_shared.db import Work, quarantine
from lianqing_shared.ids import new_id
from lianqing_shared.security.digests import keyed_digest, plain_name
from lianqing_shared.security.signing import Signer

Subjects = Mapping[tuple[str, str], Subject]
"""Unit and submission id to whom it is about, with the unit's code where known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What intake accepts with: terms of screening and its keys."""

    terms: Terms
    digest_key: bytes
    signer: Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A submission with its verdict; `is_new` unless it was received before."""

    incoming: Incoming
    verdict: Verdict
    is_new: bool = True
    is_above: bool = False


async def accept_reports(
    batch: Sequence[Incoming], *, work: Work, office: Office
) -> list[Judged]:
    """Judge and store submissions, tell grading and the units; return the verdicts.

    Raises UnitNotYetKnownError when the registry has not told of a sender yet.
    """
    units = dict.fromkeys(incoming.unit for incoming in batch)
    known = await standings(work.session, units)
    for unknown in units.keys() - known.keys():
        raise UnitNotYetKnownError(unknown)
    refusals = {unit: reason_to_refuse(standing) for unit, standing in known.items()}
    judged = [
        one
        for unit in units
        for one in await _judge(
            [one for one in batch if one.unit == unit],
            refusals[unit],
            work=work,
            office=office,
        )
    ]
    judged = await _number(judged, work=work)
    subjects = await _subjects(judged, work=work)
    await _store(judged, subjects, work=work, office=office)
    _tell_grading(judged, subjects, work=work, office=office)
    _tell_units(judged, work=work, signer=office.signer)
    return judged


async def _judge(
    batch: Sequence[Incoming], refusal: str | None, *, work: Work, office: Office
) -> list[Judged]:
    """Judge what one unit sent; `refusal` is why nothing new is taken from it."""
    earlier = await received_before(
        work.session, batch[0].unit, (incoming.submission_id for incoming in batch)
    )
    known = {
        key: (
            row.body_sha256,
            Verdict(
                outcome=row.outcome,
                reason=row.reason,
                report_id=row.report_id,
                report_no=row.report_no,
            ),
        )
        for key, row in earlier.items()
    }
    found: list[Judged] = []
    for incoming in batch:
        before = known.get(incoming.submission_id)
        if before is not None:
            found.append(_seen(incoming, before[0], before[1]))
            continue
        one = _screen(incoming, office.terms, refusal)
        known[incoming.submission_id] = (incoming.digest, one.verdict)
        found.append(one)
    return found


def _seen(incoming: Incoming, digest: str, verdict: Verdict) -> Judged:
    is_same = digest == incoming.digest
    return Judged(
        incoming=incoming, verdict=verdict if is_same else CHANGED, is_new=False
    )


def _screen(incoming: Incoming, terms: Terms, refusal: str | None) -> Judged:
    if incoming.report is None:
        verdict = Verdict(outcome=Outcome.QUARANTINED, reason=incoming.problem)
        return Judged(incoming=incoming, verdict=verdict)
    reason = refusal or reason_to_reject(incoming.report, terms)
    if reason is None:
        return Judged(incoming=incoming, verdict=Verdict(outcome=Outcome.ACCEPTED))
    return Judged(
        incoming=incoming,
        verdict=Verdict(outcome=Outcome.REJECTED, reason=reason),
        is_above=is_above_the_town(incoming.report.subject, terms),
    )


async def _number(judged: Sequence[Judged], *, work: Work) -> list[Judged]:
    """Give each newly accepted report its id and its number, e.g. 2026-1124-4821.

    A copy later in the batch of one accepted earlier in it gets the same verdict.
    """
    accepted = [
        one for one in judged if one.is_new and one.verdict.outcome is Outcome.ACCEPTED
    ]
    if not accepted:
        return list(judged)
    day = beijing_day(work.now)
    numbers = await take_numbers(work.session, day, len(accepted))
    numbered: dict[tuple[str, str], Judged] = {}
    for one, number in zip(accepted, numbers, strict=True):
        verdict = replace(
            one.verdict,
            report_id=new_id("rp", work.now),
            report_no=number,
        )
        numbered[_identity(one)] = replace(one, verdict=verdict)
    return [_with_number(one, numbered) for one in judged]


def _identity(one: Judged) -> tuple[str, str]:
    return one.incoming.unit, one.incoming.submission_id


def _with_number(one: Judged, numbered: dict[tuple[str, str], Judged]) -> Judged:
    found = numbered.get(_identity(one))
    if found is None or one.verdict.outcome is not Outcome.ACCEPTED:
        return one
    return replace(one, verdict=found.verdict)


async def _subjects(judged: Iterable[Judged], *, work: Work) -> Subjects:
    """Return whom the new submissions are about, by identity; of no superior's."""
    reports = {
        _identity(one): one.incoming.report.subject
        for one in judged
        if one.is_new and not one.is_above and one.incoming.report is not None
    }
    names = await units_named(
        work.session, (subject.unit_name for subject in reports.values())
    )
    found = {at: _found(subject, names) for at, subject in reports.items()}
    codes = {subject.unit for subject in found.values() if subject.unit is not None}
    known = await standings(work.session, codes)
    return {at: _now(subject, known) for at, subject in found.items()}


async def _store(
    judged: Iterable[Judged], subjects: Subjects, *, work: Work, office: Office
) -> None:
    fresh = [one for one in judged if one.is_new]
    concerned = {at: about(one, office.digest_key) for at, one in subjects.items()}
    await add_reports(
        work.session,
        [
            _values(one, concerned.get(_identity(one), About()), at=work.now)
            for one in fresh
        ],
    )
    await seal_reporters(
        work.session,
        {
            one.verdict.report_id: one.incoming.report.sealed_reporter
            for one in fresh
            if one.verdict.report_id
            and one.incoming.report
            and one.incoming.report.sealed_reporter
        },
    )
    for one in fresh:
        if one.verdict.outcome is Outcome.QUARANTINED:
            await quarantine.keep(_unhandled(one), work=work)
        work.note(
            f"report.{one.verdict.outcome.value}",
            one.verdict.report_id
            or f"{one.incoming.unit}/{one.incoming.submission_id}",
            body=one.incoming.digest,
        )


def _values(one: Judged, concerned: About, *, at: datetime) -> dict[str, object]:
    return {
        "unit": one.incoming.unit,
        "submission_id": one.incoming.submission_id,
        "body_sha256": one.incoming.digest,
        "outcome": one.verdict.outcome,
        "reason": one.verdict.reason,
        "report_id": one.verdict.report_id,
        "report_no": one.verdict.report_no,
        "received_at": at,
        "entered_by": one.incoming.entered_by,
        "is_by_informant": one.incoming.is_by_informant,
        "title": _title(one),
        "subject_unit": concerned.unit,
        "subject_key": concerned.key or "",
        "body": _kept_body(one),
    }


def _unhandled(one: Judged) -> quarantine.Unhandled:
    return quarantine.Unhandled(
        subject=SUBMIT_REPORT.to(one.incoming.unit),
        message_id=one.incoming.submission_id,
        unit=one.incoming.unit,
        reason=one.incoming.problem,
        body=one.incoming.body,
    )


def _title(one: Judged) -> str | None:
    report = one.incoming.report
    return None if report is None or one.is_above else report.title


def _kept_body(one: Judged) -> bytes | None:
    """Return the body to keep: never a reporter, nothing of a superior's matter."""
    report = one.incoming.report
    if report is None:
        return one.incoming.body
    if one.is_above:
        return None
    if report.sealed_reporter is None:
        return one.incoming.body
    return report.model_dump_json(exclude={"sealed_reporter"}).encode()


def _tell_grading(
    judged: Iterable[Judged], subjects: Subjects, *, work: Work, office: Office
) -> None:
    for one in judged:
        report = one.incoming.report
        is_accepted = one.verdict.outcome is Outcome.ACCEPTED
        if one.is_new and is_accepted and report is not None:
            subject = subjects[_identity(one)]
            work.say(
                _event(one, report, subject, work=work, key=office.digest_key),
                message_id=one.verdict.report_id,
            )


def _found(subject: Subject, names: dict[str, str]) -> Subject:
    """Return the subject with its unit's code where the name tells it."""
    if subject.unit is not None:
        return subject
    code = names.get(plain_name(subject.unit_name))
    return subject if code is None else subject.model_copy(update={"unit": code})


def _now(subject: Subject, known: Mapping[str, UnitStanding]) -> Subject:
    """Return the subject with the unit that a merged one went into."""
    standing = known.get(subject.unit or "")
    if standing is None or standing.successor is None:
        return subject
    return subject.model_copy(update={"unit": standing.successor})


def _event(
    one: Judged, report: ReportBody, subject: Subject, *, work: Work, key: bytes
) -> ReportAccepted:
    concerned = about(subject, key).key or ""
    return ReportAccepted.model_construct(
        report_id=one.verdict.report_id or "",
        report_no=one.verdict.report_no or "",
        unit=one.incoming.unit,
        content_class=report.content_class,
        source=report.source,
        subject=subject,
        subject_key=concerned,
        source_key=keyed_digest(key, _origin(one.incoming, report, concerned)),
        title=report.title,
        occurred_on=report.occurred_on,
        reported_at=report.reported_at,
        accepted_at=work.now,
        facts=report.facts,
    )


def _origin(incoming: Incoming, report: ReportBody, concerned: str) -> str:
    """Name where information comes from, so that distinct origins can be counted.

    Each informant is an origin of his own, but only within one matter: across matters
    his reports have nothing in common on the log, so nobody can put them together.
    """
    if incoming.is_by_informant:
        matter = f"{concerned}\0{report.facts.behaviour}"
        return f"informant\0{incoming.entered_by}\0{matter}"
    return f"source\0{incoming.unit}\0{report.source}"


def _tell_units(judged: Iterable[Judged], *, work: Work, signer: Signer) -> None:
    by_unit: dict[str, list[Receipt]] = {}
    for one in judged:
        if one.incoming.entered_by is None:
            line = receipt(one.incoming, one.verdict)
            by_unit.setdefault(one.incoming.unit, []).append(line)
    for unit, lines in by_unit.items():
        unsigned = ReportsReceipted(
            unit=unit,
            receipts=tuple(lines),
            centre_time=work.now,
            signed_by=signer.public_key,
            signature="",
        )
        signature = signer.sign(unsigned.signed_bytes())
        work.say(unsigned.model_copy(update={"signature": signature}), unit=unit)
