"""The one table of everything that is said on the bus.

Streams, consumers, account permissions, the AsyncAPI document, the reference page and
the permission matrix test are generated from it or checked against it; no other module
spells a subject. Form: `lq.<evt|cmd|qry>.<owner>.<thing>.<verb>.v<N>[.<unit>]`.
"""

from lianqing_shared.contracts.registry_topics import *  # noqa: F403 - its other leaf
from lianqing_shared.contracts.topics import *  # noqa: F403 - the form of its rows
from lianqing_shared.contracts.topics import (
    Kind,
    Principal,
    Topic,
    between,
    do,
    get,
    said,
    submitted,
    told,
)

_P = Principal

# --- what units send
SUBMIT_REPORT = submitted(
    "intake.report.submit",
    summary="A unit submits one report.",
    source="P1.1.2, P1.3.1",
)
ACKNOWLEDGE_LETTER = submitted(
    "notify.letter.acknowledge",
    summary="A unit's adapter has stored a letter and signs for it.",
    source="domain 2.1",
)
REPLY_LETTER = submitted(
    "notify.letter.reply",
    summary="A unit answers a letter through its adapter.",
    source="part 4",
)

SUBMIT_NIL = submitted(
    "intake.nil.submit",
    summary="A unit states that it has nothing to report (零报告).",
    source="P1.3.1, domain 1.5",
)

# --- what one unit is told
REPORTS_RECEIPTED = told(
    "intake.reports.receipted",
    summary="The centre's signed receipt for submissions of one unit.",
    source="P1.3.1",
)
LETTER_SERVED = told(
    "notify.letter.served",
    summary="A letter for this unit, with its PDF.",
    source="part 4",
)
LIFTING_SERVED = told(
    "notify.lifting.served",
    summary="The notice that a warning on this unit is lifted.",
    source="domain 1.4",
)
PROMPT_SERVED = told(
    "notify.prompt.served",
    summary="A reminder, or an answer returned or refused, in words for the clerk.",
    source="domain 1.4",
)
CHECKPOINT_SERVED = told(
    "registry.checkpoint.served",
    summary="How far an audit log had come, for the unit to keep as a witness.",
    source="architecture P5",
)

# --- the integration log
UNIT_CHANGED = said(
    "registry.unit.changed",
    _P.INTAKE,
    _P.GRADING,
    _P.NOTIFY,
    summary="A unit was added, changed, paused, merged or revoked; carries it.",
    source="P1.0",
)
CALENDAR_PUBLISHED = said(
    "registry.calendar.published",
    _P.INTAKE,
    _P.NOTIFY,
    summary="The working days of a year, as the State Council fixed them.",
    source="domain 3.5",
)
OFFICERS_CHANGED = said(
    "registry.officers.changed",
    _P.GRADING,
    summary="Who decides and heads units, with what they are recused from; no names.",
    source="P3.2, architecture P6",
)
REPORT_ACCEPTED = said(
    "intake.report.accepted",
    _P.GRADING,
    is_bulk=True,
    summary="A report passed screening; carries what grading needs, no reporter.",
    source="P2.1, P2.2",
)
CASE_PROPOSED = said(
    "grading.case.proposed",
    summary="A report was joined to a case and a level computed from the policy.",
    source="P3.2a",
)
CASE_CHANGED = said(
    "grading.case.changed",
    summary="A case moved in its life cycle.",
    source="P1.1.3",
)
REPORTS_VERIFIED = said(
    "grading.reports.verified",
    _P.INTAKE,
    summary="Verification has spoken on reports: true, or nothing to it; no more.",
    source="P3.3, P1.3.2b",
)
WARNING_DECIDED = said(
    "grading.warning.decided",
    _P.NOTIFY,
    summary="The body of the level has decided; a letter may be written.",
    source="P3.2b, P3.2c, P3.2d",
)
WARNING_LIFTED = said(
    "grading.warning.lifted",
    _P.NOTIFY,
    summary="The warning is lifted; its deadlines end.",
    source="domain 1.4",
)
LETTER_ISSUED = said(
    "notify.letter.issued",
    _P.GRADING,
    summary="A letter has its number and its PDF.",
    source="part 4",
)
LETTER_ACKNOWLEDGED = said(
    "notify.letter.acknowledged",
    _P.GRADING,
    summary="The unit has signed for a letter.",
    source="domain 1.4",
)
LETTER_REPLIED = said(
    "notify.letter.replied",
    _P.GRADING,
    summary="The unit has answered a letter.",
    source="domain 1.4",
)
LETTER_OVERDUE = said(
    "notify.letter.overdue",
    _P.GRADING,
    summary="The day of reply has passed without one.",
    source="domain 1.4",
)
REPLY_ACCEPTED = said(
    "notify.reply.accepted",
    _P.GRADING,
    summary="The centre accepts a reply.",
    source="domain 1.4",
)
REPLY_RETURNED = said(
    "notify.reply.returned",
    _P.GRADING,
    summary="The centre sends a reply back to be done again.",
    source="domain 1.4",
)
REGISTRY_AUDIT_SEALED = said(
    "registry.audit.sealed",
    _P.REGISTRY,
    summary="A signed checkpoint of the registry's audit log.",
    source="architecture P5",
)
INTAKE_AUDIT_SEALED = said(
    "intake.audit.sealed",
    _P.REGISTRY,
    summary="A signed checkpoint of intake's audit log.",
    source="architecture P5",
)
GRADING_AUDIT_SEALED = said(
    "grading.audit.sealed",
    _P.REGISTRY,
    summary="A signed checkpoint of grading's audit log.",
    source="architecture P5",
)
NOTIFY_AUDIT_SEALED = said(
    "notify.audit.sealed",
    _P.REGISTRY,
    summary="A signed checkpoint of notify's audit log.",
    source="architecture P5",
)

