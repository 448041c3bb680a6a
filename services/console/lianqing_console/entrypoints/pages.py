"""Turn templates into pages: language, menu, session, nothing that decides."""

import secrets
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lianqing_console.domain import money, words
from lianqing_console.domain.action_words import action_text
from lianqing_console.domain.menu import home_for, menu_for
from lianqing_console.domain.returns import TONES
from lianqing_console.entrypoints.language import CHINESE, LANGUAGES, translations
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.informant_words import InformantState
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import BY_CODE, ContentClass, Level, Source
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.security.access import may

LANGUAGE_COOKIE = "lq-language"
SEE_OTHER = 303
_TEMPLATES = Path(__file__).parent.parent / "templates"
_WORDS: Mapping[str, object] = {
    "LEVELS": tuple(Level),
    "STATES": tuple(CaseState),
    "LETTER_STATES": tuple(LetterState),
    "SOURCES": tuple(Source),
    "CLASSES": tuple(ContentClass),
    "CIRCUMSTANCES": BY_CODE,
    "DEADLINES": words.DEADLINES,
    "ANYTHING": words.ANYTHING,
    "T": topology,
    "ROLES": tuple(Role),
    "UNIT_KINDS": tuple(UnitKind),
    "UNIT_STATES": tuple(UnitStatus),
    "INFORMANT_STATES": tuple(InformantState),
    "IN_OFFICE": (InformantState.ACTIVE, InformantState.SUSPENDED),
    "RETURN_TONES": TONES,
    "RETURN_LEGEND": tuple((status.label, tone) for status, tone in TONES.items()),
    "UNIT_FIELDS": words.UNIT_FIELDS,
}
"""The closed sets and tables that templates speak of."""


class Pages:
    """Render templates for one console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rooms = {name: _environment(name) for name in LANGUAGES}

    def show(
        self, request: Request, template: str, *, status: int = 200, **said: object
    ) -> HTMLResponse:
        """Return a page; `said` is what the template speaks of."""
        language = language_of(request)
        visitor = visitor_of(request)
        allowed = partial(may, visitor.actor) if visitor else _nothing
        text = (
            self._rooms[language]
            .get_template(template)
            .render(
                language=language,
                town=self._console.settings.town,
                request=request,
                visitor=visitor,
                may=allowed,
                menu=menu_for(allowed) if visitor else (),
                home=home_for(allowed) if visitor else "/login",
                today=beijing_day(self._console.clock.now()),
                once=secrets.token_hex(12),
                **said,
            )
        )
        return HTMLResponse(text, status_code=status)


def _nothing(topic: Topic) -> bool:
    """Return what somebody may do who is not logged in."""
    return False


def go(location: str) -> Response:
    """Send the browser to a page of ours with a fresh GET."""
    return RedirectResponse(location, status_code=SEE_OTHER)


def language_of(request: Request) -> str:
    """Return the language that this browser chose."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, CHINESE)
    return chosen if chosen in LANGUAGES else CHINESE


def visitor_of(request: Request) -> Visitor | None:
    """Return the person whom this request was found to belong to, if any yet."""
    found = getattr(request.state, "visitor", None)
    return found if isinstance(found, Visitor) else None


def said_done(request: Request, sentences: Mapping[str, str]) -> str:
    """Return the sentence for what was just done; never text from the address."""
    return sentences.get(request.query_params.get("done", ""), "")


def _environment(language: str) -> Environment:
    room = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say = translations(language).gettext

    def said_in(text: str, **values: object) -> str:
        found = say(text)
        return found % values if values else found

    # The extension's own function would call whatever it translates safe HTML, and
    # read a per cent sign in it as a place to fill; but units' names pass here too.
    room.globals["_"] = said_in
    room.filters.update(
        shown=words.shown,
        moment=words.short_moment,
        long_moment=words.long_moment,
        day=words.short_day,
        yuan=money.yuan_text,
        tone=words.tone_of,
        audit_moment=words.audit_moment,
        action=action_text,
    )
    room.globals.update(_WORDS, days_between=_days_between)
    return room


def _days_between(first: date, last: date) -> int:
    return (last - first).days
