"""Menus, filters, charts, words and the guard are pure and forgiving."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

import lianqing_console
from lianqing_console.domain.charts import Bar, bar_chart
from lianqing_console.domain.filters import case_filter
from lianqing_console.domain.menu import home_for, menu_for
from lianqing_console.domain.words import NOTHING, shown, tone_of
from lianqing_console.entrypoints.guard import refused
from lianqing_console.entrypoints.language import ENGLISH, translations
from lianqing_console.gateways.seal import digest_of, form_token, seal, unseal
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Level, Source
from lianqing_shared.contracts.topology import Topic

PACKAGE = Path(lianqing_console.__file__).parent


def test_the_menu_shows_what_may_be_asked_and_begins_there() -> None:
    only = t.SEARCH_LETTERS

    assert [item.key for item in menu_for(lambda topic: topic is only)] == ["letters"]


@pytest.mark.parametrize(
    ("topics", "begins"),
    [
        ({t.LIST_UNITS, t.SEARCH_CASES}, "/queue"),  # works on cases
        ({t.LIST_UNITS, t.SEARCH_CASES, t.ENTER_NIL}, "/home"),  # owes reports too
        ({t.LIST_UNITS}, "/home"),  # administrators, clerks, informants
        (set(), "/account"),  # a duty of his own account is pending
    ],
)
def test_each_begins_where_his_work_is(topics: set[Topic], begins: str) -> None:
    assert home_for(topics.__contains__) == begins


def test_an_entry_gives_way_to_the_wider_one_for_the_same() -> None:
    own = {t.SHOW_INFORMANT, t.LIST_RULES}

    assert [item.key for item in menu_for(own.__contains__)] == ["me", "rules"]
    assert [item.key for item in menu_for({*own, t.LIST_INFORMANTS}.__contains__)] == [
        "informants"
    ]


@given(
    st.dictionaries(
        st.sampled_from(["q", "level", "source", "class", "unit", "state", "after"]),
        st.text(max_size=60),
    )
)
def test_any_address_is_a_filter(query: dict[str, str]) -> None:
    chosen = case_filter(query)

    assert case_filter({"q": chosen.text}).text == chosen.text
    assert "\n" not in chosen.address()


def test_a_filter_survives_its_own_address() -> None:
    chosen = case_filter({"q": "低保", "level": "2", "state": "proposed"})

    assert chosen.level is Level.TWO
    assert chosen.address() == "q=%E4%BD%8E%E4%BF%9D&level=2&state=proposed"


@given(st.lists(st.integers(min_value=0, max_value=10**6), max_size=20))
def test_bars_stay_inside_and_a_count_is_never_invisible(counts: list[int]) -> None:
    chart = bar_chart("k", "t", [Bar(str(n), n) for n in counts])

    assert chart.total == sum(counts)
    for placed in chart.bars:
        assert chart.label_px + placed.width < chart.width
        assert (placed.width > 0) == (placed.bar.count > 0)


def test_pages_reveal_what_logs_mask() -> None:
    assert f"{Personal('甲某')}" == "***"
    assert shown(Personal("甲某")) == "甲某"
    assert shown(None) == NOTHING


def test_every_state_has_a_mark() -> None:
    assert all(tone_of(state) for state in (*CaseState, *LetterState))


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),  # our own page
        ({"sec-fetch-site": "cross-site"}, False),  # another site's form
        ({"sec-fetch-site": "same-site"}, False),  # a sibling host
        ({"sec-fetch-site": "none"}, False),  # nobody types a POST
        ({"host": "a:1", "origin": "http://a:1"}, True),  # an older browser
        ({"host": "a:1", "origin": "http://b:1"}, False),  # the same, elsewhere
        ({"host": "a:1", "origin": "null"}, False),  # a sandboxed page
        ({"host": "a:1"}, False),  # says nothing: not one of ours
        ({"sec-fetch-site": "same-origin", "content-length": "9000000"}, False),
        ({"sec-fetch-site": "same-origin", "transfer-encoding": "chunked"}, False),
    ],
)
def test_only_our_own_forms_pass(headers: dict[str, str], *, passes: bool) -> None:
    assert (refused("POST", Headers(headers)) is None) == passes
    assert refused("GET", Headers(headers)) is None


def test_only_the_routes_that_take_a_file_take_more() -> None:
    headers = Headers({"sec-fetch-site": "same-origin", "content-length": "1100000"})

    assert refused("POST", headers) is not None
    assert refused("POST", headers, most=1_200_000) is None


def test_a_session_opens_only_with_its_cookie() -> None:
    sealed = seal("token", "cookie")

    assert unseal(sealed, "cookie") == "token"
    assert unseal(sealed, "another") is None
    assert unseal(sealed[:-1] + b"x", "cookie") is None
    assert digest_of("cookie") != form_token("cookie")


def test_english_knows_every_sentence_of_the_templates_and_every_label() -> None:
    say = translations(ENGLISH).gettext
    found = {
        sentence
        for page in (PACKAGE / "templates").glob("*.html")
        for sentence in re.findall(r"_\('((?:[^'\\]|\\.)*)'", page.read_text())
    }
    for kind in (CaseState, LetterState, Body, Role, Source, Behaviour, ContentClass):
        found |= {member.label for member in kind}

    assert [sentence for sentence in found if say(sentence) == sentence] == []


def test_own_script_is_small_and_no_template_needs_an_unsafe_policy() -> None:
    script = (PACKAGE / "static" / "console.js").read_text()

    assert len(script.splitlines()) <= 150
    for page in (PACKAGE / "templates").glob("*.html"):
        text = page.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", text), page


def test_styles_keep_to_the_oldest_browser() -> None:
    styles = (PACKAGE / "static" / "console.css").read_text()
    styles = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)

    for word in (":has(", "@layer", "color-mix", "oklch", "inset:", "aspect-ratio"):
        assert word not in styles
