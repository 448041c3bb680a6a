"""People, informants, returns and recusal, with the registry and intake behind."""

import re

import pytest

from lianqing_shared.contracts import topology as t
from lianqing_shared.testing.town import PASSWORD
from tests.integration.console.conftest import Browser, Network, Reply
from tests.integration.console.test_account_pages import enrolled

NEW_PASSWORD = "Willow-Bank-2026-x"  # noqa: S105 - of an invented person
ADDED = {
    "name": "康某",
    "login": "kang",
    "unit": "court",
    "roles": ["unit_responder"],
}


def _add(network: Network, **changed: object) -> Reply:
    browser = network.browser("sysadmin")
    return browser.fill("/people/new", "/people/new", **{**ADDED, **changed})


def _secret_in(reply: Reply) -> str:
    found = re.search(r'secretcode">([^<]+)<', reply.text)
    assert found is not None
    return found[1]


def _person_in(reply: Reply) -> str:
    found = re.search(r"pe_[0-9a-z]{26}", reply.text)
    assert found is not None
    return found[0]


def _person(network: Network, login: str) -> str:
    page = network.browser("director").get("/people").text
    rows = page[page.index('id="rows"') :]
    found = re.search(rf'/people/(pe_[0-9a-z]+)">[^<]+</a></td><td>{login}<', rows)
    assert found is not None, login
    return found[1]


def test_people_are_sought_without_a_word_in_the_address(network: Network) -> None:
    browser = network.browser("director")

    found = browser.fill("/people", "/people/search", q="庚某")
    by_role = browser.fill("/people", "/people/search", role="unit_head", unit="court")
    nobody = browser.fill("/people", "/people/search", q="nobody")

    assert "court-clerk" in found.text
    assert "finance-clerk" not in found.text
    assert 'value="庚某"' in found.text
    assert "court-head" in by_role.text
    assert "finance-head" not in by_role.text
    assert "没有符合条件的人员" in nobody.text
    assert browser.get("/people/search?q=x").status in {404, 405}


def test_a_search_of_another_session_is_refused(network: Network) -> None:
    browser = network.browser("director")

    reply = browser.post("/people/search", {"_token": "0" * 64, "q": "庚某"})

    assert reply.status == 403


def test_a_new_person_gets_his_password_shown_once(network: Network) -> None:
    browser = network.browser("sysadmin")
    fields = browser.get("/people/new").form("/people/new")
    typed = {**fields, **ADDED}

    first, again = (
        browser.post("/people/new", typed),
        browser.post("/people/new", typed),
    )
    person, secret = _person_in(first), _secret_in(first)
    page = browser.get(f"/people/{person}").text

    assert first.status == 200
    assert first.headers["cache-control"] == "no-store"
    assert again.location == "/people"
    assert secret not in page
    assert "康某" in page
    entered = network.browser().log_in("kang", secret)
    assert entered.status == 303


def test_what_is_wrong_with_a_new_person_stands_at_the_form(network: Network) -> None:
    taken = _add(network, login="director")
    wrong = _add(network, login="康某", unit="", roles=[])

    assert taken.status in {409, 422}
    assert "没有提交" in taken.text
    assert "康某" in taken.text
    assert wrong.status == 422
    for sentence in ("登录名的写法不对", "请选择所在单位"):
        assert sentence in wrong.text


@pytest.mark.parametrize("role", ["unit_head", "unit_responder"])
def test_a_role_is_asked_for_and_not_given(network: Network, role: str) -> None:
    added = _add(network, roles=[role])

    person = _person_in(added)

    assert "须他人复核后才生效" in added.text
    assert "待复核" in network.browser("sysadmin").get(f"/people/{person}").text


def test_a_person_is_changed_suspended_and_resumed(network: Network) -> None:
    person = _person_in(_add(network, phone="13900000000"))
    browser, page = network.browser("sysadmin"), f"/people/{person}"

    changed = browser.fill(page, f"{page}/change", name="康某某", phone="")
    after = browser.get(page).text
    suspended = browser.fill(page, f"{page}/suspend", reason="调离")
    shut = browser.get(page).text
    resumed = browser.fill(page, f"{page}/resume", reason="调回")

    assert changed.location == f"{page}?done=change"
    assert "康某某" in after
    assert "13900000000" not in after
    assert suspended.location == f"{page}?done=suspend"
    assert "账号已停用" in shut
    assert "调离" in shut
    assert resumed.location == f"{page}?done=resume"


