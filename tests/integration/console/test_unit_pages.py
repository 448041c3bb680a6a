"""The network's units over a real server, with the registry itself behind it."""

import re

import pytest

from tests.integration.console.conftest import Browser, Network, Reply

EVERYBODY = {
    "director",
    "analyst",
    "deputy",
    "secretary",
    "party",
    "county",
    "court-clerk",
    "liuhe-clerk",
    "court-head",
    "sysadmin",
    "secadmin",
    "auditadmin",
}
ADMINISTRATORS = {"sysadmin", "secadmin", "auditadmin"}
SECRETARIES = {"deputy", "secretary"}
CLERKS = {"court-clerk", "liuhe-clerk"}
INFORMANTS = {"director", "analyst", "deputy", "secretary", "court-head"}
PAGES = {
    "/home": EVERYBODY,
    "/home/strip": EVERYBODY,
    "/units": EVERYBODY,
    "/units/court": EVERYBODY,
    "/units/centre/below": EVERYBODY,
    "/units/court/change": {"sysadmin", "director"},
    "/units/new": {"sysadmin"},
    "/units/import": {"sysadmin"},
    "/units/export": {"sysadmin", "director"},
    "/people": {"sysadmin", "secadmin", "director"},
    "/people/new": {"sysadmin"},
    "/informants": INFORMANTS,
    "/informants/new": {"director", "analyst", "court-head"},
    "/rules": INFORMANTS,
    "/duties": EVERYBODY - ADMINISTRATORS - {"county"},
    "/duties/schedules": EVERYBODY,
    "/conduct": EVERYBODY,
    "/interferences": EVERYBODY - ADMINISTRATORS,
}


@pytest.mark.parametrize("login", sorted(EVERYBODY))
def test_every_role_gets_its_pages_and_only_those(network: Network, login: str) -> None:
    browser = network.browser(login)

    for page, allowed in PAGES.items():
        reply = browser.get(page)
        assert reply.status == (200 if login in allowed else 403), page
        assert "Traceback" not in reply.text
        assert "***" not in reply.text


def test_nobody_sees_a_page_without_logging_in(network: Network) -> None:
    for page in PAGES:
        assert network.browser().get(page).location.startswith("/login"), page


def test_the_tree_shows_every_unit_under_its_parent(network: Network) -> None:
    page = network.browser("analyst").get("/units").text

    tree = page[page.index('id="tree"') :]
    assert tree.index("/units/county") < tree.index("/units/centre")
    assert tree.index("/units/centre") < tree.index("/units/village-liuhe")
    assert "无录入员" in tree


def test_the_former_page_of_the_network_leads_to_the_tree(network: Network) -> None:
    assert network.browser("analyst").get("/network").location == "/units"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=%E6%9F%B3%E6%B2%B3", {"village-liuhe"}),  # part of a name
        ("q=finance", {"finance"}),  # a code
        (
            "kind=village",
            {"village-liuhe", "village-dongliu", "village-xigou"},
        ),
        ("parent=county", {"centre"}),
        ("status=suspended", set()),
    ],
)
def test_units_are_found_by_what_is_chosen(
    network: Network, query: str, found: set[str]
) -> None:
    page = network.browser("analyst").get(f"/units?{query}").text

    rows = page[page.index('id="rows"') :]
    assert set(re.findall(r'href="/units/([^"?]+)"', rows)) == found
    assert ("没有符合条件的单位" in page) == (not found)


def test_a_unit_is_added_once_however_often_it_is_sent(network: Network) -> None:
    browser = network.browser("sysadmin")
    typed: dict[str, object] = {
        "name": "镇林业站",
        "code": "forestry",
        "kind": "town",
        "parent": "centre",
        "aliases": "林业站\n柳园林业站",
    }

    added = browser.fill("/units/new", "/units/new", **typed)
    page = browser.get(added.location).text

    assert added.location == "/units/forestry?done=add"
    assert "单位已登记" in page
    assert "林业站、柳园林业站" in page


def test_a_unit_of_a_kind_of_its_own_is_added_in_one_act(network: Network) -> None:
    browser = network.browser("sysadmin")
    typed: dict[str, object] = {
        "name": "镇中心小学",
        "code": "school",
        "kind": "other",
        "kind_text": "学校",
        "parent": "centre",
        "deputy": "未某",
    }

    added = browser.fill("/units/new", "/units/new", **typed)
    other = browser.fill(
        "/units/new",
        "/units/new",
        **{**typed, "code": "forestry", "name": "镇林业站", "kind": "town"},
    )

    page = browser.get(added.location).text
    assert "学校" in page
    assert "未某" in page
    assert "学校" not in browser.get(other.location).text


