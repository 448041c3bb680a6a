"""Pages over a real server: who sees what, what forms do, what is never shown."""

import re

import pytest

from lianqing_shared.contracts.cases import CaseState, CaseView
from lianqing_shared.testing.town import PEOPLE
from tests.integration.console.conftest import Served

PAGES = (
    "/queue",
    "/reports/new",
    "/reports",
    "/letters",
    "/database",
    "/statistics",
    "/home",
    "/units",
    "/meetings",
    "/policy",
    "/quarantine",
)
REPORT = {
    "content_class": "P2.1.3",
    "source": "public",
    "subject__kind": "unit",
    "subject__unit": "civil",
    "title": "救助款发放名单与实际不符",
    "facts__behaviour": "bookkeeping_disorder",
    "facts__consequence": "none",
    "facts__harm": "lighter",
}


def _case(served: Served, state: CaseState) -> CaseView:
    return next(one for one in served.town.cases.all() if one.row.state is state)


@pytest.mark.parametrize("login", [man.login for man in PEOPLE])
def test_every_role_gets_its_pages_and_only_those(served: Served, login: str) -> None:
    browser = served.browser(login)
    menu = set(re.findall(r'<li[^>]*><a href="(/[^"]+)"', browser.get("/account").text))

    for page in PAGES:
        reply = browser.get(page)
        assert reply.status == (200 if page in menu else 403), page
        assert "Traceback" not in reply.text
        assert "***" not in reply.text

    assert browser.get("/").location in menu


def test_nobody_sees_a_page_without_logging_in(served: Served) -> None:
    for page in (*PAGES, "/", "/cases/x", "/events"):
        reply = served.browser().get(page)

        assert reply.status == 303
        assert reply.location.startswith("/login?why=none&next=%2F")


def test_every_page_carries_the_strict_headers(served: Served) -> None:
    browser = served.browser("analyst")

    for page in ("/login", "/queue", "/nowhere", "/static/console.css"):
        headers = browser.get(page).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.get("/queue").headers["cache-control"] == "no-store"


def test_the_cookie_is_closed_to_scripts_and_other_sites(served: Served) -> None:
    browser = served.browser("analyst")

    said = browser.set_cookies[0].lower()

    assert "httponly" in said
    assert "samesite=strict" in said


def test_a_wrong_password_says_one_sentence_and_keeps_the_name(served: Served) -> None:
    browser = served.browser()

    reply = browser.log_in("analyst", "wrong")

    assert reply.status == 422
    assert "登录名或密码不正确" in reply.text
    assert 'value="analyst"' in reply.text
    assert not browser.cookies


def test_logging_in_again_gives_another_session_and_ends_the_first(
    served: Served,
) -> None:
    browser = served.browser("analyst")
    first = dict(browser.cookies)

    browser.log_in("analyst")

    assert browser.cookies != first
    browser.cookies = first
    assert browser.get("/queue").status == 303


@pytest.mark.parametrize(
    ("away", "why"),
    [
        ({"minutes": 16}, "why=idle"),  # nobody touched it
        ({"hours": 9}, "why=idle"),  # idle is found first
    ],
)
def test_an_absent_person_is_logged_out(
    served: Served, away: dict[str, float], why: str
) -> None:
    browser = served.browser("analyst")

    served.clock.advance(**away)

    assert why in browser.get("/queue").location
    assert browser.get("/queue").status == 303


def test_work_renews_the_token_but_not_beyond_eight_hours(served: Served) -> None:
    browser = served.browser("analyst")

    for _ in range(48):  # eight hours of work, a click every ten minutes
        served.clock.advance(minutes=10)
        assert browser.get("/queue").status == 200
    served.clock.advance(minutes=10)

    assert "why=ended" in browser.get("/queue").location


def test_a_person_revoked_by_the_registry_is_out_at_the_next_renewal(
    served: Served,
) -> None:
    browser = served.browser("analyst")
    served.town.ended.update(served.town.opened)

    served.clock.advance(minutes=6)

    assert "why=revoked" in browser.get("/queue").location


def test_logging_out_ends_the_session_on_the_server(served: Served) -> None:
    browser = served.browser("analyst")
    kept = dict(browser.cookies)

    token = browser.get("/queue").hidden("_token")
    reply = browser.post("/logout", {"_token": token})

    assert reply.location == "/login?why=out"
    browser.cookies = kept
    assert browser.get("/queue").status == 303


def test_a_foreign_form_does_nothing(served: Served) -> None:
    browser = served.browser("analyst")
    case = _case(served, CaseState.OPENED).row.case_id
    action = f"/cases/{case}/begin"
    page = browser.get(f"/cases/{case}")
    token, once = page.hidden("_token"), "0123456789"

    foreign = browser.post(
        action, {"_token": token, "_once": once}, sec_fetch_site="cross-site"
    )
    forged = browser.post(action, {"_token": "0" * 64, "_once": once})
    keyless = browser.post(action, {"_token": token})

    assert (foreign.status, forged.status, keyless.status) == (403, 403, 403)
    assert _case(served, CaseState.OPENED).row.case_id == case


def test_one_form_sent_twice_has_one_effect(served: Served) -> None:
    browser = served.browser("analyst")
    case = _case(served, CaseState.VERIFYING).row.case_id
    page = browser.get(f"/cases/{case}")
    action = f"/cases/{case}/note"
    typed = {
        "_token": page.hidden("_token", action=action),
        "_once": page.hidden("_once", action=action),
        "text": "已调取账册。",
    }

    replies = [browser.post(action, dict(typed)) for _ in range(2)]

    assert [reply.location for reply in replies] == [f"/cases/{case}?done=note"] * 2
    view = next(v for v in served.town.cases.all() if v.row.case_id == case)
    assert [s.detail for s in view.history].count("已调取账册。") == 1


