"""Promise: role, request and relation together give exactly what the tables say.

The expectation is made of `access.ROLES` and `is_recused` alone; the answers come from
the services' own handlers on real databases. Whoever is recused gets what is said of
what does not exist, after the very same statements.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, product
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import true

from lianqing_grading.store import scope
from lianqing_intake.domain import seeing
from lianqing_notify.store import letters
from lianqing_notify.usecases import views
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.topics import get
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.errors import NotAllowedError, RefusedError
from lianqing_shared.security import access
from lianqing_shared.security.access import EVERY_UNIT, ROLES, Sphere, is_recused
from tests.unit.matrix.recipes import NO_MATTER, RECIPES, Recipe, missing
from tests.unit.matrix.town import KEY, PLACES, RELATIONS, UNIT, Town, a_town

with_towns = pytest.mark.asyncio(loop_scope="module")
"""For tests that use the towns, which live as long as the module."""

OWN_UNIT = {
    (topic, role)
    for topic in (t.SEARCH_LETTERS, t.SHOW_LETTER, t.ENTER_REPLY)
    for role in (Role.UNIT_HEAD, Role.UNIT_RESPONDER)
}
"""A unit must answer its letters: a relation of its people to the whole of their own
unit keeps them from judging, not from that. Nobody answers a letter about himself."""


@dataclass(frozen=True)
class Answer:
    """What came back, and what the databases were asked for it."""

    words: str
    statements: tuple[str, ...]
    error: str = ""


@dataclass
class Towns:
    """A town with the matter, and one as if it had never been."""

    town: Town
    twin: Town


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["sqlite", "postgresql"]
)
async def towns(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Towns]:
    """Give the towns once: what is asked of them changes nothing that is compared."""
    folder = tmp_path_factory.mktemp("matrix")
    is_sqlite = request.param == "sqlite"
    server = None if is_sqlite else request.getfixturevalue("postgres_server")
    async with (
        a_town(folder, with_matter=True, server=server) as town,
        a_town(folder, with_matter=False, server=server) as twin,
    ):
        yield Towns(town, twin)


async def answer(town: Town, ask: Ask[Any], actor: Actor) -> Answer:
    with town.statements() as seen:
        try:
            found = await town.board.ask(ask, actor)
        except RefusedError as err:
            return Answer(err.sentence, tuple(seen), error=type(err).__name__)
        return Answer(found.model_dump_json(), tuple(seen))


def is_hidden(topic: Topic, role: Role, relation: str, actor: Actor) -> bool:
    """Return the expectation, from the one rule of recusal."""
    if relation == "unit" and (topic, role) in OWN_UNIT:
        return False
    return is_recused(actor, unit=UNIT, subject_key=KEY)


async def problems(
    towns: Towns,
    recipes: Mapping[Topic, Recipe] = RECIPES,
    rows: Mapping[Topic, frozenset[Role]] = ROLES,
) -> list[str]:
    """Return a sentence for everything that is not as the tables say."""
    found = []
    turn = cycle(range(1_000))
    for topic, recipe in recipes.items():
        for role, relation in product(Role, RELATIONS):
            actor = towns.town.actor(role, relation, place=recipe.place)
            where = f"{topic.name} as {role}, {relation}"
            if role not in rows[topic]:
                if relation == "none" and not await _is_refused(towns, recipe, actor):
                    found.append(f"{where}: no row allows it, and it is answered")
            elif is_hidden(topic, role, relation, actor):
                at = next(turn)
                found += [
                    f"{where}: {what}"
                    for what in await _leaks(towns, recipe, actor, at=at)
                ]
            elif role not in recipe.barred and not await _works(towns, recipe, actor):
                found.append(f"{where}: a row allows it, and it leads to nothing")
    return found


async def _is_refused(towns: Towns, recipe: Recipe, actor: Actor) -> bool:
    ask = recipe.present(towns.town)[0]
    return (await answer(towns.town, ask, actor)).error == NotAllowedError.__name__


async def _leaks(towns: Towns, recipe: Recipe, actor: Actor, *, at: int) -> list[str]:
    """Return how what is hidden differs from what is not there."""
    ways = recipe.present(towns.town)
    hidden = await answer(towns.town, ways[at % len(ways)], actor)
    found = []
    if any(token in hidden.words for token in towns.town.tokens):
        found.append("the answer names the matter")
    if recipe.absent is not None:
        absent = await answer(towns.town, recipe.absent, actor)
    elif recipe.as_twin:
        absent = await answer(towns.twin, ways[0], actor)
    else:
        return found
    if (hidden.words, hidden.error) != (absent.words, absent.error):
        found.append(f"{hidden.error or 'an answer'} differs from what is absent")
    if hidden.statements != absent.statements:
        found.append("the databases are asked otherwise than for what is absent")
    return found


async def _works(towns: Towns, recipe: Recipe, actor: Actor) -> bool:
    """Return whether asking leads to the matter in any way.

    An act is refused in the end, for it lacks something or comes too late; but not as
    if nothing were there, nor for want of authority on every case.
    """
    for ask in recipe.present(towns.town):
        got = await answer(towns.town, ask, actor)
        if recipe.absent is None:
            return any(token in got.words for token in towns.town.tokens) or (
                got.words != (await answer(towns.twin, ask, actor)).words
            )
        if got.error == recipe.reaches:
            return True
    return False


@with_towns
async def test_everything_is_as_the_tables_say(towns: Towns) -> None:
    found = await problems(towns)

    assert not found, "\n".join(found)


OF_NOBODYS = "finance"
"""A unit that has no part in the matter: not its addressee, sender or convened."""
SPHERES = {
    "intake.": Sphere.REPORTS,
    "grading.": Sphere.CASES,
    "notify.": Sphere.LETTERS,
}
NOT_BY_UNIT = {Role.PARTY_SECRETARY, Role.COUNTY_LIAISON, Role.INFORMANT}
"""They find what was submitted to them or what they wrote, whatever their unit."""
EVERYBODYS = {t.LIST_MEETINGS, t.LIST_GAPS}
"""Kept by role and recusal alone."""


async def strays(
    towns: Towns, recipes: Mapping[Topic, Recipe] = RECIPES
) -> AsyncIterator[str]:
    """Give a sentence for whatever somebody of another unit finds of the matter."""
    for topic, recipe in recipes.items():
        sphere = next(
            (one for at, one in SPHERES.items() if topic.name.startswith(at)), None
        )
        if sphere is None or topic in EVERYBODYS or ".audit." in topic.name:
            continue
        for role in ROLES[topic] - EVERY_UNIT[sphere] - NOT_BY_UNIT:
            actor = towns.town.actor(role, "none").model_copy(
                update={"unit": OF_NOBODYS}
            )
            for at in range(len(recipe.present(towns.town))):
                for what in await _leaks(towns, recipe, actor, at=at):
                    yield f"{topic.name} as {role} of another unit: {what}"


@with_towns
async def test_whoever_is_kept_to_his_unit_finds_nothing_of_others(
    towns: Towns,
) -> None:
    assert [one async for one in strays(towns)] == []


@with_towns
async def test_a_query_that_forgets_the_unit_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (views, seeing, scope):
        monkeypatch.setattr(module, "only_unit", lambda *_: None)

    found = {one.partition(" ")[0] async for one in strays(towns)}

    assert {"notify.letter.show", "intake.report.show", "grading.case.show"} <= found


def test_every_request_stands_in_the_recipes_or_says_why_not() -> None:
    assert missing() == []
    assert {topic.name for topic in RECIPES} | set(NO_MATTER) == {
        topic.name for topic in ROLES
    }


def test_a_new_request_without_a_recipe_fails_with_what_to_add() -> None:
    new = get("grading.case.whisper", "Whisper about a case.", "no plan")

    (sentence,) = missing([new])

    assert "grading.case.whisper: add it to RECIPES" in sentence


@with_towns
async def test_the_relations_are_what_they_are_called(towns: Towns) -> None:
    for relation in RELATIONS:
        actor = towns.town.actor(Role.ANALYST, relation)
        assert is_recused(actor, unit=UNIT, subject_key=KEY) == (relation != "none")


def test_every_role_has_its_place() -> None:
    assert set(PLACES) <= set(Role)


@with_towns
async def test_a_query_that_forgets_recusal_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "_not_recused", lambda _: true())
    few = {topic: RECIPES[topic] for topic in (t.SEARCH_CASES, t.SHOW_CASE)}

    found = await problems(towns, few)

    assert any("search" in one and "names the matter" in one for one in found)
    assert any("case.show" in one and "differs" in one for one in found)


@with_towns
async def test_a_handler_that_recuses_after_the_query_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is right, but more was asked of the database on the way."""
    real = letters.find_letter

    async def late(session: Any, key: str, **given: Any) -> Any:
        found = await real(session, key, **{**given, "sight": letters.Sight()})
        hidden = given["sight"].hidden_subjects
        return None if found is None or found.subject_key in hidden else found

    monkeypatch.setattr(views, "find_letter", late)

    found = await problems(towns, {t.SHOW_LETTER: RECIPES[t.SHOW_LETTER]})

    assert found
    assert all("asked otherwise" in one or "unit" in one for one in found)


