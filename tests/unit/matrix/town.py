"""One town on real databases: a matter in every service, or nothing of it (the twin).

The matter is about 孙某 of the agricultural office, and stands in cases of several
states, a letter, reports, a meeting's minutes, a relation and an entry on interference.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import event, text

from lianqing_grading import app as grading
from lianqing_grading.settings import GradingSettings
from lianqing_grading.store.tables import Base as GradingBase
from lianqing_grading.usecases.hold_meeting import hold_meeting
from lianqing_grading.usecases.learn_officers import learn_officers
from lianqing_intake import app as intake
from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.settings import IntakeSettings
from lianqing_intake.store.tables import Base as IntakeBase
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_notify import app as notify
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import NotifySettings
from lianqing_notify.store.tables import Base as NotifyBase
from lianqing_notify.usecases.desk import Desk as NotifyDesk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.views import search as search_letters
from lianqing_registry.entrypoints.conduct import ConductDesk
from lianqing_registry.store.tables import Base as RegistryBase
from lianqing_registry.store.tables import PersonRow, UnitRow
from lianqing_registry.usecases.standing import standings
from lianqing_shared.bus.reads import audited
from lianqing_shared.bus.rpc import Answerer
from lianqing_shared.bus.runtime import Context
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts import conduct
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import Body
from lianqing_shared.contracts.letters import SearchLetters
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Facts, Subject, SubjectKind
from lianqing_shared.contracts.topology import Principal, Topic
from lianqing_shared.db import Database
from lianqing_shared.ids import new_id
from lianqing_shared.security import access
from lianqing_shared.security.digests import subject_key
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, fresh_postgres, opened
from lianqing_shared.testing.decisions import a_decision, a_unit
from lianqing_shared.testing.reports import a_report as a_submission
from lianqing_shared.testing.reports import a_unit_event
from tests.unit.grading.builders import (
    ANALYST,
    COUNTY,
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    Desk,
    a_confirmation,
    a_report,
    a_verification,
)

DIGEST_KEY = bytes(32)
_NEEDED = {"db_url": "sqlite+aiosqlite://"}
"""Not used: the databases are opened here."""
UNIT, NAME = "agri", "孙某"
KEY = subject_key(DIGEST_KEY, unit=UNIT, person_name=NAME)
SUBJECT = Subject(
    kind=SubjectKind.PERSON,
    unit=UNIT,
    unit_name="镇农业服务中心",
    person_name=Personal(NAME),
)
_UNITS = ("county", "centre", "court", "finance", UNIT)
RELATIONS = (
    "none",
    "self",
    "former",
    "spouse",
    "kin",
    "former_superior",
    "business",
    "same_unit",
    "unit",
    "moved",
)
"""How an actor may stand to the matter; `former` is himself after a transfer and under
a new name, `moved` a relation from before its subject came to where he is reported."""
PLACES = {
    Role.UNIT_HEAD: UNIT,
    Role.UNIT_RESPONDER: UNIT,
    Role.ENTRY_CLERK: "court",
    Role.VILLAGE_CLERK: "court",
    Role.INFORMANT: "court",
    Role.COUNTY_LIAISON: "county",
}
"""Where somebody with the role works; the rest at the centre."""


class Switchboard:
    """Takes the place of the bus: the same gate, the same audit, no network."""

    def __init__(self) -> None:
        self.database: Database | None = None
        self._handlers: dict[Topic, Answerer] = {}

    def hears(self, *_: object, **__: object) -> None:
        """Let a service listen to nobody."""

    def answers(self, question: type[Ask[Any]], handle: Answerer) -> None:
        """Take a handler on."""
        assert self.database is not None
        self._handlers[question.topic] = audited(self.database, question.topic, handle)

    async def ask(self, question: Ask[Any], actor: Actor) -> BaseModel:
        """Answer as the bus does: the gate first, then the handler."""
        access.require(actor, question.topic)
        return await self._handlers[question.topic](question, actor)


@dataclass
class Town:
    """The services, who may ask, and by what words the matter would be known."""

    board: Switchboard
    databases: dict[Principal, Database]
    people: dict[str, Actor] = field(default_factory=dict)
    cases: list[str] = field(default_factory=list)
    letter: str = ""
    reports: list[str] = field(default_factory=list)
    relation: str = ""
    tokens: set[str] = field(default_factory=set)

    def actor(self, role: Role, relation: str, *, place: str | None = None) -> Actor:
        """Return a person with a role who stands so to the matter."""
        unit = PLACES.get(role, "centre")
        if place is not None and unit == UNIT:
            unit = place
        return self.people[relation].model_copy(update={"roles": (role,), "unit": unit})

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Record what is asked of all databases, without the values."""
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        engines = [one.engine.sync_engine for one in self.databases.values()]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def a_town(
    folder: Path, *, with_matter: bool, server: str | None
) -> AsyncIterator[Town]:
    """Open the four services; with the matter, or as if it had never been.

    Without a PostgreSQL server their databases are SQLite files in the folder.
    """
    clock = SetClock(START)
    async with AsyncExitStack() as stack:
        databases = {}
        for service, base in (
            (Principal.REGISTRY, RegistryBase),
            (Principal.INTAKE, IntakeBase),
            (Principal.GRADING, GradingBase),
            (Principal.NOTIFY, NotifyBase),
        ):
            url = f"sqlite+aiosqlite:///{folder / f'{service}-{with_matter}.db'}"
            if server is not None:
                url = stack.enter_context(fresh_postgres(server))
            databases[service] = await stack.enter_async_context(
                opened(url, base.metadata, clock=clock, service=service)
            )
            await _be_quick(databases[service])
        town = Town(Switchboard(), databases)
        await _wire(town, folder, clock)
        await _fill_registry(town, with_matter=with_matter)
        await _fill_grading(town, with_matter=with_matter)
        await _fill_notify(town, with_matter=with_matter)
        await _fill_intake(town, with_matter=with_matter)
        yield town


