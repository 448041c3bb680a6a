"""Promise: the registry asks intake for sums over the real bus, and nobody else can.

Registry, intake and grading run as processes of their own, with their own accounts: the
numbers of a score come from what was entered and verified, and from nowhere else.
"""

from pathlib import Path

import pytest
from pydantic import SecretStr

from lianqing_shared.bus.rpc import NoAnswerError, RpcClient
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import cases
from lianqing_shared.contracts import informant_conduct as c
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import (
    EnterReport,
    ReportView,
    SearchReports,
    Verification,
)
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.reports import a_report
from lianqing_shared.testing.waiting import eventually
from tests.integration.processes import client_of, environment_of, running
from tests.integration.test_registry_requests import PASSWORD, token_of

CHOSEN = "Xinxi-2026-yuan"


@pytest.fixture
def environment(secured_nats: SecuredNats, tmp_path: Path) -> dict[str, str]:
    return environment_of(secured_nats, tmp_path)


async def an_informant(client: RpcClient, director: str) -> i.InformantFiled:
    head = await token_of(client, "court-head")
    applied = await client.ask(
        i.ApplyInformant(
            name=Personal("酉某"), background=Background.CPPCC, recruiter="court"
        ),
        head,
    )
    return await client.ask(
        i.FileInformant(person_id=applied.person_id, login="you"), director
    )


async def test_the_registry_asks_intake_and_stores_nothing_without_an_answer(
    secured_nats: SecuredNats, environment: dict[str, str], tmp_path: Path
) -> None:
    async with (
        running("registry", environment, tmp_path),
        client_of(secured_nats, "console") as client,
    ):
        director = await token_of(client, "director")
        filed = (await an_informant(client, director)).informant
        assert filed.starts_on is not None
        person = filed.person_id
        ask = c.ProposeAssessment(person_id=person, year=filed.starts_on.year)
        with pytest.raises(RefusedError) as caught:
            await client.ask(ask, director, timeout_s=20.0)
        assert caught.value.code == "counts_unavailable"

        async with running("intake", environment, tmp_path):
            proposal = await client.ask(ask, director, timeout_s=20.0)
            kept = await client.ask(
                c.AssessInformant(
                    person_id=person,
                    year=ask.year,
                    proposed=proposal.score,
                    score=proposal.score,
                ),
                director,
                timeout_s=20.0,
            )

        assert proposal.has_account
        assert kept.score == proposal.score == 60
        found = await client.ask(i.ShowInformant(person_id=person), director)
        assert found.assessments == (kept,)


async def logged_in(client: RpcClient, filed: i.InformantFiled) -> str:
    """Choose a password in place of the first one; return the informant's token."""
    assert filed.login
    assert filed.initial_password
    first = a.OpenSession(login=filed.login, password=filed.initial_password)
    token = (await client.ask(first)).token.get_secret_value()
    chosen = SecretStr(CHOSEN)
    await client.ask(a.ChangePassword(old=filed.initial_password, new=chosen), token)
    again = a.OpenSession(login=filed.login, password=chosen)
    return (await client.ask(again)).token.get_secret_value()


async def entered(
    client: RpcClient, token: str, number: int, **given: object
) -> ReportView:
    typed = {**a_report(number).model_dump(), **given}
    return await client.ask(EnterReport.model_validate(typed), token)


async def verified(client: RpcClient, token: str) -> None:
    """Verify the one case that came of the reports, as true."""

    async def opened() -> cases.CaseRow | None:
        page = await client.ask(cases.SearchCases(), token)
        return page.cases[0] if page.cases else None

    case = await eventually(opened, "the reports became a case")
    await client.ask(cases.BeginCase(case_id=case.case_id), token)
    await client.ask(
        cases.VerifyCase(
            case_id=case.case_id,
            is_substantiated=True,
            facts=a_report().facts,
            finding=Personal("经核实，发放补贴情况属实。"),
            addressee="finance",
        ),
        token,
    )


async def test_the_numbers_of_a_score_are_what_was_entered_and_found_true(
    secured_nats: SecuredNats, environment: dict[str, str], tmp_path: Path
) -> None:
    async with (
        running("registry", environment, tmp_path),
        running("intake", environment, tmp_path),
        running("grading", environment, tmp_path),
        client_of(secured_nats, "console") as client,
    ):
        director, analyst = [await token_of(client, n) for n in ("director", "analyst")]
        filed = await an_informant(client, director)
        his = await logged_in(client, filed)
        year = filed.informant.starts_on.year if filed.informant.starts_on else 0
        for number in (1, 2):
            await entered(client, his, number)
        await entered(client, analyst, 3)
        await verified(client, analyst)

        async def told() -> bool | None:
            page = await client.ask(SearchReports(), his)
            words = {one.verification for one in page.reports}
            return words == {Verification.SUBSTANTIATED} or None

        await eventually(told, "verification reached both of his reports")
        late = await entered(client, his, 4)

        async def told_late() -> bool | None:
            page = await client.ask(SearchReports(), his)
            found = {one.report_id: one.verification for one in page.reports}
            return found[late.report_id] is Verification.SUBSTANTIATED or None

        await eventually(told_late, "verification reached the report that came after")
        ask = c.ProposeAssessment(person_id=filed.informant.person_id, year=year)
        proposal = await client.ask(ask, analyst, timeout_s=20.0)

    counts = {line.item: line.count for line in proposal.lines}
    assert (counts["submitted"], counts["accepted"], counts["verified"]) == (3, 3, 3)
    assert (counts["repeated"], counts["late"], counts["rejected"]) == (2, 0, 0)
    assert sum(line.points for line in proposal.lines) == proposal.score
    assert proposal.score == 60 + 3 * 2 + 3 * 4 - 2


@pytest.mark.parametrize("name", ["console", "desk", "grading", "notify"])
async def test_nobody_but_the_registry_reaches_the_sums(
    secured_nats: SecuredNats,
    environment: dict[str, str],
    tmp_path: Path,
    name: str,
) -> None:
    async with (
        running("registry", environment, tmp_path),
        running("intake", environment, tmp_path),
    ):
        async with client_of(secured_nats, "console") as people:
            opened = await people.ask(
                a.OpenSession(login="director", password=SecretStr(PASSWORD))
            )
        token = opened.token.get_secret_value()
        question = c.CountContributions(person_ids=("pe_" + "0" * 26,), year=2026)

        async with client_of(secured_nats, name) as other:
            with pytest.raises(NoAnswerError):
                await other.ask(question, token, timeout_s=0.5)
        async with client_of(secured_nats, "registry") as allowed:
            page = await allowed.ask(question, token)

    assert page.contributions[0].submitted == 0
