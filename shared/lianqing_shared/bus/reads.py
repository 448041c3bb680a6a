"""The one table of what a question leaves in the audit log, and the code that does it.

Every question is answered through `audited`: the row is written in a short work of its
own after the look, and without the row there is no answer. What was refused leaves the
same row whether it does not exist or may not be known. A question without a decision
here leaves a plain row, and a test demands the decision.
Source: 等保2.0 安全审计; architecture P6.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lianqing_shared.bus.rpc import Answerer
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.topology import Kind, Topic
from lianqing_shared.db import Database
from lianqing_shared.errors import RefusedError

_ID = r"[a-z]{2}_[0-9a-z]{26}"
_CASE_NO = r"\d{4}-\d{4}-\d{4,}"
_LETTER_NO = r"[\u4e00-\u9fff]{1,12}[〔\[【（(]\d{4}[〕\]】）)]\d{1,6}号"
_TELLING = re.compile(rf"{_ID}|{_CASE_NO}|{_LETTER_NO}")
"""What may stand in the log of what somebody typed: anything else may be a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one question leaves behind.

    `asked` names the field of the question that says whose matter it is, `found` the
    field of the answer that says so surely, `counted` the answer's list whose length is
    told. With `flag`, a question that sets this field leaves `flagged` as its action.
    """

    action: str
    asked: str = ""
    found: str = ""
    counted: str = ""
    tells: tuple[str, ...] = ()
    """Fields of the question with numbers or closed words, told as they are."""
    flag: str = ""
    flagged: str = ""

    def action_of(self, question: BaseModel) -> str:
        """Return the action of this question."""
        return self.flagged if self.flag and _at(question, self.flag) else self.action

    @property
    def refused(self) -> str:
        """The action of a question that got no answer."""
        return f"{self.action}_refused"


def _audit(action: str) -> Read:
    if action == "audit.exported":
        return Read(action=action, counted="rows", tells=("after",))
    tells = ("before", "after", "limit")
    return Read(action=action, asked="object_id", counted="rows", tells=tells)


_AGGREGATE = "numbers only, and asked for every few seconds by every open page"
_OPEN = "open to everybody in the network; names no person and no matter"
_HEADS = "open to everybody in the network; of people only who heads a unit is named"
_DUTIES = "which unit owed word when; names no person and no matter"
_OWN = "tells the asker about himself alone"
_NOTED = "its use case writes the row itself: for each entry, or of how many were shown"

QUESTIONS: Mapping[Topic, Read | str] = {
    t.SHOW_CASE: Read(action="case.read", asked="case", found="row.case_id"),
    t.SEARCH_CASES: Read(
        action="cases.searched", counted="cases", tells=("unit", "level", "state")
    ),
    t.COUNT_CASES: _AGGREGATE,
    t.SHOW_POLICY: _OPEN,
    t.LIST_MEETINGS: Read(action="meetings.listed", counted="meetings"),
    t.SHOW_REPORT: Read(action="report.read", asked="report_id", found="report_id"),
    t.SEARCH_REPORTS: Read(
        action="reports.searched", counted="reports", tells=("unit", "outcome")
    ),
    t.LIST_QUARANTINE: Read(action="quarantine.listed", counted="items"),
    t.SHOW_LETTER: Read(
        action="letter.read",
        asked="letter",
        found="letter_id",
        flag="with_pdf",
        flagged="letter.printed",
    ),
    t.SEARCH_LETTERS: Read(
        action="letters.searched", counted="letters", tells=("unit", "state")
    ),
    t.LIST_UNITS: _HEADS,
    t.SEARCH_UNITS: _HEADS,
    t.SHOW_UNIT: Read(action="unit.read", tells=("code",)),
    t.EXPORT_UNITS: Read(action="units.exported", tells=("under", "template")),
    t.SHOW_PASSWORD_RULES: _OPEN,
    t.SHOW_ACCOUNT: _OWN,
    t.LIST_SESSIONS: _OWN,
    t.LIST_PEOPLE: Read(action="people.listed", counted="people", tells=("unit",)),
    t.SHOW_PERSON: Read(
        action="person.read", asked="person_id", found="person.person_id"
    ),
    t.LIST_ROLE_CHANGES: Read(
        action="role_changes.listed", asked="person_id", counted="changes"
    ),
    t.LIST_CLERKS: Read(action="clerks.listed", counted="clerks", tells=("unit",)),
    t.LIST_SCHEDULES: _DUTIES,
    t.LIST_NETWORK_GAPS: Read(action="network_gaps.listed", counted="gaps"),
    t.LIST_INFORMANTS: Read(action="informants.listed", counted="informants"),
    t.SHOW_INFORMANT: Read(
        action="informant.read", asked="person_id", found="informant.person_id"
    ),
    t.PROPOSE_ASSESSMENT: Read(
        action="informant.scored", asked="person_id", found="person_id", tells=("year",)
    ),
    t.LIST_RULES: _NOTED,
    t.PRINT_INFORMANT: Read(
        action="informant.printed", asked="person_id", tells=("paper", "year")
    ),
    t.PRINT_REWARDS: Read(action="rewards.printed", tells=("year",)),
    t.LIST_RELATIONS: _NOTED,
    t.LIST_INTERFERENCES: _NOTED,
    t.LIST_RETURNS: _DUTIES,
    t.COUNT_RETURNS: _DUTIES,
    t.COUNT_CONTRIBUTIONS: Read(action="contributions.counted", tells=("year",)),
    t.LIST_GAPS: Read(action="gaps.listed", counted="gaps"),
    t.SEARCH_REGISTRY_AUDIT: _audit("audit.searched"),
    t.SEARCH_INTAKE_AUDIT: _audit("audit.searched"),
    t.SEARCH_GRADING_AUDIT: _audit("audit.searched"),
    t.SEARCH_NOTIFY_AUDIT: _audit("audit.searched"),
    t.EXPORT_REGISTRY_AUDIT: _audit("audit.exported"),
    t.EXPORT_INTAKE_AUDIT: _audit("audit.exported"),
    t.EXPORT_GRADING_AUDIT: _audit("audit.exported"),
    t.EXPORT_NOTIFY_AUDIT: _audit("audit.exported"),
    t.LIST_CHECKPOINTS: Read(action="checkpoints.listed", counted="checkpoints"),
}
"""Question to what it leaves, or to the reason why it leaves nothing."""


def audited(database: Database, topic: Topic, handle: Answerer) -> Answerer:
    """Return an answerer that gives no answer before the audit log has its row."""
    decided = QUESTIONS.get(topic)
    if topic.kind is not Kind.QUERY or isinstance(decided, str):
        return handle
    read = decided or _plain(topic)

    async def answer(question: Ask[Any], actor: Actor) -> BaseModel:
        try:
            found = await handle(question, actor)
        except RefusedError as err:
            name = telling(_at(question, read.asked))
            async with database.work(actor=actor.person_id) as work:
                work.note(read.refused, name, code=err.code)
            raise
        async with database.work(actor=actor.person_id) as work:
            work.note(
                read.action_of(question),
                telling(_at(found, read.found) or _at(question, read.asked)),
                **_detail(read, question, found),
            )
        return found

    return answer


def telling(text: object) -> str:
    """Return an id or a number as it is, nothing for what else somebody typed."""
    return text if isinstance(text, str) and _TELLING.fullmatch(text) else ""


def _plain(topic: Topic) -> Read:
    _, thing, verb = topic.name.split(".")
    return Read(action=f"{thing}.{verb}")


def _detail(
    read: Read, question: BaseModel, found: BaseModel
) -> dict[str, str | int | bool | None]:
    told = {name: _at(question, name) for name in read.tells}
    detail: dict[str, str | int | bool | None] = {
        name: value if isinstance(value, int) else str(getattr(value, "value", value))
        for name, value in told.items()
        if value is not None
    }
    shown = _at(found, read.counted)
    if isinstance(shown, tuple):
        detail["shown"] = len(shown)
    return detail


def _at(model: BaseModel, path: str) -> object:
    """Return the field at a path like `row.case_id`; None for no path."""
    if not path:
        return None
    value: object = model
    for name in path.split("."):
        value = getattr(value, name)
    return value