async def _be_quick(database: Database) -> None:
    """Leave the disk alone: thousands of questions, each with its audit row."""

    def set_up(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    engine = database.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", set_up)
    else:
        async with engine.begin() as connection:
            name = engine.url.database
            await connection.execute(
                text(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
            )
    await engine.dispose()


async def _wire(town: Town, folder: Path, clock: SetClock) -> None:
    key_file = folder / "digest.key"
    key_file.write_text(DIGEST_KEY.hex())

    def context(settings: Any, service: Principal) -> Any:
        town.board.database = town.databases[service]
        return Context(
            settings=settings,
            database=town.databases[service],
            bus=town.board,  # type: ignore[arg-type]  # takes the bus's place
            clock=clock,
            signer=Signer.new(),
        )

    grading.build(context(GradingSettings.model_validate(_NEEDED), Principal.GRADING))
    notify.build(context(NotifySettings.model_validate(_NEEDED), Principal.NOTIFY))
    settings = IntakeSettings.model_validate({**_NEEDED, "digest_key": key_file})
    await intake.build(context(settings, Principal.INTAKE))
    registry = town.databases[Principal.REGISTRY]
    town.board.database = registry
    ConductDesk(registry, digest_key=DIGEST_KEY).register(town.board)  # type: ignore[arg-type]  # as above


async def _fill_registry(town: Town, *, with_matter: bool) -> None:
    registry = town.databases[Principal.REGISTRY]
    async with registry.work() as work:
        work.session.add_all(
            UnitRow(**_unit(code, number))
            for number, code in enumerate(
                ("county", "centre", "court", "finance", UNIT)
            )
        )
    desk = ConductDesk(registry, digest_key=DIGEST_KEY)
    mover = await _person(registry, "李某", "finance")
    ids = {}
    for relation in RELATIONS:
        name, unit = (
            (NAME, UNIT)
            if relation in {"self", "former"}
            else (f"{relation}", "centre")
        )
        ids[relation] = await _person(registry, name, unit)
        await _declare(desk, relation, ids[relation])
    await _change(registry, mover, name=NAME, unit=UNIT)
    await _change(registry, ids["former"], name="孙某某", unit="centre")
    witness = await _person(registry, "witness", "centre")
    async with registry.look() as session:
        found = await standings(
            session, [*ids.values(), witness], digest_key=DIGEST_KEY
        )
    for relation, person_id in ids.items():
        town.people[relation] = _actor(person_id, relation, found[person_id])
    if with_matter:
        await _conduct_about(town, desk, _actor(witness, "witness", found[witness]))


async def _conduct_about(town: Town, desk: ConductDesk, witness: Actor) -> None:
    view = await desk.declare(
        conduct.DeclareRelation(
            kind=conduct.RelationKind.KIN, unit=UNIT, named=Personal(NAME)
        ),
        witness,
    )
    entry = await desk.record(
        conduct.RecordInterference(
            kind=conduct.InterferenceKind.PLEADED,
            way=conduct.InterferenceWay.TELEPHONE,
            happened_on=date(2026, 11, 23),
            asker_name=Personal("许某"),
            asker_unit="court",
            about_unit=UNIT,
            about_name=Personal(NAME),
            text=Personal("来电说情"),
            response=Personal("已拒绝"),
        ),
        witness,
    )
    town.relation = view.relation_id
    town.tokens |= {view.relation_id, entry.interference_id}


async def _fill_grading(town: Town, *, with_matter: bool) -> None:
    desk = Desk(town.databases[Principal.GRADING])
    await desk.learn_town()
    await _office(desk)
    meeting = c.HoldMeeting(
        held_on=date(2026, 11, 20),
        topic_text="例会",
        units=("court",),
        minutes="布置任务",
    )
    async with desk.database.work() as work:
        # The same in both towns, whose answers are compared.
        await hold_meeting(work, meeting, DIRECTOR, random_bits=lambda _: 1)
    if not with_matter:
        return
    town.cases = await _cases(desk)
    views = [await desk.show(case_id) for case_id in town.cases]
    town.tokens |= {*town.cases, *(view.row.case_no for view in views)}
    about = meeting.model_copy(
        update={
            "held_on": date(2026, 11, 23),
            "minutes": f"研究{views[0].row.case_no}一案",
        }
    )
    async with desk.database.work() as work:
        await hold_meeting(work, about, DIRECTOR)


async def _office(desk: Desk) -> None:
    """Let the deputy be recused, so that there is a gap to list."""
    officer = conduct.Officer(
        person_id=DEPUTY.person_id,
        unit="centre",
        roles=(Role.DEPUTY_SECRETARY,),
        keys=("d" * 64,),
        recused_subjects=(KEY,),
        version=1,
    )
    async with desk.database.work() as work:
        said = conduct.OfficersChanged(officers=(officer,), at=work.now)
        await learn_officers(work, said)


async def _cases(desk: Desk) -> list[str]:
    """Open a case in each state that somebody may know of."""

    async def opened_with(facts: Facts) -> str:
        report = a_report(facts, subject=SUBJECT, subject_key=KEY)
        case_id = await desk.opened(report)
        await desk.do(c.BeginCase(case_id=case_id), ANALYST)
        return case_id

    async def proposed(code: str) -> str:
        case_id = await opened_with(FACTS_OF[code])
        await desk.do(a_verification(case_id, FACTS_OF[code]), ANALYST)
        return case_id

    verifying = await opened_with(FACTS_OF["P4.3.3"])
    mild = await proposed("P4.3.2")
    studying = await proposed("P4.2.2")
    units = ("court", "police")
    await desk.do(c.ConveneCase(case_id=studying, units=units, reason="研究"), DEPUTY)
    submitted = []
    for code, body in (
        ("P4.1.3", Body.PARTY_SECRETARY),
        ("P4.1.4", Body.COUNTY_COMMITTEE),
    ):
        case_id = await proposed(code)
        await desk.do(c.SubmitCase(case_id=case_id, to=body, reason="重大"), DIRECTOR)
        submitted.append(case_id)
    warned = await proposed("P4.3.4")
    await desk.do(a_confirmation(warned), DIRECTOR)
    return [verifying, mild, studying, *submitted, warned]


async def _fill_notify(town: Town, *, with_matter: bool) -> None:
    settings = NotifySettings.model_validate(_NEEDED)
    desk = NotifyDesk(
        database=town.databases[Principal.NOTIFY],
        town=read_town(None),
        typesetter=Typesetter(settings.font_folders),
        signer=Signer.new(),
    )
    await keep_unit(desk, a_unit(UNIT, name="镇农业服务中心"), message_id="u1")
    if not with_matter:
        return
    decided = a_decision(Level.THREE, addressee=UNIT, case_id=town.cases[-1])
    decided = decided.model_copy(update={"subject_key": KEY, "subject_unit": UNIT})
    await issue_letter(desk, decided, message_id="m1")
    found = await search_letters(desk, SearchLetters(), DIRECTOR)
    (letter,) = found.letters
    town.letter = letter.letter_id
    town.tokens |= {letter.letter_id, letter.number}


async def _fill_intake(town: Town, *, with_matter: bool) -> None:
    database = town.databases[Principal.INTAKE]
    office = Office(
        terms=Terms(now=START, managed_above=("镇长",), late_clock=START - START),
        digest_key=DIGEST_KEY,
        signer=Signer.new(),
    )
    async with database.work() as work:
        for code, name in (("court", "柳园人民法庭"), (UNIT, SUBJECT.unit_name)):
            await learn_unit(a_unit_event(code, name=name), work=work)
        if not with_matter:
            return
        # By the unit's name alone, as lists give it: the code is found by intake.
        subject = SUBJECT.model_copy(update={"unit": None})
        said = [
            a_submission(number, subject=subject) for number in range(len(RELATIONS))
        ]
        judged = await accept_reports(
            [
                Incoming(
                    unit="court",
                    submission_id=one.submission_id,
                    body=one.model_dump_json().encode(),
                    report=one,
                    entered_by=town.people[relation].person_id,
                )
                for one, relation in zip(said, RELATIONS, strict=True)
            ],
            work=work,
            office=office,
        )
    town.reports = [one.verdict.report_id or "" for one in judged]
    town.tokens |= {*town.reports, *(one.verdict.report_no or "" for one in judged)}


async def _person(registry: Database, name: str, unit: str) -> str:
    async with registry.work() as work:
        person_id = new_id("pe", work.now)
        work.session.add(
            PersonRow(
                person_id=person_id,
                login=person_id[-20:],
                name=Personal(name),
                unit=unit,
                password_hash="x",  # noqa: S106 - nobody logs in
                must_change_password=False,
                is_active=True,
                added_at=work.now,
            )
        )
    return person_id


async def _change(registry: Database, person_id: str, *, name: str, unit: str) -> None:
    async with registry.work() as work:
        row = await work.session.get(PersonRow, person_id)
        assert row is not None
        row.name, row.unit = Personal(name), unit


async def _declare(desk: ConductDesk, relation: str, person_id: str) -> None:
    """Declare what makes the relation; nothing for none and for himself."""
    if relation in {"none", "self", "former"}:
        return
    declared = {"moved": ("kin", "finance", "李某"), "unit": ("business", UNIT, None)}
    kind, unit, named = declared.get(relation, (relation, UNIT, NAME))
    ask = conduct.DeclareRelation.model_validate(
        {"kind": kind, "unit": unit, "named": named}
    )
    await desk.declare(ask, _himself(person_id))


def _himself(person_id: str) -> Actor:
    """Return somebody who declares for himself."""
    return DIRECTOR.model_copy(update={"person_id": person_id})


def _actor(person_id: str, name: str, standing: Any) -> Actor:
    present, *former = standing.keys
    return COUNTY.model_copy(
        update={
            "person_id": person_id,
            "name": Personal(f"{name}某"),
            "subject_key": present,
            "recused_units": standing.recused_units,
            "recused_subjects": (*former, *standing.recused_subjects),
        }
    )


def _unit(code: str, number: int) -> dict[str, Any]:
    given = a_unit_event(code).unit
    values: dict[str, Any] = {
        "code": code,
        "name": given.name,
        "kind": given.kind,
        "path": code,
        "status": given.status,
        "aliases": [],
        "version": 1,
        "added_at": START,
    }
    extra = {
        "kind_text": "",
        "depth": 0,
        "position": number,
        "remark": "",
        "words": "",
        "said": 1,
    }
    return values | extra
