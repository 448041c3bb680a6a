"""The one table of everything that is said on the bus.

Streams, consumers, account permissions, the AsyncAPI document, the reference page and
the permission matrix test are generated from it or checked against it; no other module
spells a subject. Form: `lq.<evt|cmd|qry>.<owner>.<thing>.<verb>.v<N>[.<unit>]`.
"""

from lianqing_shared.contracts.topics import (
    Kind,
    Principal,
    StreamName,
    Topic,
    between,
    do,
    get,
    said,
    submitted,
    told,
)

__all__ = ["TOPICS", "Kind", "Principal", "StreamName", "Topic", "events_of"]

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

# --- registry: requests
OPEN_SESSION = do("registry.session.open", "A person logs in.", "P1.3.1")
RENEW_SESSION = do(
    "registry.session.renew", "A session asks for a fresh token.", "P1.3.1"
)
CLOSE_SESSION = do("registry.session.close", "A person logs out.", "P1.3.1")
CHANGE_PASSWORD = do(
    "registry.password.change", "A person changes his own password.", "domain 4.2"
)
RESET_PASSWORD = do(
    "registry.password.reset", "Give a person a new initial password.", "domain 4.2"
)
SHOW_PASSWORD_RULES = get(
    "registry.password_rules.show", "The rules for passwords in force.", "domain 4.2"
)
SHOW_ACCOUNT = get(
    "registry.account.show", "A person looks at his own account.", "domain 4.2"
)
LIST_SESSIONS = get(
    "registry.sessions.list", "A person's own open sessions.", "domain 4.2"
)
REVOKE_SESSION = do(
    "registry.session.revoke", "End one of one's own sessions.", "domain 4.2"
)
REVOKE_SESSIONS = do(
    "registry.sessions.revoke", "End all of one's other sessions.", "domain 4.2"
)
BEGIN_SECOND_FACTOR = do(
    "registry.second_factor.begin", "Get the secret for one's own app.", "domain 4.2"
)
CONFIRM_SECOND_FACTOR = do(
    "registry.second_factor.confirm", "Prove the app with a first code.", "domain 4.2"
)
DROP_SECOND_FACTOR = do(
    "registry.second_factor.drop", "Give one's own second factor up.", "domain 4.2"
)
RESET_SECOND_FACTOR = do(
    "registry.second_factor.reset",
    "Take a lost second factor off a person's account.",
    "domain 4.2",
)
LIST_UNITS = get("registry.units.list", "The network's units.", "P1.0")
ADD_UNIT = do("registry.unit.add", "Add a unit to the network.", "P1.0, P1.2.2")
REVOKE_UNIT = do("registry.unit.revoke", "Take a unit's access away.", "P1.0")
SHOW_UNIT = get("registry.unit.show", "One unit with its people and history.", "P1.0")
SEARCH_UNITS = get("registry.units.search", "Units by text, kind, place.", "P1.0")
CHANGE_UNIT = do("registry.unit.change", "Change or move a unit.", "P1.0")
SUSPEND_UNIT = do("registry.unit.suspend", "Pause a unit.", "P1.0")
RESUME_UNIT = do("registry.unit.resume", "Let a paused unit go on.", "P1.0")
MERGE_UNIT = do("registry.unit.merge", "Merge a unit into another.", "P1.0")
IMPORT_UNITS = do("registry.units.import", "Take units from a spreadsheet.", "P1.0")
EXPORT_UNITS = get("registry.units.export", "Give units as a spreadsheet.", "P1.0")
RECORD_CREDENTIAL = do(
    "registry.credential.record", "Record a credential issued for a unit.", "P1.1.2"
)
LIST_PEOPLE = get("registry.people.list", "People, their units and roles.", "P1.3.1")
ADD_PERSON = do(
    "registry.person.add", "Add a person with roles and a password.", "P1.3.1"
)
SHOW_PERSON = get("registry.person.show", "One person's record.", "P1.3.1")
CHANGE_PERSON = do(
    "registry.person.change", "Change a person's name, unit or contacts.", "P1.3.1"
)
SUSPEND_PERSON = do("registry.person.suspend", "Shut a person out.", "P1.3.1")
RESUME_PERSON = do("registry.person.resume", "Let a person in again.", "P1.3.1")
REQUEST_ROLE_CHANGE = do(
    "registry.role_change.request", "Ask for a change of roles.", "domain 4.2"
)
APPROVE_ROLE_CHANGE = do(
    "registry.role_change.approve", "Approve somebody's change.", "domain 4.2"
)
REFUSE_ROLE_CHANGE = do(
    "registry.role_change.refuse", "Refuse somebody's change.", "domain 4.2"
)
WITHDRAW_ROLE_CHANGE = do(
    "registry.role_change.withdraw", "Take one's own request back.", "domain 4.2"
)
LIST_ROLE_CHANGES = get(
    "registry.role_changes.list", "Changes of roles and their approvals.", "domain 4.2"
)
APPOINT_CLERK = do("registry.clerk.appoint", "Appoint an entry clerk.", "P1.3.1")
DISMISS_CLERK = do(
    "registry.clerk.dismiss", "End an entry clerk's appointment.", "P1.3.1"
)
REPLACE_CLERK = do(
    "registry.clerk.replace", "Put one entry clerk in another's place.", "P1.3.1"
)
LIST_CLERKS = get("registry.clerks.list", "Entry clerks, in office and past.", "P1.3.1")
SET_SCHEDULE = do(
    "registry.schedule.set", "Set when units owe word.", "P1.3.1, domain 1.5"
)
LIST_SCHEDULES = get(
    "registry.schedules.list", "Who owes word when.", "P1.3.1, domain 1.5"
)
LIST_NETWORK_GAPS = get(
    "registry.network_gaps.list", "What cannot be reached in the network.", "P1.0"
)
CHECK_NETWORK_GAPS = do(
    "registry.network_gaps.check", "Look through the network now.", "P1.0"
)
LIST_INFORMANTS = get(
    "registry.informants.list", "The informants' database.", "P1.3.2b"
)
SHOW_INFORMANT = get("registry.informant.show", "One informant's file.", "P1.3.2b")
APPLY_INFORMANT = do(
    "registry.informant.apply", "A unit recruits an informant.", "P1.3.2a"
)
FILE_INFORMANT = do(
    "registry.informant.file", "The centre files an informant's term.", "P1.3.2a"
)
REFUSE_INFORMANT = do(
    "registry.informant.refuse", "The centre refuses a filing.", "P1.3.2a"
)
RENEW_INFORMANT = do("registry.informant.renew", "Ask for a new term.", "P1.3.2a")
SUSPEND_INFORMANT = do("registry.informant.suspend", "Suspend him.", "P1.3.2b")
RESUME_INFORMANT = do("registry.informant.resume", "Let him go on.", "P1.3.2b")
DISMISS_INFORMANT = do("registry.informant.dismiss", "Dismiss him.", "P1.3.2b")
TRANSFER_INFORMANT = do(
    "registry.informant.transfer", "Another unit answers for him.", "P1.3.2b"
)
CONSENT_INFORMANT = do(
    "registry.informant.consent", "May his name be on a list of rewards?", "domain 1.5"
)
TRAIN_INFORMANT = do("registry.informant.train", "Record a training.", "P1.3.2b")
REWARD_INFORMANT = do("registry.informant.reward", "Record a reward.", "P1.3.2b")
PUNISH_INFORMANT = do("registry.informant.punish", "Record a punishment.", "P1.3.2b")
PROPOSE_ASSESSMENT = get(
    "registry.assessment.propose", "A year's score with its reasons.", "P1.3.2b"
)
ASSESS_INFORMANT = do(
    "registry.informant.assess", "Confirm or change a year's score.", "P1.3.2b"
)
LIST_RULES = get(
    "registry.rules.list", "Management rules and who has not accepted.", "P1.3.2b"
)
PUBLISH_RULES = do(
    "registry.rules.publish", "Publish a version of the rules.", "P1.3.2b"
)
ACKNOWLEDGE_RULES = do(
    "registry.rules.acknowledge", "An informant accepts the rules.", "P1.3.2b"
)
PRINT_INFORMANT = get(
    "registry.informant.print", "One of an informant's papers.", "P1.3.2a, P1.3.2b"
)
PRINT_REWARDS = get(
    "registry.rewards.print", "A year's list of rewards.", "P1.3.2b, domain 1.5"
)

DECLARE_RELATION = do(
    "registry.relation.declare",
    "Declare a relation that keeps a person out of matters.",
    "architecture P6",
)
END_RELATION = do(
    "registry.relation.end", "End a relation, with a reason.", "architecture P6"
)
LIST_RELATIONS = get(
    "registry.relations.list", "Declared relations.", "architecture P6"
)
RECORD_INTERFERENCE = do(
    "registry.interference.record",
    "Record that somebody asked about or meddled in a matter.",
    "domain 4.2",
)
LIST_INTERFERENCES = get(
    "registry.interferences.list", "The interference register.", "domain 4.2"
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