def test_a_refused_unit_keeps_what_was_typed(network: Network) -> None:
    browser = network.browser("sysadmin")

    taken = browser.fill(
        "/units/new",
        "/units/new",
        name="另一个财政所",
        code="finance",
        kind="member",
        parent="centre",
    )
    wrong = browser.fill("/units/new", "/units/new", name="某站", code="X Y")

    assert taken.status == 409
    assert "另一个财政所" in taken.text
    assert "已被使用" in taken.text
    assert wrong.status == 422
    assert "单位代码的写法不对" in wrong.text
    assert "请选择单位类别" in wrong.text


def test_a_unit_is_changed_and_an_emptied_field_is_cleared(network: Network) -> None:
    browser = network.browser("sysadmin")
    action = "/units/finance/change"

    sent = browser.fill(
        "/units/finance/change",
        action,
        leader="",
        reason="换届",
        **{"contacts.0.name": "壬某", "contacts.0.phone": "0000-1"},
    )
    page = browser.get("/units/finance").text

    assert sent.location == "/units/finance?done=change"
    assert "换届" in page
    assert "0000-1" in page
    assert "<dt>负责人</dt><dd>—" in page


def test_two_who_change_a_unit_at_once_do_not_overwrite_each_other(
    network: Network,
) -> None:
    first, second = network.browser("sysadmin"), network.browser("director")
    action = "/units/finance/change"
    seen = second.get(action)
    first.fill(action, action, name="柳园镇财政分局")

    late = second.post(action, {**seen.form(action), "name": "柳园镇财政总所"})

    assert late.status == 409
    assert "柳园镇财政总所" in late.text
    assert "柳园镇财政分局" in first.get("/units/finance").text


def test_a_unit_is_suspended_with_a_reason_and_resumed(network: Network) -> None:
    browser = network.browser("director")

    bare = browser.fill("/units/civil", "/units/civil/suspend")
    sent = browser.fill("/units/civil", "/units/civil/suspend", reason="机构改革")
    paused = browser.get("/units/civil").text
    browser.fill("/units/civil", "/units/civil/resume", reason="改革完成")

    assert bare.status == 422
    assert "请填写理由" in bare.text
    assert sent.location == "/units/civil?done=suspend"
    assert "已暂停" in paused
    assert "机构改革" in paused
    assert 'action="/units/civil/suspend"' in browser.get("/units/civil").text


def test_a_merged_unit_points_to_its_successor_and_offers_nothing(
    network: Network,
) -> None:
    browser = network.browser("sysadmin")

    sent = browser.fill(
        "/units/civil", "/units/civil/merge", into="service", reason="机构合并"
    )
    page = browser.get("/units/civil").text

    assert sent.location == "/units/civil?done=merge"
    assert 'href="/units/service"' in page
    assert "/units/civil/" not in page


def test_a_clerk_is_appointed_replaced_and_dismissed(network: Network) -> None:
    person = _added(network, "kang", unit="service")
    other = _added(network, "liang", unit="service")
    director = network.browser("director")
    page, place = "/units/service", "/units/service"

    appointed = director.fill(page, f"{place}/appoint", person_id=person)
    replaced = director.fill(
        page, f"{place}/replace", leaving=person, entering=other, handover="账册已移交"
    )
    after = director.get(page).text
    director.fill(page, f"{place}/appoint", person_id=person)
    dismissed = director.fill(page, f"{place}/dismiss", person_id=other)

    assert appointed.location == f"{place}?done=appoint"
    assert replaced.location == f"{place}?done=replace"
    assert "账册已移交" in after
    assert dismissed.location == f"{place}?done=dismiss"
    assert f'action="{place}/dismiss"' not in director.get(page).text  # one is left


def test_a_third_clerk_is_not_even_offered(network: Network) -> None:
    director = network.browser("director")
    person = _added(network, "kang", unit="court")

    director.fill("/units/court", "/units/court/appoint", person_id=person)

    assert 'action="/units/court/appoint"' not in director.get("/units/court").text


def test_a_head_keeps_the_clerks_of_his_own_unit_only(network: Network) -> None:
    browser = network.browser("court-head")

    own, other = browser.get("/units/court").text, browser.get("/units/police").text

    assert 'action="/units/court/replace"' in own
    assert "庚某" in own
    assert "辛某" not in other
    assert "/units/police/" not in other


def test_a_head_appoints_somebody_of_his_unit_who_never_was_a_clerk(
    network: Network,
) -> None:
    person = _added(network, "kang", unit="court")
    away = _added(network, "liang", unit="police")
    head, place = network.browser("court-head"), "/units/court"

    page = head.get(place).text
    sent = head.fill(place, f"{place}/appoint", person_id=person)

    assert person in page
    assert away not in page
    assert sent.location == f"{place}?done=appoint"


def test_a_forged_act_on_another_unit_changes_nothing(network: Network) -> None:
    browser = network.browser("court-head")
    token = browser.get("/units/court").hidden("_token")

    reply = browser.post(
        "/units/police/replace", {"_token": token, "_once": "0123456789"}
    )

    assert reply.status == 409
    assert "不能再这样办理" in reply.text