def test_a_reset_password_is_shown_once_and_opens(network: Network) -> None:
    person = _person(network, "court-clerk")
    browser, page = network.browser("sysadmin"), f"/people/{person}"
    fields = browser.get(page).form(f"{page}/password")

    first = browser.post(f"{page}/password", fields)
    again = browser.post(f"{page}/password", fields)

    assert again.location == page
    assert network.browser().log_in("court-clerk", PASSWORD).status == 422
    assert network.browser().log_in("court-clerk", _secret_in(first)).status == 303


def test_each_sees_on_a_persons_page_what_he_may_do(network: Network) -> None:
    page = f"/people/{_person(network, 'court-clerk')}"
    forms = {
        login: _acts(network.browser(login).get(page), page)
        for login in ("sysadmin", "secadmin", "director")
    }

    assert forms["sysadmin"] == {"change", "password", "suspend"}
    assert forms["secadmin"] == {"suspend", "declare"}
    assert forms["director"] == {"declare"}
    assert network.browser("analyst").get(page).status == 403


def test_a_lost_second_factor_is_taken_off_with_a_reason(network: Network) -> None:
    enrolled(network, network.browser("analyst"))
    page = f"/people/{_person(network, 'analyst')}"
    browser, action = network.browser("secadmin"), f"{page}/second-factor"

    bare = browser.fill(page, action)
    sent = browser.fill(page, action, reason="手机遗失")

    assert bare.status == 422
    assert "请填写遗失情况" in bare.text
    assert sent.location == f"{page}?done=second-factor"
    assert action not in browser.get(page).text
    assert network.browser("analyst").get("/home").status == 200


def test_a_relation_is_declared_for_another_and_ended_by_nobody_else(
    network: Network,
) -> None:
    page = f"/people/{_person(network, 'analyst')}"
    browser = network.browser("secadmin")

    sent = browser.fill(page, f"{page}/declare", kind="spouse", unit="civil")

    assert sent.location == f"{page}?done=declare"
    assert "整个单位" in browser.get(page).text
    assert f"{page}/end" not in browser.get(page).text
    assert "镇民政办" in network.browser("analyst").get("/conduct").text


@pytest.mark.parametrize(
    ("login", "action", "status"),
    [
        ("court-clerk", "/units/new", 403),
        ("director", "/units/import", 403),
        ("director", "/units/import/confirm", 403),
        ("secadmin", "/units/court/merge", 409),
        ("analyst", "/units/court/suspend", 409),
        ("court-clerk", "/people/search", 403),
        ("secadmin", "/people/new", 403),
        ("analyst", "/informants/pe_00000000000000000000000000/file", 404),
        ("court-head", "/rules/publish", 409),
        ("analyst", "/duties/nil-2026-11", 403),
        ("analyst", "/duties/schedules/schedule", 403),
        ("analyst", "/conduct/end", 409),
        ("sysadmin", "/interferences/record", 403),
        ("court-clerk", "/home/check", 403),
    ],
)
def test_a_forged_form_of_another_role_changes_nothing(
    network: Network, login: str, action: str, status: int
) -> None:
    browser = network.browser(login)
    token = browser.get("/account").hidden("_token")
    before = network.offices.contents()

    reply = browser.post(
        action,
        {"_token": token, "_once": "0123456789", "reason": "x", "code": "court"},
    )

    assert reply.status == status
    assert network.offices.contents() == before
    assert len(before) > 10


def test_a_change_shows_where_forged_ones_are_looked_for(network: Network) -> None:
    before = network.offices.contents()

    _add(network)

    assert network.offices.contents() != before


def test_nobody_is_offered_to_shut_himself_out(network: Network) -> None:
    page = f"/people/{_person(network, 'sysadmin')}"

    assert f"{page}/suspend" not in network.browser("sysadmin").get(page).text


APPLIED = {"name": "申某", "background": "deputy", "recruiter": "court"}


def _apply(network: Network, login: str = "court-head", **changed: object) -> str:
    reply = network.browser(login).fill(
        "/informants/new", "/informants/new", **{**APPLIED, **changed}
    )
    assert reply.location.endswith("?done=apply"), reply.text
    return reply.location.partition("?")[0]


