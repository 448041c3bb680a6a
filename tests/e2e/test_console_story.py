"""Level 2 from the police's list of calls to the lifted warning, all in the browser.

Five people, each at a computer of his own; nobody touches a command. What a browser
complains of, a breach of the content security policy among it, fails the story.
"""

import contextlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from lianqing_shared.testing.browser import Window, browser, window
from lianqing_shared.testing.installation import Installation, until
from tests.e2e import files
from tests.e2e.stories import (
    QUESTION,
    REQUIREMENT,
    places_that_hold,
    stored_letter,
    text_of,
)

CALLER = "报信人捌肆"
CANARY = "金丝雀伍陆"
TOLD = f"{CANARY}，办理事项反复退件"
FOUND = "经核实，二十三户办理超期，最长九十一天。"

pytestmark = pytest.mark.timeout(240)


async def test_five_people_take_a_call_to_a_lifted_inquiry_in_their_browsers(
    installation: Installation,
) -> None:
    dropped = installation.drop(
        "police",
        "群众报警反映事项清单.csv",
        files.alarms(files.an_alarm("接警2026-0915", 报警人=CALLER, 反映内容=TOLD)),
    )
    installation.wait_read(dropped)
    async with browser() as chromium:
        case = await _verify(chromium, installation)
        await _convene(chromium, installation, case)
        for head in ("court-head", "police-head"):
            await _opine(chromium, installation, case, head=head)
        await _decide(chromium, installation, case)
        letter, number = await _reply(chromium, installation)
        await _accept(chromium, installation, letter=letter)
        await _recheck(chromium, installation, case)
        await _lift(chromium, installation, case)

    text = text_of(stored_letter(installation, "finance", number))
    for expected in (
        number,
        "廉情预警质询书",
        "柳园镇财政所",
        FOUND,
        QUESTION,
        REQUIREMENT,
    ):
        assert expected in text
    assert "群众反映比较强烈" in text
    notice = installation.unit("finance") / "letters" / f"{number}.解除.json"
    until(notice.is_file, "the unit is told that the warning is lifted")
    for word in (CALLER, CANARY):
        assert places_that_hold(installation, word, units=("finance",)) == []
        assert places_that_hold(installation, word, units=("police",)) != []
    assert installation.told("verify")["ok"] is True


@contextlib.asynccontextmanager
async def _at_the_console(
    chromium: Browser, town: Installation, login: str
) -> AsyncIterator[Window]:
    async with window(chromium, town.console_url()) as one:
        await one.log_in(login, town.password())
        yield one
        assert one.complaints == [], f"{login}: {one.complaints}"


async def _verify(chromium: Browser, town: Installation) -> str:
    """Find the case in the queue, take it on, record what was found."""
    async with _at_the_console(chromium, town, "analyst") as one:
        row = await one.open_until("/queue", "#rows a", words="推诿扯皮")
        await row.click()
        await one.page.locator("#pane").get_by_text("打开办理").click()
        await one.page.wait_for_url("**/cases/*")
        case = one.page.url.rpartition("/")[2]
        await one.says("定级说明", "规则建议", "二级")
        await one.send("begin")
        await one.send(
            "verify",
            typed={"finding": FOUND},
            chosen={"is_substantiated": ["yes"], "addressee": ["finance"]},
        )
        await one.says(FOUND)
        return case


async def _convene(chromium: Browser, town: Installation, case: str) -> None:
    async with _at_the_console(chromium, town, "deputy") as one:
        await one.open(f"/cases/{case}")
        await one.send("convene", chosen={"units": ["court", "police"]})
        await one.says("柳园人民法庭")


async def _opine(
    chromium: Browser, town: Installation, case: str, *, head: str
) -> None:
    async with _at_the_console(chromium, town, head) as one:
        await one.open(f"/cases/{case}")
        await one.send(
            "opine",
            typed={"text": "情况属实，同意发出质询。"},
            chosen={"agrees": ["yes"]},
        )


async def _decide(chromium: Browser, town: Installation, case: str) -> None:
    async with _at_the_console(chromium, town, "deputy") as one:
        await one.open(f"/cases/{case}")
        await one.says("情况属实，同意发出质询。")
        await one.send(
            "decide",
            typed={"questions": QUESTION, "requirements": REQUIREMENT},
            chosen={"approves": ["yes"]},
        )
        await one.says("已预警")


async def _reply(chromium: Browser, town: Installation) -> tuple[str, str]:
    """See the letter with its deadline and its PDF, and answer it."""
    async with _at_the_console(chromium, town, "finance-clerk") as one:
        link = await one.open_until("/letters", 'main a[href^="/letters/le_"]')
        letter = (await link.get_attribute("href") or "").rpartition("/")[2]
        await one.open_until(f"/letters/{letter}", ".ch", words="已签收")
        await one.says("廉情预警质询书", "书面答复", "个工作日")
        number = (await one.page.locator("h1 .num").inner_text()).strip()
        pdf = await one.page.request.get(f"{town.console_url()}/letters/{letter}/pdf")
        assert await pdf.body() == stored_letter(town, "finance", number).read_bytes()
        await one.send(
            "reply",
            typed={
                "findings": "经自查，来函所述情况属实。",
                "causes": "审批把关流于形式。",
                "answers": "持续约三个月，主要负责人在第二个月知情。",
                "measures.0.what": "实行限时办结",
                "measures.0.who": "某负责人",
                "measures.0.due_on": "2027-01-15",
                "signed_by_leader": "某主要负责人",
            },
        )
        return letter, number


async def _accept(chromium: Browser, town: Installation, *, letter: str) -> None:
    async with _at_the_console(chromium, town, "analyst") as one:
        await one.open(f"/letters/{letter}")
        await one.says("第 1 次答复", "实行限时办结")
        await one.send("accept", typed={"reason": "措施具体。"})


async def _recheck(chromium: Browser, town: Installation, case: str) -> None:
    async with _at_the_console(chromium, town, "analyst") as one:
        await one.open_until(f"/cases/{case}", 'form[action$="/recheck"]')
        await one.send(
            "recheck", typed={"text": "整改到位。"}, chosen={"is_mended": ["yes"]}
        )


async def _lift(chromium: Browser, town: Installation, case: str) -> None:
    async with _at_the_console(chromium, town, "deputy") as one:
        await one.open(f"/cases/{case}")
        await one.send("lift", typed={"reason": "整改到位。"})
        await one.says("已解除")
