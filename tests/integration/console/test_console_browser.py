"""The console in a real browser: keys, live banner, no scripts, no other host."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.testing.town import MATTERS, PASSWORD
from tests.integration.console.conftest import Served

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1366, "height": 768}
GIVEN_UP = ("htmx:afterRequest,", "htmx:sendAbort,")
"""What htmx says of a request that made room for a later one; an error says more."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def trouble() -> list[str]:
    """What the browser complained of, and every request to another host."""
    return []


@pytest.fixture
def page(chromium: Browser, served: Served, trouble: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]  # a plain dict
    page = context.new_page()
    page.on("console", lambda m: trouble.append(m.text) if _is_error(m) else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith(served.url) else trouble.append(r.url),
    )
    yield page
    context.close()


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.text.startswith(GIVEN_UP)


def _log_in(page: Page, served: Served, login: str) -> None:
    page.goto(f"{served.url}/login")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")


def test_twelve_cases_are_seen_at_once_and_nothing_sticks_out(
    page: Page, served: Served, trouble: list[str]
) -> None:
    _log_in(page, served, "analyst")

    bottoms = page.eval_on_selector_all(
        "#rows tr", "rows => rows.map(row => row.getBoundingClientRect().bottom)"
    )
    width = page.evaluate("document.documentElement.scrollWidth")

    assert sum(bottom <= 768 for bottom in bottoms) >= 12
    assert width <= 1366
    assert trouble == []


def test_what_is_beside_the_queue_is_of_the_row_that_was_chosen_last(
    page: Page, served: Served
) -> None:
    """A slow answer of an earlier row is not waited for and changes nothing."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    _log_in(page, served, "analyst")
    page.route("**/pane", hold_the_first)

    with page.expect_event("requestfailed") as given_up:
        page.keyboard.press("j")
        page.keyboard.press("j")

    assert given_up.value.url == held[0].request.url
    expect(page.locator("#pane h2")).to_contain_text("加班补助")


def test_the_queue_is_worked_with_keys_alone(
    page: Page, served: Served, trouble: list[str]
) -> None:
    _log_in(page, served, "analyst")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#rows tr[aria-selected]")).to_have_count(1)
    expect(page.locator("#pane h2")).to_contain_text("加班补助")
    page.keyboard.press("k")
    expect(page.locator("#pane h2")).to_contain_text("班子成员")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/ca_*")
    page.keyboard.press("/")
    page.keyboard.type("低保")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tr")).to_have_count(1)
    assert trouble == []


def test_filters_narrow_the_list_and_stand_in_the_address(
    page: Page, served: Served
) -> None:
    _log_in(page, served, "analyst")

    page.get_by_label("等级").select_option("2")

    expect(page.locator("#rows tr")).to_have_count(4)
    assert "level=2" in page.url


def test_a_new_case_is_announced_and_shown_on_a_click(
    page: Page, served: Served, trouble: list[str]
) -> None:
    _log_in(page, served, "analyst")
    expect(page.get_by_text("实时连接")).to_be_visible()

    served.town.cases.add(MATTERS[0])

    banner = page.get_by_role("link", name="有 1 条新登记信息，点击显示")
    expect(banner).to_be_visible()
    expect(page.locator("#rows tr")).to_have_count(len(MATTERS))
    banner.click()
    expect(page.locator("#rows tr")).to_have_count(len(MATTERS) + 1)
    assert trouble == []


def test_fields_that_do_not_count_are_hidden(page: Page, served: Served) -> None:
    _log_in(page, served, "analyst")
    case = next(
        v for v in served.town.cases.all() if v.row.state is CaseState.VERIFYING
    )
    page.goto(f"{served.url}/cases/{case.row.case_id}")

    expect(page.get_by_label("文书发往单位")).to_be_hidden()
    page.get_by_label("属实", exact=True).check()
    expect(page.get_by_label("文书发往单位")).to_be_visible()


def test_everything_works_without_scripts(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    _log_in(page, served, "analyst")

    page.goto(f"{served.url}/queue?level=3&state=opened")
    page.locator("#rows a").first.click()
    page.get_by_text("打开办理").click()
    page.get_by_role("button", name="开始核实").click()

    expect(page.get_by_text("已开始核实，您是本件的办理人。")).to_be_visible()
    page.get_by_label("属实", exact=True).check()
    page.get_by_label("核实认定").fill("经核实，情况属实。")
    page.get_by_role("button", name="保存核实情况").click()
    expect(page.get_by_text("核实情况已记录。")).to_be_visible()
    context.close()


def test_an_expired_session_leads_to_the_window_and_back(
    page: Page, served: Served
) -> None:
    _log_in(page, served, "analyst")
    page.goto(f"{served.url}/statistics")
    served.clock.advance(minutes=20)

    page.reload()
    expect(page.get_by_text("为保密起见已自动退出")).to_be_visible()
    page.get_by_label("登录名").fill("analyst")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/statistics")
