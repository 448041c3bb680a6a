"""One's own account, changes of roles and audit logs, before the registry itself."""

import re

import pyotp
import pytest

from lianqing_shared.testing.town import PASSWORD
from tests.integration.console.conftest import Browser, Network

NEW = "Mulan-4471!shan"
PAGES = {
    "/account": {"sysadmin", "secadmin", "auditadmin", "secretary", "court-clerk"},
    "/roles": {"sysadmin", "secadmin", "auditadmin", "secretary"},
    "/audit/registry": {"auditadmin"},
    "/checkpoints": {"auditadmin", "secretary"},
}
SOME = sorted(PAGES["/account"])


@pytest.mark.parametrize("login", SOME)
def test_every_role_gets_its_pages_and_only_those(network: Network, login: str) -> None:
    browser = network.browser(login)

    for page, allowed in PAGES.items():
        reply = browser.get(page)
        assert reply.status == (200 if login in allowed else 403), page
        assert "Traceback" not in reply.text
        assert "***" not in reply.text


# --- password and sessions


def test_a_new_password_opens_and_the_old_one_does_not(network: Network) -> None:
    here, elsewhere = network.browser("analyst"), network.browser("analyst")

    sent = here.fill("/account", "/account/password", old=PASSWORD, new=NEW, again=NEW)

    assert sent.location == "/account?done=password"
    assert "密码已修改" in here.get(sent.location).text
    assert network.browser().log_in("analyst").status == 422
    assert network.browser().log_in("analyst", NEW).status == 303
    network.clock.advance(minutes=2)  # a token's life
    assert elsewhere.get("/account").location.startswith("/login")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "两次输入的新密码不一样"),
        ({"old": "wrong", "new": NEW, "again": NEW}, "没有提交"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "没有提交"),
        ({"old": "", "new": NEW, "again": NEW}, "请填写现在的密码"),
    ],
)
def test_a_password_that_cannot_be_is_refused_and_nothing_typed_comes_back(
    network: Network, typed: dict[str, str], says: str
) -> None:
    browser = network.browser("analyst")

    refused = browser.fill("/account", "/account/password", **typed)

    assert refused.status == 422
    assert says in refused.text
    for secret in filter(None, typed.values()):
        assert secret not in refused.text
    assert network.browser().log_in("analyst").status == 303


def test_a_session_elsewhere_is_listed_and_can_be_ended(network: Network) -> None:
    here, elsewhere = network.browser("analyst"), network.browser("analyst")
    page = here.get("/account").text
    (other,) = re.findall(r'action="(/account/sessions/se_\w+)"', page)

    assert "就是这里" in page
    assert here.fill("/account", other).location == "/account?done=session"
    assert "/account/sessions/se_" not in here.get("/account").text
    network.clock.advance(minutes=2)
    assert elsewhere.get("/account").location.startswith("/login")
    assert here.get("/account").status == 200


def test_nobody_ends_somebody_elses_session(network: Network) -> None:
    theirs, mine = network.browser("director"), network.browser("analyst")
    network.browser("director")
    (one,) = re.findall(
        r'action="(/account/sessions/se_\w+)"', theirs.get("/account").text
    )

    token = mine.get("/account").hidden("_token", action="/account/password")
    assert mine.post(one, {"_token": token}).status == 404
    assert one in theirs.get("/account").text


# --- second factor


