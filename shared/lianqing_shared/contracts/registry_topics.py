"""The leaf of the table with what people ask the registry for; see `topology`."""

from lianqing_shared.contracts.topics import do, get

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
CHANGE_INFORMANT = do(
    "registry.informant.change", "Correct his telephone or background.", "P1.3.2b"
)
CONSENT_INFORMANT = do(
    "registry.informant.consent", "May his name be on a list of rewards?", "domain 1.5"
)
TRAIN_INFORMANT = do("registry.informant.train", "Record a training.", "P1.3.2b")
REWARD_INFORMANT = do("registry.informant.reward", "Record a reward.", "P1.3.2b")
PUNISH_INFORMANT = do("registry.informant.punish", "Record a punishment.", "P1.3.2b")
WITHDRAW_RECORD = do(
    "registry.informant_record.withdraw", "Take one of these back.", "P1.3.2b"
)
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