def _filed(network: Network, **typed: object) -> tuple[str, Reply]:
    page = _apply(network)
    return page, network.browser("director").fill(page, f"{page}/file", **typed)


def test_an_informant_is_filed_by_somebody_else_than_the_applicant(
    network: Network,
) -> None:
    page = _apply(network, "director")

    own = network.browser("director").get(page).text
    other = network.browser("secretary").fill(page, f"{page}/file")

    assert "您是申报人" in own
    assert f"{page}/file" not in own
    assert other.location == f"{page}?done=file"
    assert "在聘" in network.browser("analyst").get(page).text


def test_who_asked_and_who_filed_stand_in_the_file_and_on_the_form(
    network: Network,
) -> None:
    page, _ = _filed(network)
    analyst = network.browser("analyst")

    file = analyst.get(page).text
    form = analyst.get(f"{page}/paper/filing")

    for name in ("子某", "甲某"):
        assert name in file
    assert form.headers["content-type"] == "application/pdf"


def test_a_telephone_and_a_background_are_corrected_and_cleared(
    network: Network,
) -> None:
    page, _ = _filed(network)
    head = network.browser("court-head")
    typed = {"phone": "13900000001", "background": "other"}

    missing = head.fill(page, f"{page}/change", **typed)
    changed = head.fill(page, f"{page}/change", **typed, background_text="退休教师")
    after = head.get(page).text
    cleared = head.fill(page, f"{page}/change", phone="")

    assert missing.status == 422
    assert changed.location == cleared.location == f"{page}?done=change"
    assert "13900000001" in after
    assert "退休教师" in after
    assert "13900000001" not in head.get(page).text
    assert "退休教师" in head.get(page).text


def test_of_whom_life_has_ended_nothing_is_recorded_any_more(network: Network) -> None:
    page, _ = _filed(network)
    director = network.browser("director")

    director.fill(page, f"{page}/dismiss", reason="泄露秘密")
    after = director.get(page).text

    assert "已解聘" in after
    for action in ("train", "reward", "punish", "suspend"):
        assert f"{page}/{action}" not in after
    assert "未签收" not in director.get("/informants").text.partition('id="rows"')[2]


def test_an_informants_first_password_is_shown_once(network: Network) -> None:
    page, filed = _filed(network, login="shen")
    secret = _secret_in(filed)

    assert filed.headers["cache-control"] == "no-store"
    assert secret not in network.browser("director").get(page).text
    assert network.browser().log_in("shen", secret).status == 303


def test_an_informant_sees_his_own_file_and_accepts_the_rules(
    network: Network,
) -> None:
    network.browser("director").fill(
        "/rules", "/rules/publish", version="2026-1", text="第一条　如实报告。"
    )
    page, filed = _filed(network, login="shen")
    browser = _settled(network, "shen", _secret_in(filed))

    home = browser.get("/home").text
    own = browser.get("/informants/me").text
    accepted = browser.fill("/rules", "/rules/acknowledge")

    assert "您还没有签收现行的管理办法" in own
    assert "您还没有签收" not in browser.get("/informants/me").text
    assert browser.get("/").location == "/home"
    assert "请阅读后签收" in home
    assert "申某" in own
    assert accepted.location == "/rules?done=acknowledge"
    assert "/rules/acknowledge" not in browser.get("/rules").text
    assert "已签收 2026-1" in network.browser("analyst").get(page).text
    assert browser.get("/informants").status == 403
    assert browser.get("/people").status == 403


def test_one_informant_never_opens_anothers_file(network: Network) -> None:
    _, filed = _filed(network, login="shen")
    other = _apply(network, "analyst", name="酉某")
    browser = _settled(network, "shen", _secret_in(filed))

    unknown = browser.get("/informants/pe_" + "0" * 26)
    theirs = browser.get(other)

    assert theirs.status == unknown.status
    assert _main(theirs) == _main(unknown)