def enrolled(network: Network, browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Set the person's second factor up; return his app and his recovery codes."""
    begun = browser.fill("/account", "/account/second-factor", password=PASSWORD)
    assert begun.status == 200
    assert "<svg" in begun.text
    found = re.search(r'class="key num">([A-Z2-7 ]+)<', begun.text)
    assert found is not None
    app = pyotp.TOTP(found[1].replace(" ", ""))
    code = code_of(network, app)
    # Apps show a blank in the middle, and people type it.
    typed = {**begun.form("/account/confirm"), "code": f"{code[:3]} {code[3:]}"}
    done = browser.post("/account/confirm", typed)
    assert done.status == 200
    listed = re.findall(r'<li class="num">([^<]+)</li>', done.text)
    return app, [one.replace(" ", "") for one in listed]


def code_of(network: Network, app: pyotp.TOTP) -> str:
    """Return what the app shows at the town's time."""
    return app.at(network.clock.now())


def test_a_second_factor_is_asked_for_after_the_password(network: Network) -> None:
    app, recovery = enrolled(network, network.browser("analyst"))
    network.clock.advance(seconds=30)  # a code counts once
    door = network.browser()

    asked = door.log_in("analyst")

    assert asked.status == 200
    assert "动态验证码" in asked.text
    assert PASSWORD not in asked.text
    held = asked.form("/login")
    let_in = door.post("/login", {**held, "code": code_of(network, app)})
    assert let_in.status == 303
    assert door.get("/account").status == 200
    assert len(set(recovery)) == 8
    assert f"备用码剩 {len(recovery)} 个" in door.get("/account").text


def test_the_page_for_the_code_is_worth_nothing_elsewhere_or_late(
    network: Network,
) -> None:
    app, _ = enrolled(network, network.browser("analyst"))
    network.clock.advance(seconds=30)
    door, thief = network.browser(), network.browser()
    held = door.log_in("analyst").form("/login")
    typed = {**held, "code": code_of(network, app)}

    assert "time" not in thief.cookies
    assert thief.post("/login", typed).location.startswith("/login?why=half")
    network.clock.advance(minutes=4)
    late = door.post("/login", {**held, "code": code_of(network, app)})
    assert late.location.startswith("/login?why=half")


def test_a_wrong_code_and_a_used_code_open_nothing(network: Network) -> None:
    app, recovery = enrolled(network, network.browser("analyst"))
    network.clock.advance(seconds=30)
    good = code_of(network, app)

    def tried(code: str) -> int:
        door = network.browser()
        return door.post(
            "/login", {**door.log_in("analyst").form("/login"), "code": code}
        ).status

    wrong = f"{(int(good) + 1) % 1_000_000:06d}"
    assert tried(wrong) == 422
    assert tried(good) == 303
    assert tried(good) == 422
    assert tried(recovery[0]) == 303
    assert tried(recovery[0]) == 422


def test_the_secret_is_shown_once_and_a_wrong_first_code_shows_it_not_again(
    network: Network,
) -> None:
    browser = network.browser("analyst")
    begun = browser.fill("/account", "/account/second-factor", password=PASSWORD)
    fields = begun.form("/account/confirm")

    again = browser.post("/account/confirm", {**fields, "code": "000000"})

    assert again.status == 422
    assert "<svg" not in again.text.partition("<main")[2]
    assert "重新开始" in again.text
    assert begun.headers["cache-control"] == "no-store"


# --- duties that come first


def test_whoever_has_an_initial_password_gets_no_further_than_his_account(
    network: Network,
) -> None:
    initial = a_newcomer(network)
    secadmin = network.browser("secadmin")
    (approve,) = buttons(secadmin, "approve")
    secadmin.fill("/roles", approve)
    browser = network.browser()
    assert browser.log_in("newcomer", initial).status == 303

    for page in ("/queue", "/units", "/home", "/reports/new"):
        assert browser.get(page).location == "/account", page
    assert "修改" in browser.get("/account").text
    browser.fill("/account", "/account/password", old=initial, new=NEW, again=NEW)
    assert browser.get("/units").status == 200


def test_whoever_has_no_role_reads_on_his_account_what_he_waits_for(
    network: Network,
) -> None:
    """He is led there from every page; when others have agreed, he is let in."""
    initial = a_newcomer(network)
    browser = network.browser()
    assert browser.log_in("newcomer", initial).location == "/"
    browser.fill("/account", "/account/password", old=initial, new=NEW, again=NEW)

    assert browser.get("/").location == "/account"
    for page in ("/queue", "/units", "/home", "/events", "/reports/new"):
        assert browser.get(page).location == "/account", page
    waiting = browser.get("/account").text
    assert "您还没有角色" in waiting
    assert "中心研判员" in waiting
    assert "须 1 人复核，已有 0 人同意" in waiting
    secadmin = network.browser("secadmin")
    assert "1 件角色变更等待您复核" in secadmin.get("/home").text
    (refuse,) = buttons(secadmin, "refuse")
    secadmin.fill("/roles", refuse, reason="没有任免文件")
    refused = browser.get("/account").text
    assert "已驳回" in refused
    assert "没有任免文件" not in refused


# --- changes of roles


def test_a_guarded_role_takes_two_others(network: Network) -> None:
    secadmin, sysadmin = network.browser("secadmin"), network.browser("sysadmin")
    person = person_of(sysadmin, "analyst")
    place = f"/people/{person}/roles"

    asked = secadmin.fill(
        place, f"{place}/request", add="centre_director", reason="分工调整"
    )

    assert asked.location == f"{place}?done=request"
    (approve,) = buttons(sysadmin, "approve")
    assert buttons(secadmin, "approve") == []
    assert len(buttons(secadmin, "withdraw")) == 1
    assert sysadmin.fill("/roles", approve).location == "/roles?done=approve"
    assert "centre_director" not in roles_of(network, "analyst")
    assert buttons(sysadmin, "approve") == []
    auditadmin = network.browser("auditadmin")
    assert auditadmin.fill("/roles", approve).location == "/roles?done=approve"
    assert "中心主任" in roles_of(network, "analyst")
    assert "没有等待复核的变更" in sysadmin.get("/roles").text


def test_a_change_is_refused_with_a_reason_and_without_one_not(
    network: Network,
) -> None:
    secadmin, sysadmin = network.browser("secadmin"), network.browser("sysadmin")
    place = f"/people/{person_of(sysadmin, 'analyst')}/roles"
    secadmin.fill(place, f"{place}/request", add="centre_director", reason="试一试")
    (refuse,) = buttons(sysadmin, "refuse")

    assert "请填写驳回理由" in sysadmin.fill("/roles", refuse, reason="").text
    done = sysadmin.fill("/roles", refuse, reason="没有任免文件")

    assert done.location == "/roles?done=refuse"
    assert "没有任免文件" in sysadmin.get("/roles").text
    assert "中心主任" not in roles_of(network, "analyst")


def test_a_role_that_only_reads_takes_one_other(network: Network) -> None:
    secadmin, sysadmin = network.browser("secadmin"), network.browser("sysadmin")
    place = f"/people/{person_of(sysadmin, 'analyst')}/roles"

    secadmin.fill(place, f"{place}/request", add="petition_clerk", reason="分工调整")

    assert "信访登记员" not in roles_of(network, "analyst")
    (approve,) = buttons(sysadmin, "approve")
    sysadmin.fill("/roles", approve)
    assert "信访登记员" in roles_of(network, "analyst")


def a_newcomer(network: Network) -> str:
    """Add an analyst, whose role waits for another; return his initial password."""
    added = network.browser("sysadmin").fill(
        "/people/new",
        "/people/new",
        login="newcomer",
        name="新某",
        unit="centre",
        roles="analyst",
    )
    initial = re.search(r'class="code secretcode">([^<]+)<', added.text)
    assert initial is not None, added.text
    return initial[1]


def person_of(browser: Browser, login: str) -> str:
    """Return the id of the person with a log-in name."""
    rows = browser.get("/people").text.split("<tr")
    (row,) = [row for row in rows if f">{login}<" in row]
    found = re.search(r'href="/people/(pe_\w+)"', row)
    assert found is not None
    return found[1]


def buttons(browser: Browser, kind: str) -> list[str]:
    """Return where the page's forms of one kind are sent."""
    return re.findall(rf'action="(/roles/{kind}-\w+)"', browser.get("/roles").text)


def roles_of(network: Network, login: str) -> str:
    """Return the line that names a person's roles."""
    browser = network.browser("secadmin")
    page = browser.get(f"/people/{person_of(browser, login)}/roles").text
    return page.partition("<h1>")[2].partition("</div>")[0]


# --- audit


def test_the_audit_administrator_finds_who_did_what(network: Network) -> None:
    network.browser("sysadmin").get("/people")
    auditor = network.browser("auditadmin")

    page = auditor.get("/audit/registry?action=session.opened").text

    assert "session.opened" in page
    assert "audit.searched" not in page
    assert "audit.searched" in auditor.get("/audit/registry").text
    for text in ("辰某", "sysadmin", PASSWORD):
        assert text not in page.partition("<tbody>")[2]


def test_an_audit_page_leads_back_and_forth(network: Network) -> None:
    auditor = network.browser("auditadmin")
    for _ in range(30):
        auditor.get("/audit/registry")

    first = auditor.get("/audit/registry").text
    (older,) = re.findall(r'href="(/audit/registry\?before=\d+)"', first)
    (newer,) = re.findall(
        r'href="(/audit/registry\?after=\d+)"', auditor.get(older).text
    )

    assert auditor.get(newer).status == 200


@pytest.mark.parametrize(
    "query", ["before=x", "since=nonsense", "after=-1", "actor=%00"]
)
def test_any_address_of_the_audit_log_is_answered(network: Network, query: str) -> None:
    assert network.browser("auditadmin").get(f"/audit/registry?{query}").status == 200


def test_checkpoints_come_with_their_codes(network: Network) -> None:
    page = network.browser("secretary").get("/checkpoints").text

    assert "校验码" in page
    assert 'href="/audit/' not in page  # the secretary reads no log
