"""The network's pages in a real browser: a story from appointment to nil return."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lianqing_shared.contracts import topology as t
from lianqing_shared.testing.town import PASSWORD
from tests.integration.console.conftest import Network
from tests.integration.console.test_console_browser import CHROMIUM, FLAGS, SIZE

Enter = Callable[[str], Page]
_TELL_ERRORS = """document.addEventListener("htmx:responseError", () =>
  setTimeout(() => { document.documentElement.dataset.told = "yes"; }, 300));"""
"""Marks the page a moment after its own script has dealt with a failed part."""
MANY = 1_100
"""More units than one answer lists."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def trouble() -> list[str]:
    """What the browsers complained of, and every request to another host."""
    return []


@pytest.fixture
def enter(chromium: Browser, network: Network, trouble: list[str]) -> Iterator[Enter]:
    """Give what opens a person's own browser, logged in."""
    contexts = []

    def log_in(login: str) -> Page:
        context = chromium.new_context(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]  # a plain dict
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda m: trouble.append(m.text) if m.type == "error" else None
        )
        page.on(
            "request",
            lambda r: None if r.url.startswith(network.url) else trouble.append(r.url),
        )
        page.goto(f"{network.url}/login")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield log_in
    for context in contexts:
        context.close()


def test_a_clerk_is_appointed_an_informant_filed_and_a_nil_return_given(
    network: Network, enter: Enter, trouble: list[str]
) -> None:
    _add_a_person(network, enter("sysadmin"))
    director = enter("director")
    _appoint(network, director)
    _apply(network, enter("court-head"))
    _file(network, director)
    _report_nothing(network, enter("court-clerk"))

    director.goto(f"{network.url}/duties")
    row = director.locator(".matrix tr", has_text="柳园人民法庭")
    expect(row).to_contain_text("零报告")
    assert trouble == []


def test_a_large_network_opens_branch_by_branch(
    network: Network, enter: Enter, trouble: list[str]
) -> None:
    padding = "x" * 1_000  # the file is larger than any other form may be
    rows = "\n".join(f"hamlet-{n:04},第{n}村,村,centre,{padding}" for n in range(MANY))
    browser = network.browser("sysadmin")
    tried = browser.upload(
        "/units/import",
        "/units/import",
        name="units.csv",
        content=f"单位代码,单位名称,类型,上级代码,填充\n{rows}\n".encode(),
    )
    confirm = "/units/import/confirm"
    taken = browser.post_parts(confirm, tried.form(confirm))
    assert "导入完成" in taken.text

    page = enter("analyst")
    page.goto(f"{network.url}/units")
    branch = page.locator("#tree details", has_text="预警防控中心").last
    expect(page.locator("#tree")).not_to_contain_text("第5村")
    branch.locator("summary").first.press("Enter")

    expect(page.locator("#tree")).to_contain_text("显示全部下级单位")
    page.get_by_role("link", name="显示全部下级单位").click()
    expect(page.locator(".more")).to_contain_text(f"共 {MANY + 10} 个单位")
    page.get_by_label("关键词").fill("第1099村")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    assert trouble == []


def test_the_queue_stays_where_todays_list_cannot_be_had(
    network: Network, enter: Enter
) -> None:
    network.offices.silent.add(t.LIST_ROLE_CHANGES)
    page = enter("director")
    page.add_init_script(_TELL_ERRORS)

    page.goto(f"{network.url}/queue")
    page.wait_for_selector("html[data-told=yes]", timeout=5_000)

    assert page.url == f"{network.url}/queue"
    expect(page.locator("h1")).to_have_text("研判队列")
    expect(page.locator(".strip")).to_have_count(0)


@pytest.mark.parametrize("login", ["director", "sysadmin", "court-clerk"])
def test_nothing_sticks_out_in_either_language(
    network: Network, enter: Enter, trouble: list[str], login: str
) -> None:
    page = enter(login)
    for language in ("zh-CN", "en"):
        page.goto(f"{network.url}/language/{language}?next=/home")
        menu = page.locator(".side a").evaluate_all("all => all.map(a => a.href)")
        for address in [*menu, f"{network.url}/units/court"]:
            page.goto(address)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= SIZE["width"], address
    assert trouble == []


def _add_a_person(network: Network, page: Page) -> None:
    page.goto(f"{network.url}/people/new")
    page.get_by_label("姓名").fill("康某")
    page.get_by_label("登录名").fill("kang")
    page.get_by_label("所在单位").select_option("service")
    page.get_by_label("单位答复员").check()
    page.get_by_role("button", name="登记人员").click()
    expect(page.locator("main")).to_contain_text("初始密码只显示这一次")
    page.get_by_role("link", name="已交付，继续").click()
    expect(page.locator("h1")).to_have_text("康某")


def _appoint(network: Network, page: Page) -> None:
    page.goto(f"{network.url}/units")
    page.locator("#tree").get_by_role("link", name="镇便民服务中心").click()
    page.get_by_label("人选").select_option(label="康某（kang）")
    page.get_by_role("button", name="任命").click()
    expect(page.get_by_role("status")).to_contain_text("录入员已任命")
    expect(page.locator("#clerks")).to_contain_text("康某")


def _apply(network: Network, page: Page) -> None:
    page.goto(f"{network.url}/informants/new")
    page.get_by_role("textbox", name="姓名").fill("申某")
    expect(page.get_by_label("身份说明")).to_be_hidden()
    page.get_by_role("combobox", name="身份").select_option("other")
    page.get_by_label("身份说明").fill("退休教师")
    page.get_by_label("选聘单位").select_option("court")
    page.get_by_role("button", name="申报备案").click()
    expect(page.get_by_role("status")).to_contain_text("等待备案")
    assert re.search(r"/informants/pe_[0-9a-z]{26}", page.url)


def _file(network: Network, page: Page) -> None:
    page.goto(f"{network.url}/informants")
    page.get_by_role("link", name="申某").click()
    page.get_by_role("textbox", name="登录名").fill("shen")
    page.get_by_role("button", name="予以备案").click()
    expect(page.locator("main")).to_contain_text("账号已开通")
    page.get_by_role("link", name="已交付，继续").click()
    expect(page.locator("main")).to_contain_text("在聘")


def _report_nothing(network: Network, page: Page) -> None:
    page.goto(f"{network.url}/home")
    page.get_by_role("link", name="按时报送").last.click()
    page.get_by_role("button", name="本期无情况，报零").first.click()
    expect(page.get_by_role("status")).to_contain_text("已报零")
