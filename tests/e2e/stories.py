"""What all stories share: wait for a case, read a letter, look for a forbidden word."""

import json
import subprocess
from pathlib import Path

from lianqing_shared.contracts.cases import (
    BeginCase,
    CaseState,
    CaseView,
    SearchCases,
    ShowCase,
    VerifyCase,
)
from lianqing_shared.contracts.letters import LetterState, LetterView, ShowLetter
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.testing.installation import Installation
from lianqing_shared.testing.people import People
from lianqing_shared.testing.waiting import eventually

REQUIREMENT = "逐项列出问题清单和责任人。"
QUESTION = "该情况持续多长时间，主要负责人何时知情？"


async def case_about(people: People, unit: str, *, text: str = "") -> CaseView:
    """Wait for the one open case about a unit, and return it."""
    search = SearchCases(unit=unit, text=text, open_only=True)

    async def found() -> str | None:
        page = await people.ask("director", search)
        return page.cases[0].case_id if page.cases else None

    case = await eventually(found, f"a case about {unit}")
    return await people.ask("director", ShowCase(case=case))


async def case_of_report(people: People, unit: str, report_id: str) -> CaseView:
    """Wait until a report is in a case about the unit, and return that case."""

    async def found() -> CaseView | None:
        page = await people.ask("director", SearchCases(unit=unit, open_only=True))
        for row in page.cases:
            view = await people.ask("director", ShowCase(case=row.case_id))
            if any(one.report_id == report_id for one in view.reports):
                return view
        return None

    return await eventually(found, f"report {report_id} is in a case")


async def verified(
    people: People, case: CaseView, *, finding: str, addressee: str
) -> CaseView:
    """Take a case into verification and find it substantiated as alleged."""
    case_id = case.row.case_id
    await people.ask("analyst", BeginCase(case_id=case_id))
    return await people.ask(
        "analyst",
        VerifyCase(
            case_id=case_id,
            is_substantiated=True,
            facts=case.facts,
            finding=Personal(finding),
            addressee=addressee,
        ),
    )


async def case_in(people: People, case_id: str, state: CaseState) -> CaseView:
    """Wait until a case stands in a state, and return it."""

    async def found() -> CaseView | None:
        view = await people.ask("director", ShowCase(case=case_id))
        return view if view.row.state is state else None

    return await eventually(found, f"case {case_id} is {state}")


async def signed_for(people: People, case_id: str) -> LetterView:
    """Wait until the case's letter is issued and the unit has signed, return it."""

    async def found() -> LetterView | None:
        view = await people.ask("director", ShowCase(case=case_id))
        if view.letter_number is None:
            return None
        letter = await people.ask("director", ShowLetter(letter=view.letter_number))
        return letter if letter.acknowledged_at else None

    return await eventually(found, f"the letter of {case_id} is signed for")


async def letter_in(people: People, letter_id: str, state: LetterState) -> LetterView:
    """Wait until a letter stands in a state, and return it."""

    async def found() -> LetterView | None:
        view = await people.ask("director", ShowLetter(letter=letter_id))
        return view if view.state is state else None

    return await eventually(found, f"letter {letter_id} is {state}")


def stored_letter(installation: Installation, unit: str, number: str) -> Path:
    """Return the PDF that lies at the unit; fails if it or its account is missing."""
    pdf = installation.unit(unit) / "letters" / f"{number}.pdf"
    assert pdf.read_bytes().startswith(b"%PDF-")
    about = json.loads(pdf.with_suffix(".json").read_text())
    assert about["number"] == number
    return pdf


def text_of(pdf: Path) -> str:
    """Return the text of a PDF as a reader would copy it, without any white space."""
    done = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def places_that_hold(
    installation: Installation, word: str, *, units: tuple[str, ...]
) -> list[str]:
    """Return the files with the word: of these units, the logs, the PDFs' text."""
    needles = (word.encode(), word.encode("gb18030"), word.encode("utf-16-le"))
    folders = [installation.data / "logs", *map(installation.unit, units)]
    files = [one for place in folders for one in place.rglob("*") if one.is_file()]
    files.append(installation.screen)
    found = [one for one in files if any(form in one.read_bytes() for form in needles)]
    letters = [one for one in installation.data.rglob("*.pdf") if word in text_of(one)]
    return [str(one.relative_to(installation.data.parent)) for one in found + letters]