def test_a_rhythm_is_set_for_one_unit(network: Network) -> None:
    browser = network.browser("director")

    sent = browser.fill(
        "/units/court", "/units/court/schedule", rhythm="weekly", weekday="3"
    )

    page = browser.get("/duties/schedules").text
    assert sent.location == "/units/court?done=schedule"
    assert "周三" in page
    assert page.count('<a href="/units/court">柳园人民法庭</a>') > 1  # unit and rule


def test_names_of_units_are_shown_as_text_wherever_they_stand(
    network: Network,
) -> None:
    browser = network.browser("sysadmin")
    browser.fill(
        "/units/new",
        "/units/new",
        name="<i>100%</i>站",
        code="odd",
        kind="town",
        parent="centre",
    )

    for page in ("/units", "/units/odd", "/units/new", "/units/service", "/people/new"):
        reply = browser.get(page)
        assert reply.status == 200
        assert "<i>100%" not in reply.text
        assert "&lt;i&gt;100%&lt;/i&gt;站" in reply.text


@pytest.mark.parametrize(
    "path", ["/units/nowhere", "/units/%3Ci%3Ex", "/people/pe_nobody", "/units/x/y"]
)
def test_what_does_not_exist_is_not_found_and_not_echoed(
    network: Network, path: str
) -> None:
    reply = network.browser("director").get(path)

    assert reply.status in {404, 405}
    assert "<i>" not in reply.text.replace('<i class="', "")


def test_a_file_is_tried_out_first_and_changes_nothing(network: Network) -> None:
    browser = network.browser("sysadmin")
    table = "单位代码,单位名称,类型,上级代码\nforestry,镇林业站,镇直单位,centre\n"

    tried = _upload(browser, table)

    assert tried.status == 200
    assert "文件没有错误" in tried.text
    assert browser.get("/units/forestry").status == 404
    fields = tried.form("/units/import/confirm")
    taken = browser.post_parts("/units/import/confirm", fields)
    again = browser.post_parts("/units/import/confirm", fields)
    assert "导入完成" in taken.text
    assert again.location == "/units/import"
    assert "镇林业站" in browser.get("/units/forestry").text


def test_every_mistake_of_a_file_is_listed_and_nothing_can_be_confirmed(
    network: Network,
) -> None:
    browser = network.browser("sysadmin")
    table = (
        "单位代码,单位名称,类型,上级代码\nforestry,,镇直单位,centre\nX,某,某,nowhere\n"
    )

    tried = _upload(browser, table)

    assert "处错误" in tried.text
    assert "须以小写字母开头" in tried.text
    assert "/units/import/confirm" not in tried.text


def test_no_file_and_no_spreadsheet_are_refused_at_the_form(network: Network) -> None:
    browser = network.browser("sysadmin")

    missing = browser.fill("/units/import", "/units/import")
    other = browser.upload(
        "/units/import", "/units/import", name="a.xlsx", content=b"\0" * 99
    )
    large = browser.upload(
        "/units/import", "/units/import", name="a.csv", content=b"x" * 5_100_000
    )
    huge = browser.upload(
        "/units/import", "/units/import", name="a.csv", content=b"x" * 7_600_000
    )

    assert missing.status == 422
    assert "请填写单位表" in missing.text
    assert other.status == 422
    assert "没有提交" in other.text
    assert large.status == 422
    assert "文件太大" in large.text
    assert huge.status == 413


def test_what_is_exported_is_a_spreadsheet_that_reads_back_unchanged(
    network: Network,
) -> None:
    browser = network.browser("sysadmin")

    found = browser.get("/units/export")
    tried = browser.upload(
        "/units/import", "/units/import", name="units.xlsx", content=found.raw
    )

    assert found.raw.startswith(b"PK")
    assert found.headers["content-disposition"].startswith("attachment;")
    assert "完全一致" in tried.text
    assert browser.get("/units/export?form=yes").raw.startswith(b"PK")


def test_a_silent_bus_gives_pages_that_say_so(network: Network) -> None:
    browser = network.browser("sysadmin")
    network.offices.is_down = True

    for page in ("/home", "/units", "/units/court", "/people", "/conduct"):
        reply = browser.get(page)
        assert reply.status == 503
        assert "暂时没有响应" in reply.text


def _upload(browser: Browser, table: str) -> Reply:
    return browser.upload(
        "/units/import", "/units/import", name="units.csv", content=table.encode()
    )


def _added(network: Network, login: str, *, unit: str) -> str:
    """Add a person to a unit and return his id."""
    browser = network.browser("sysadmin")
    reply = browser.fill(
        "/people/new",
        "/people/new",
        name=f"某{login}",
        login=login,
        unit=unit,
        roles="unit_responder",
    )
    found = re.search(r'href="/people/(pe_[0-9a-z]{26})"', reply.text)
    assert found is not None, reply.text
    return found[1]