def test_records_of_an_informant_are_kept_and_listed(network: Network) -> None:
    page, _ = _filed(network)
    desk, director = network.browser("analyst"), network.browser("director")

    trained = desk.fill(page, f"{page}/train", course="保密要求", hours="1.5")
    unruled = director.fill(page, f"{page}/reward", text="线索属实", amount="500")
    rewarded = director.fill(
        page,
        f"{page}/reward",
        text="线索属实",
        amount="500",
        rule_reference="县纪〔2026〕3号",
    )
    punished = director.fill(page, f"{page}/punish", text="迟报，约谈")
    shown = desk.get(page).text

    assert trained.location == f"{page}?done=train"
    assert unruled.status == 422
    assert "线索属实" in unruled.text
    assert rewarded.location == f"{page}?done=reward"
    assert punished.location == f"{page}?done=punish"
    for words in ("保密要求", "县纪〔2026〕3号", "500", "迟报，约谈"):
        assert words in shown


def test_a_record_is_taken_back_and_the_page_says_what_outlives_it(
    network: Network,
) -> None:
    page, _ = _filed(network)
    desk, director = network.browser("analyst"), network.browser("director")
    director.fill(page, f"{page}/punish", text="迟报<b>，约谈")
    director.fill(page, f"{page}/reward", text="线索属实")
    place = f"{page}/assess/2026"
    desk.fill(place, place, score="45")
    before = director.get(page).text
    number = re.search(r'<option value="(\d+)">[^<]* 迟报', before)
    assert number is not None

    unexplained = director.fill(page, f"{page}/withdraw", number=number[1])
    done = director.fill(page, f"{page}/withdraw", number=number[1], reason="记错了人")
    shown = director.get(page).text
    network.clock.advance(seconds=1)
    desk.fill(place, place, score="60", reason="惩戒已撤销")
    corrected = director.get(page).text

    assert f"{page}/withdraw" not in desk.get(page).text
    assert unexplained.status == 422
    assert done.location == f"{page}?done=withdraw"
    assert "<s>" not in before
    assert "<s>迟报&lt;b&gt;，约谈</s>" in shown
    assert "记错了人" in shown
    assert '惩戒<small class="num">0</small>' in shown
    assert f'<option value="{number[1]}"' not in shown
    assert "2026 年度考核在撤销之前作出" in shown
    assert "年度考核在撤销之前作出" not in corrected


def test_a_score_is_explained_and_another_needs_its_reason(network: Network) -> None:
    page, _ = _filed(network, login="shen")
    browser, place = network.browser("analyst"), f"{page}/assess/2026"

    proposal = browser.get(place)
    bare = browser.fill(place, place, score="99")
    settled = browser.fill(place, place, score="99", reason="线索特别重要")

    assert "规则得分" in proposal.text
    assert proposal.text.count('<td class="num r">') >= 3
    assert bare.status == 422
    assert 'value="99"' in bare.text
    assert settled.location == f"{page}?done=assess"
    assert "线索特别重要" in browser.get(page).text
    assert browser.get(f"{page}/assess/1926").status == 404


def test_an_informant_is_suspended_resumed_transferred_and_dismissed(
    network: Network,
) -> None:
    page, _ = _filed(network)
    browser = network.browser("director")

    moves = [
        browser.fill(page, f"{page}/{move}", reason="工作需要", **more).location
        for move, more in (
            ("suspend", {}),
            ("resume", {}),
            ("transfer", {"recruiter": "police"}),
            ("dismiss", {}),
        )
    ]

    assert moves == [
        f"{page}?done={move}" for move in ("suspend", "resume", "transfer", "dismiss")
    ]
    assert "已解聘" in browser.get(page).text
    assert f"{page}/suspend" not in browser.get(page).text


def test_an_application_is_refused_and_a_term_renewed_with_reasons(
    network: Network,
) -> None:
    refused = _apply(network, name="酉某")
    page, _ = _filed(network)
    director = network.browser("director")

    no = director.fill(refused, f"{refused}/refuse", reason="材料不全")
    asked = network.browser("analyst").fill(page, f"{page}/renew", months="24")
    renewed = director.fill(page, f"{page}/file")

    assert no.location == f"{refused}?done=refuse"
    assert "材料不全" in director.get(refused).text
    assert asked.location == f"{page}?done=renew"
    assert renewed.location == f"{page}?done=file"
    assert director.get(page).text.count("备〔2026〕") >= 2