def test_a_report_is_entered_and_its_outcome_shown(served: Served) -> None:
    browser = served.browser("finance-clerk")

    reply = browser.fill("/reports/new", "/reports/new", **REPORT)
    page = browser.get(reply.location)

    assert reply.location == "/reports/new?done=accepted"
    assert "登记成功" in page.text
    assert REPORT["title"] in page.text
    assert served.town.reports[0].submission_id.startswith("console-")


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(
    served: Served,
) -> None:
    browser = served.browser("finance-clerk")
    typed = {**REPORT, "facts__amount_fen": "很多钱", "narrative": "写了很久的一段话"}

    reply = browser.fill("/reports/new", "/reports/new", **typed)

    assert reply.status == 422
    assert "写了很久的一段话" in reply.text
    assert "金额应以元为单位" in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert served.town.reports == []


def test_the_owners_refusal_stands_at_the_form(served: Served) -> None:
    case = _case(served, CaseState.STUDYING).row.case_id
    browser = served.browser("deputy")

    reply = browser.fill(
        f"/cases/{case}",
        f"/cases/{case}/decide",
        approves="yes",
        circumstances="P4.2.3",
        reason="同意",
    )

    assert reply.status == 409
    assert "须有两个以上单位发表意见" in reply.text
    assert _case(served, CaseState.STUDYING).row.case_id == case


def test_level_two_goes_from_convening_to_letter_and_reply(served: Served) -> None:
    case = _case(served, CaseState.STUDYING).row.case_id
    for login in ("finance-head", "court-head"):
        served.browser(login).fill(
            f"/cases/{case}", f"/cases/{case}/opine", agrees="yes", text="同意。"
        )

    decided = served.browser("deputy").fill(
        f"/cases/{case}",
        f"/cases/{case}/decide",
        approves="yes",
        circumstances="P4.2.3",
        questions="何时接到通知？",
    )
    unit = served.browser("liuhe-clerk")
    link = re.search(r'href="(/letters/le_[^"]+)"', unit.get("/letters").text)
    assert link is not None
    letter = link[1]
    pdf = unit.get(f"{letter}/pdf?keep=yes")
    replied = unit.fill(
        letter,
        f"{letter}/reply",
        findings="属实",
        causes="值守不严",
        answers="当日 14 时",
        signed_by_leader="亥某",
        **{
            "measures.0.what": "修订预案",
            "measures.0.who": "寅某",
            "measures.0.due_on": "2026-12-10",
        },
    )
    accepted = served.browser("analyst").fill(letter, f"{letter}/accept")

    assert decided.location.endswith("?done=decide")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"].startswith("attachment;")
    assert replied.location.endswith("?done=reply")
    assert accepted.location.endswith("?done=accept")


def test_every_cell_of_every_rule_is_explained(served: Served) -> None:
    view = _case(served, CaseState.VERIFYING)

    page = served.browser("analyst").get(f"/cases/{view.row.case_id}").text

    cells = sum(len(rule.cells) for rule in view.proposal.rules)
    assert len(re.findall(r'<tr class="(?:ok|ko)( any)?">', page)) == cells


def test_what_nobody_foresaw_gives_a_page_with_a_number(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lianqing_console.usecases.home.show_home", break_down)
    reply = served.browser("director").get("/home")

    assert reply.status == 500
    assert re.search(r"系统内部出错（编号 \w{8}）", reply.text)
    assert "回到首页" in reply.text
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert "ZeroDivision" not in reply.text


def test_a_silent_bus_gives_a_page_that_says_so(served: Served) -> None:
    browser = served.browser("analyst")
    served.town.is_down = True

    page, login = browser.get("/queue"), served.browser().log_in("analyst")

    assert page.status == login.status == 503
    assert "暂时没有响应" in page.text
    assert "乙某" in page.text  # still logged in, menu still there
    assert "暂时没有响应" in login.text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/cases/ca_00000000000000000000000000",
        "/letters/%E6%9F%B3",
        "/reports/../../etc/passwd",
        "/cases/x/unknown",
    ],
)
def test_what_does_not_exist_is_not_found(served: Served, path: str) -> None:
    reply = served.browser("analyst").get(path)

    assert reply.status in {404, 405}
    assert "没有" in reply.text


def test_a_matter_that_a_unit_may_not_see_does_not_exist_for_it(
    served: Served,
) -> None:
    case = next(
        v for v in served.town.cases.all() if v.row.subject.unit == "village-xigou"
    )

    reply = served.browser("agri-head").get(f"/cases/{case.row.case_id}")

    assert reply.status == 404


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example", "/\\evil", "/login"]
)
def test_the_window_never_leads_elsewhere(served: Served, next_page: str) -> None:
    reply = served.browser().post(
        "/login",
        {"login": "analyst", "password": "Lianqing-2026-demo", "next": next_page},
    )

    assert reply.location == "/"


def test_the_window_leads_back_to_what_was_wanted(served: Served) -> None:
    reply = served.browser().post(
        "/login",
        {"login": "analyst", "password": "Lianqing-2026-demo", "next": "/queue?q=a"},
    )

    assert reply.location == "/queue?q=a"


def test_english_is_a_click_away(served: Served) -> None:
    browser = served.browser("analyst")

    browser.get("/language/en?next=/queue")

    assert "Assessment queue" in browser.get("/queue").text