@pytest.mark.parametrize(
    ("topic", "role"),
    [
        pytest.param(t.SEARCH_CASES, Role.ENTRY_CLERK, id="a clerk searches cases"),
        pytest.param(t.CONVENE_CASE, Role.UNIT_HEAD, id="a head convenes"),
        pytest.param(t.ACCEPT_REPLY, Role.INFORMANT, id="an informant judges"),
    ],
)
@with_towns
async def test_a_row_that_is_too_wide_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch, topic: Topic, role: Role
) -> None:
    wide = {**ROLES, topic: ROLES[topic] | {role}}
    monkeypatch.setattr(access, "ROLES", wide)

    found = await problems(towns, {topic: RECIPES[topic]}, wide)

    assert any(f"as {role}" in one and "leads to nothing" in one for one in found)


@with_towns
async def test_a_row_that_is_missing_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = {**ROLES, t.SHOW_CASE: frozenset({Role.ANALYST})}

    found = await problems(towns, {t.SHOW_CASE: RECIPES[t.SHOW_CASE]}, narrow)

    assert any("no row allows it" in one for one in found)


@with_towns
async def test_an_act_that_forgets_recusal_is_found(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = RECIPES[t.ENTER_REPLY]
    monkeypatch.setattr(letters.Sight, "where", lambda _: [])

    found = await problems(towns, {t.ENTER_REPLY: replace(recipe)})

    assert any("differs" in one for one in found)