def test_rules_are_published_anew_and_signed_on_paper(network: Network) -> None:
    page, _ = _filed(network)
    director = network.browser("director")
    for version in ("2026-1", "2026-2"):
        director.fill("/rules", "/rules/publish", version=version, text="第一条　略。")

    outstanding = director.get("/rules").text
    signed = network.browser("analyst").fill(page, f"{page}/paper")

    assert "申某" in outstanding
    assert "以前的版本" in outstanding
    assert signed.location == f"{page}?done=paper"
    assert "全体已签收" in director.get("/rules").text
    assert "纸质签收" in director.get(page).text


def test_a_name_stands_on_a_list_of_rewards_only_by_consent(network: Network) -> None:
    page, _ = _filed(network)
    browser = network.browser("analyst")

    sent = browser.fill(page, f"{page}/consent", consents="yes")
    listed = browser.get("/rewards/2026")

    assert sent.location == f"{page}?done=consent"
    assert "同意列名" in browser.get(page).text
    assert listed.headers["content-type"] == "application/pdf"
    assert listed.raw.startswith(b"%PDF")


def test_a_head_sees_whom_his_unit_recruited_without_scores(network: Network) -> None:
    page, _ = _filed(network)
    head, other = network.browser("court-head"), network.browser("finance-head")

    assert head.get(page).status == 200
    assert "年度考核" not in head.get(page).text
    assert head.get(f"{page}/assess/2026").status == 403
    assert other.get(page).status == 404
    assert "申某" not in other.get("/informants").text


def test_informants_are_sought_by_name_without_a_word_in_the_address(
    network: Network,
) -> None:
    _apply(network)
    _apply(network, "analyst", name="酉某")
    browser = network.browser("analyst")

    found = browser.fill("/informants", "/informants/search", q="酉某").text

    rows = found[found.index('id="rows"') :]
    assert "酉某" in rows
    assert "申某" not in rows
    assert (
        "申某"
        not in browser.get("/informants?state=active").text.partition('id="rows"')[2]
    )


@pytest.mark.parametrize("paper", ["appointment", "filing"])
def test_papers_open_in_the_browser(network: Network, paper: str) -> None:
    page, _ = _filed(network)

    reply = network.browser("analyst").get(f"{page}/paper/{paper}")

    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("inline;")
    assert "%E7%94%B3" not in reply.headers["content-disposition"]
    assert reply.raw.startswith(b"%PDF")
    assert network.browser("analyst").get(f"{page}/paper/none").status == 404


def test_a_clerk_states_with_one_click_that_nothing_happened(network: Network) -> None:
    browser = network.browser("court-clerk")
    page = browser.get("/duties")
    action = _action(page, "/duties/nil-")
    fields = page.form(action)

    first, again = browser.post(action, fields), browser.post(action, fields)
    after = browser.get("/duties").text

    assert first.location == again.location == "/duties?done=nil"
    assert "零报告" in after
    assert action not in after
    assert "零报告" in network.browser("director").get("/duties").text


def test_the_centre_sees_all_units_and_a_clerk_his_own(network: Network) -> None:
    desk = network.browser("analyst").get("/duties").text
    clerk = network.browser("court-clerk").get("/duties").text

    assert 'class="plain matrix"' in desk
    assert "柳园派出所" in desk
    assert 'class="plain matrix"' not in clerk
    assert "柳园派出所" not in clerk
    assert "2026 年报送统计" in desk


def test_the_rhythm_of_the_town_is_set_by_the_director_alone(network: Network) -> None:
    director = network.browser("director")
    action = "/duties/schedules/schedule"

    sent = director.fill("/duties/schedules", action, rhythm="daily", at="17:30")
    wrong = director.fill("/duties/schedules", action, rhythm="daily", at="25:00")

    assert sent.location == "/duties/schedules?done=schedule"
    assert "17:30" in director.get("/duties/schedules").text
    assert wrong.status == 422
    assert "25:00" in wrong.text
    assert action not in network.browser("analyst").get("/duties/schedules").text


def test_a_relation_is_declared_and_only_others_end_it(network: Network) -> None:
    analyst, secretary = network.browser("analyst"), network.browser("secretary")

    sent = analyst.fill(
        "/conduct", "/conduct/declare", kind="kin", unit="finance", named="癸某"
    )
    own = analyst.get("/conduct").text
    everybody = secretary.get("/conduct")
    relation = re.search(r"re_[0-9a-z]{26}", everybody.text)
    assert relation is not None
    ended = secretary.fill(
        "/conduct", "/conduct/end", relation_id=relation[0], reason="已离职"
    )

    assert sent.location == "/conduct?done=declare"
    assert "癸某" in own
    assert "/conduct/end" not in own
    assert "全部回避关系" not in own
    assert ended.location == "/conduct?done=end"
    assert "已离职" in secretary.get("/conduct").text


