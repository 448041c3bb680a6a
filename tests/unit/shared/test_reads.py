"""Promise: no question is answered before the audit log has its row.

A new question without a decision in `reads.QUESTIONS` fails here.
"""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from lianqing_shared.bus.reads import QUESTIONS, Read, audited, telling
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.auditing import AuditPage, SearchGradingAudit
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import CasePage, SearchCases, ShowCase
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.letters import ShowLetter
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import TOPICS, Kind, Principal, Topic
from lianqing_shared.db import Database, service_metadata
from lianqing_shared.db.work import DatabaseTroubleError
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.testing.databases import opened
from lianqing_shared.testing.decisions import an_actor

ANALYST = an_actor(Role.ANALYST)
CASE = "ca_" + "0" * 26
QUERIES = [topic for topic in TOPICS if topic.kind is Kind.QUERY]
OF_MATTERS = ("case", "report", "letter", "informant", "person", "people", "audit")
"""Whoever asks about these leaves a row, unless a reason stands in the table."""


@pytest.fixture
async def database(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        yield database


async def rows(database: Database) -> list[tuple[str, str, str, dict[str, object]]]:
    table = database.journal.audit
    async with database.look() as session:
        found = await session.execute(
            select(table.c.actor, table.c.action, table.c.object_id, table.c.detail)
        )
        return [(r.actor, r.action, r.object_id, json.loads(r.detail)) for r in found]


def answering(answer: BaseModel | Exception) -> Callable[[Any, Any], Any]:
    async def handle(question: Ask[Any], actor: Actor) -> BaseModel:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handle


class _Row(BaseModel):
    case_id: str = CASE


class _View(BaseModel):
    row: _Row = _Row()


async def test_a_read_leaves_who_read_what(database: Database) -> None:
    handle = audited(database, t.SHOW_CASE, answering(_View()))

    await handle(ShowCase(case="2026-1124-0001"), ANALYST)

    assert await rows(database) == [(ANALYST.person_id, "case.read", CASE, {})]


async def test_a_list_leaves_how_many_were_shown_and_no_text(
    database: Database,
) -> None:
    page = CasePage(cases=(), total=0, next=None)
    handle = audited(database, t.SEARCH_CASES, answering(page))

    await handle(SearchCases(text="张某某", unit="court"), ANALYST)

    ((_, action, _, detail),) = await rows(database)
    assert action == "cases.searched"
    assert detail == {"shown": 0, "unit": "court"}


async def test_a_search_of_the_log_leaves_whose_trail_was_looked_for(
    database: Database,
) -> None:
    page = AuditPage(rows=(), head=0)
    handle = audited(database, t.SEARCH_GRADING_AUDIT, answering(page))

    await handle(SearchGradingAudit(object_id=CASE, limit=5), ANALYST)
    await handle(SearchGradingAudit(object_id="张某某", limit=5), ANALYST)

    found = [(object_id, detail) for _, _, object_id, detail in await rows(database)]
    assert found == [(CASE, {"limit": 5, "shown": 0}), ("", {"limit": 5, "shown": 0})]


async def test_a_letter_with_its_file_is_an_action_of_its_own(
    database: Database,
) -> None:
    class View(BaseModel):
        letter_id: str = "le_" + "0" * 26

    handle = audited(database, t.SHOW_LETTER, answering(View()))

    await handle(ShowLetter(letter="x", with_pdf=True), ANALYST)
    await handle(ShowLetter(letter="x"), ANALYST)

    actions = [action for _, action, _, _ in await rows(database)]
    assert actions == ["letter.printed", "letter.read"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(CASE, CASE), ("2026-1124-0001", "2026-1124-0001"), ("张某某", ""), ("zhang", "")],
)
async def test_a_refused_read_leaves_a_row_without_what_may_be_a_name(
    database: Database, asked: str, kept: str
) -> None:
    handle = audited(database, t.SHOW_CASE, answering(NotFoundError("这件案件")))

    with pytest.raises(NotFoundError):
        await handle(ShowCase(case=asked), ANALYST)

    assert await rows(database) == [
        (ANALYST.person_id, "case.read_refused", kept, {"code": "not_found"})
    ]