# --- intake: requests
ENTER_REPORT = do("intake.report.enter", "A clerk enters a report.", "P1.3.1")
SEARCH_REPORTS = get(
    "intake.reports.search", "Reports by unit, state and text.", "P3.3"
)
SHOW_REPORT = get("intake.report.show", "One report.", "P3.3")
ENTER_NIL = do(
    "intake.nil.enter", "A clerk states that there is nothing to report.", "P1.3.1"
)
LIST_RETURNS = get(
    "intake.returns.list", "How units stand with reporting on time.", "P1.3.1"
)
COUNT_RETURNS = get(
    "intake.returns.count", "Lateness of a year, by unit.", "domain 1.5"
)
LIST_QUARANTINE = get(
    "intake.quarantine.list", "Messages that could not be read.", "P1.3.1"
)

COUNT_CONTRIBUTIONS = between(
    "intake.contributions.count",
    _P.REGISTRY,
    summary="How much people reported in a year; for their assessment.",
    source="P1.3.2b",
)

# --- grading: requests
SEARCH_CASES = get("grading.cases.search", "Cases by state, level, unit, text.", "P3.3")
COUNT_CASES = get("grading.cases.count", "Counts for the desk and statistics.", "P3.3")
SHOW_CASE = get("grading.case.show", "One case with its explanation.", "P3.2a")
SHOW_POLICY = get("grading.policy.show", "The policy in force.", "P3.2a")
BEGIN_CASE = do("grading.case.begin", "Take a case into verification.", "P3.2b")
VERIFY_CASE = do(
    "grading.case.verify", "Record what verification found.", "P3.2b, P3.3"
)
CONFIRM_CASE = do("grading.case.confirm", "Unit or centre confirms level 3.", "P3.2b")
CONVENE_CASE = do("grading.case.convene", "Deputy secretary convenes units.", "P3.2c")
OPINE_CASE = do("grading.case.opine", "Record a convened unit's opinion.", "P3.2c")
SUBMIT_CASE = do("grading.case.submit", "The centre submits a level-1 case.", "P3.2d")
DECIDE_CASE = do(
    "grading.case.decide", "The body of the level decides.", "P3.2c, P3.2d"
)
NOTE_CASE = do("grading.case.note", "A unit enters progress or a result.", "P1.1.3")
RECHECK_CASE = do("grading.case.recheck", "Record a re-check.", "domain 1.4")
LIFT_CASE = do("grading.case.lift", "Lift the warning.", "domain 1.4")
LIST_GAPS = get(
    "grading.gaps.list", "Open cases whose body cannot decide.", "P3.2, architecture P6"
)
HOLD_MEETING = do("grading.meeting.hold", "Record a coordination meeting.", "P3.1")
LIST_MEETINGS = get("grading.meetings.list", "Coordination meetings.", "P3.1")

# --- notify: requests
SEARCH_LETTERS = get("notify.letters.search", "Letters by case, unit, state.", "part 4")
SHOW_LETTER = get("notify.letter.show", "One letter, with its PDF if asked.", "part 4")
ENTER_REPLY = do("notify.reply.enter", "A unit's responder replies.", "domain 1.4")
ACCEPT_REPLY = do("notify.reply.accept", "The centre accepts a reply.", "domain 1.4")
RETURN_REPLY = do("notify.reply.return", "The centre returns a reply.", "domain 1.4")

# --- audit: requests, the same of every service
SEARCH_REGISTRY_AUDIT = get(
    "registry.audit.search", "Look into the registry's audit log.", "domain 4.2"
)
EXPORT_REGISTRY_AUDIT = get(
    "registry.audit.export", "Take the registry's audit log out.", "domain 4.2"
)
SEARCH_INTAKE_AUDIT = get(
    "intake.audit.search", "Look into intake's audit log.", "domain 4.2"
)
EXPORT_INTAKE_AUDIT = get(
    "intake.audit.export", "Take intake's audit log out.", "domain 4.2"
)
SEARCH_GRADING_AUDIT = get(
    "grading.audit.search", "Look into grading's audit log.", "domain 4.2"
)
EXPORT_GRADING_AUDIT = get(
    "grading.audit.export", "Take grading's audit log out.", "domain 4.2"
)
SEARCH_NOTIFY_AUDIT = get(
    "notify.audit.search", "Look into notify's audit log.", "domain 4.2"
)
EXPORT_NOTIFY_AUDIT = get(
    "notify.audit.export", "Take notify's audit log out.", "domain 4.2"
)
LIST_CHECKPOINTS = get(
    "registry.checkpoints.list",
    "Checkpoints of all audit logs, and what contradicts them.",
    "architecture P5",
)

TOPICS: tuple[Topic, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Topic)
)
"""Every subject there is, in the order above."""


def events_of(owner: Principal) -> str:
    """Return the pattern of every event that one owner says to nobody in particular."""
    return f"lq.{Kind.EVENT}.{owner}.>"