def test_an_interference_is_written_down_and_hidden_from_the_asker(
    network: Network,
) -> None:
    typed = {
        "kind": "inquired",
        "way": "telephone",
        "asker_name": "子某",
        "from": "inside",
        "asker_unit": "court",
        "about_unit": "finance",
        "text": "问案件到了哪一步",
        "response": "告知不能透露",
    }
    clerk = network.browser("liuhe-clerk")

    bare = clerk.fill(
        "/interferences", "/interferences/record", **{**typed, "text": ""}
    )
    sent = clerk.fill("/interferences", "/interferences/record", **typed)

    assert bare.status == 422
    assert "请填写过问内容" in bare.text
    assert "告知不能透露" in bare.text
    assert sent.location == "/interferences?done=record"
    assert "问案件到了哪一步" in network.browser("director").get("/interferences").text
    for login in ("liuhe-clerk", "court-head"):
        assert "问案件到了" not in network.browser(login).get("/interferences").text


def test_somebody_from_outside_needs_a_place_instead_of_a_unit(
    network: Network,
) -> None:
    typed: dict[str, object] = {
        "kind": "pleaded",
        "way": "in_person",
        "asker_name": "外某",
        "from": "outside",
        "asker_place": "邻县某公司",
        "about_unit": "finance",
        "text": "为亲戚说情",
        "response": "拒绝",
    }

    sent = network.browser("analyst").fill(
        "/interferences", "/interferences/record", **typed
    )

    assert sent.location == "/interferences?done=record"
    assert "邻县某公司" in network.browser("secretary").get("/interferences").text


def test_home_names_what_waits_and_leads_there(network: Network) -> None:
    _apply(network)

    home = network.browser("secretary").get("/home").text
    clerk = network.browser("court-clerk").get("/home").text

    assert "1 人等待备案" in home
    assert 'href="/duties"' in clerk


def test_gaps_of_the_network_are_looked_for_again_on_demand(network: Network) -> None:
    browser = network.browser("sysadmin")

    sent = browser.fill("/home", "/home/check")
    home = browser.get(sent.location).text

    assert sent.location == "/home?done=check"
    assert "单位无录入员" in home
    assert "/units/civil" in home
    assert "/home/check" not in network.browser("court-clerk").get("/home").text


def test_home_shows_the_rest_while_gaps_are_slow(network: Network) -> None:
    _apply(network)
    network.offices.silent.add(t.LIST_NETWORK_GAPS)

    home = network.browser("secretary").get("/home")

    assert home.status == 200
    assert "1 人等待备案" in home.text
    assert "有的缺口暂时查不到" in home.text


def test_every_page_speaks_english_on_demand(network: Network) -> None:
    browser = network.browser("director")
    browser.get("/language/en?next=/home")

    for page, word in (
        ("/home", "Waiting for you"),
        ("/units/court", "Replace an entry clerk"),
        ("/people", "Add a person"),
        ("/informants", "Apply for an informant"),
        ("/duties", "Reporting on time"),
        ("/conduct", "Declare a relation"),
        ("/interferences", "Record an interference"),
        ("/rules", "Management rules for informants"),
    ):
        assert (word in browser.get(page).text) == (page != "/people"), page


def _action(page: Reply, start: str) -> str:
    found = re.search(rf'action="({start}[^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def _acts(page: Reply, place: str) -> set[str]:
    return set(re.findall(rf'action="{place}/([a-z-]+)"', page.text))


def _main(page: Reply) -> str:
    return page.text[page.text.index("<main") :]


def _settled(network: Network, login: str, secret: str) -> Browser:
    """Log in with a first password, change it, and log in with the own one."""
    first = network.browser()
    assert first.log_in(login, secret).status == 303
    changed = first.fill(
        "/account",
        "/account/password",
        old=secret,
        new=NEW_PASSWORD,
        again=NEW_PASSWORD,
    )
    assert changed.status == 303, changed.text
    own = network.browser()
    assert own.log_in(login, NEW_PASSWORD).status == 303
    return own