@pytest.mark.parametrize("outcome", [_View(), NotFoundError("这件案件")], ids=type)
async def test_without_the_row_there_is_no_answer(
    database: Database, outcome: BaseModel | Exception
) -> None:
    async with database.work() as work:
        await work.session.execute(text("DROP TABLE audit"))
    handle = audited(database, t.SHOW_CASE, answering(outcome))

    with pytest.raises(DatabaseTroubleError):
        await handle(ShowCase(case=CASE), ANALYST)


async def test_a_question_without_a_decision_leaves_a_plain_row(
    database: Database,
) -> None:
    new = Topic(
        name="grading.secrets.show",
        kind=Kind.QUERY,
        said_by=(Principal.CONSOLE,),
        heard_by=(Principal.GRADING,),
        source="",
        summary="",
    )
    await audited(database, new, answering(_View()))(ShowCase(case="x"), ANALYST)

    assert [row[1] for row in await rows(database)] == ["secrets.show"]


async def test_a_command_is_left_to_its_own_rows(database: Database) -> None:
    handle = answering(RefusedError("不行"))

    assert audited(database, t.BEGIN_CASE, handle) is handle


@pytest.mark.parametrize("topic", QUERIES, ids=lambda topic: topic.name)
def test_every_question_has_a_decision(topic: Topic) -> None:
    assert topic in QUESTIONS, f"decide in bus/reads.py what {topic.name} leaves"


@pytest.mark.parametrize("topic", QUERIES, ids=lambda topic: topic.name)
def test_a_decision_names_fields_that_there_are(topic: Topic) -> None:
    read = QUESTIONS[topic]
    if isinstance(read, str):
        assert len(read) > 20, "say why it leaves no row"
        return
    question = MESSAGES[topic]
    assert issubclass(question, Ask)
    for name in filter(None, (read.asked, read.flag, *read.tells)):
        assert name in question.model_fields
    for name in filter(None, (read.counted, read.found)):
        _walk(question.answer, name)


def _walk(model: type[BaseModel], path: str) -> None:
    head, _, rest = path.partition(".")
    inner: Any = model.model_fields[head].annotation
    if rest:
        assert issubclass(inner, BaseModel)
        _walk(inner, rest)


@pytest.mark.parametrize("topic", QUERIES, ids=lambda topic: topic.name)
def test_who_asks_about_a_matter_or_a_person_leaves_a_row(topic: Topic) -> None:
    _, thing, verb = topic.name.split(".")
    is_of_matter = thing.rstrip("s") in OF_MATTERS or thing in OF_MATTERS
    if is_of_matter and verb != "count":
        assert isinstance(QUESTIONS[topic], Read)


def test_only_ids_and_numbers_are_telling() -> None:
    for told in (CASE, "2026-1124-0001", "柳廉告〔2026〕1号", "柳廉告[2026]12号"):
        assert telling(told) == told
    for typed in ("", "张三", "zhang san", f"{CASE} 张三", "x" * 500, None, 7):
        assert telling(typed) == ""


def names_people(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> bool:
    """Return whether an answer may hold text about a person, at any depth."""
    if model in seen:
        return False
    told = (field.annotation for field in model.model_fields.values())
    return any(_is_personal(one, seen | {model}) for one in told)


def _is_personal(annotation: Any, seen: frozenset[type]) -> bool:
    parts = get_args(annotation)
    if parts:
        return any(_is_personal(one, seen) for one in parts)
    if not isinstance(annotation, type):
        return False
    if issubclass(annotation, BaseModel):
        return names_people(annotation, seen)
    return issubclass(annotation, Personal)


@pytest.mark.parametrize("topic", QUERIES, ids=lambda topic: topic.name)
def test_an_answer_that_names_people_leaves_a_row_or_says_why_not(topic: Topic) -> None:
    """By the types of its fields, so that nobody has to remember it."""
    question = MESSAGES[topic]
    assert issubclass(question, Ask)

    if names_people(question.answer):
        decided = QUESTIONS[topic]
        assert isinstance(decided, Read) or "names no person" not in decided


def test_a_name_is_found_however_deep_it_lies() -> None:
    class Inner(BaseModel):
        name: Personal | None = None

    class Outer(BaseModel):
        rows: tuple[Inner, ...] = ()

    class Plain(BaseModel):
        code: str = ""

    assert names_people(Outer)
    assert not names_people(Plain)
