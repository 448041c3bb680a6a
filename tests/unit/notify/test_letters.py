"""Promise: a letter is a sound PDF: whole text, fonts inside, the same bytes twice."""

import dataclasses
import io
import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from lianqing_notify.domain.deadlines import set_deadline
from lianqing_notify.domain.letter import LetterContent, LetterOrder, Paragraph, Style
from lianqing_notify.domain.typography import flaws
from lianqing_notify.domain.wording import compose
from lianqing_notify.errors import TypesettingError
from lianqing_notify.gateways.letters.codes import verification_code
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.faces import FontsMissingError, Role
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.decisions import BASES, CIRCUMSTANCES, FINDING
from lianqing_shared.year_tables import working_calendar

CODE = "7K3Q-9D2M-XF4T"
QR_POINTS = 17 / 25.4 * 72
ISSUED_ON = date(2026, 11, 24)
LEVELS = pytest.mark.parametrize("level", list(Level), ids=lambda level: level.name)


def a_letter(level: Level, *, finding: str = FINDING) -> LetterContent:
    town = read_town(None)
    issuer = town.issuer(level)
    assert issuer is not None
    calendar = working_calendar([], years=range(2025, 2029))
    return compose(
        LetterOrder(
            level=level,
            number=f"{issuer.word}〔2026〕3号",
            case_no="2026-0017",
            addressee="柳园镇财政所",
            circumstances=(CIRCUMSTANCES[level],),
            finding=Personal(finding),
            requirements=(),
            questions=(),
            basis=BASES[level],
            issuer=issuer,
            plan_title=town.plan_title,
            issued_on=ISSUED_ON,
            deadlines=tuple(
                set_deadline(duty, term, starts_on=ISSUED_ON, calendar=calendar)
                for duty, term in town.terms[level].items()
            ),
        )
    )


def of_lines(count: int) -> LetterContent:
    """Return a letter whose body is one paragraph that fills pages."""
    body = Paragraph(style=Style.BODY, text="镇" * (28 * count))
    return dataclasses.replace(
        a_letter(Level.THREE), paragraphs=(body, *a_letter(Level.THREE).paragraphs[-1:])
    )


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in opened(pdf).pages)


def lines_of(pdf: bytes, page: int) -> list[str]:
    return [
        line.strip() for line in opened(pdf).pages[page].extract_text().splitlines()
    ]


def heights_of(pdf: bytes, *, page: int) -> dict[str, float]:
    """Return how high above the paper's foot lines stand, in points, by their start."""
    found: dict[str, float] = {}

    def visit(text: str, matrix: list[float], *_: object) -> None:
        for start in ("联系人", "抄送"):
            if start in text:
                found[start] = matrix[5]

    opened(pdf).pages[page].extract_text(visitor_text=visit)
    return found


@LEVELS
def test_every_field_can_be_read_in_the_pdf(
    level: Level, typesetter: Typesetter
) -> None:
    content = a_letter(level)

    text = text_of(typesetter.render(content, code=CODE).pdf)

    said = [content.masthead, content.number, content.title, content.signer]
    said += [content.addressee, "2026年11月24日", content.note, *content.cc, CODE]
    said += [row.text for row in content.paragraphs]
    said += [value for row in content.receipt for value in row]
    for field in said:
        assert "".join(field.split()) in text, field


@LEVELS
def test_all_fonts_are_inside(level: Level, typesetter: Typesetter) -> None:
    pdf = typesetter.render(a_letter(level), code=CODE).pdf

    fonts = [
        font.get_object()
        for page in opened(pdf).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf types objects loosely
    ]

    assert len(fonts) > 3
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        assert files & set(descendant["/FontDescriptor"].get_object()), font[
            "/BaseFont"
        ]


@LEVELS
def test_the_same_letter_gives_the_same_bytes(
    level: Level, typesetter: Typesetter
) -> None:
    content = a_letter(level)
    once = typesetter.render(content, code=CODE)
    typesetter.render(of_lines(3), code=CODE)

    again = typesetter.render(content, code=CODE)
    elsewhere = Typesetter(FONT_FOLDERS).render(content, code=CODE)

    assert once.pdf == again.pdf == elsewhere.pdf
    assert once.sha256 == again.sha256


@LEVELS
def test_it_claims_archive_and_accessibility(
    level: Level, typesetter: Typesetter
) -> None:
    reader = opened(typesetter.render(a_letter(level), code=CODE).pdf)

    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()  # type: ignore[index]  # pypdf types objects loosely

    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    root = reader.trailer["/Root"]
    assert isinstance(root, DictionaryObject | IndirectObject)
    assert root["/Lang"] == "zh-CN"


@LEVELS
def test_the_data_travels_inside(level: Level, typesetter: Typesetter) -> None:
    content = a_letter(level)
    reader = opened(typesetter.render(content, code=CODE).pdf)

    twin = json.loads(reader.attachments["letter.json"][0])

    assert twin["number"] == content.number
    assert twin["code"] == CODE
    assert [row["text"] for row in twin["paragraphs"]] == [
        row.text for row in content.paragraphs
    ]


@LEVELS
def test_no_half_width_mark_is_printed_beside_a_han_character(level: Level) -> None:
    content = a_letter(level)

    assert flaws(content.plain) == ()
    assert flaws("\n".join(value for row in content.receipt for value in row)) == ()


def test_a_full_page_has_22_lines_of_28_characters(typesetter: Typesetter) -> None:
    pdf = typesetter.render(of_lines(22 * 3), code=CODE).pdf

    body = [line for line in lines_of(pdf, 1) if set(line) == {"镇"}]
    assert [len(line) for line in body] == [28] * 22


def test_page_numbers_start_on_the_second_page(typesetter: Typesetter) -> None:
    pdf = typesetter.render(of_lines(22 * 3), code=CODE).pdf

    assert "—1—" not in "".join(opened(pdf).pages[0].extract_text().split())
    assert "—2—" in "".join(opened(pdf).pages[1].extract_text().split())
    assert "—3—" in "".join(opened(pdf).pages[2].extract_text().split())


def test_no_page_holds_a_signature_or_copies_alone(typesetter: Typesetter) -> None:
    for count in range(4, 40):
        pdf = typesetter.render(of_lines(count), code=CODE).pdf
        *body, _receipt = [page.extract_text() for page in opened(pdf).pages]

        assert all("镇镇" in page or "特此告知" in page for page in body), count
        assert "特此告知" in body[-1], count
        assert "2026年11月24日" in body[-1], count
        assert CODE in body[-1], count


def test_copies_are_printed_over_nothing(typesetter: Typesetter) -> None:
    for count in range(4, 40):
        pdf = typesetter.render(of_lines(count), code=CODE).pdf
        heights = heights_of(pdf, page=-2)

        assert heights["联系人"] - heights["抄送"] > QR_POINTS, count


def test_a_rare_character_is_borrowed_and_told(typesetter: Typesetter) -> None:
    rare = "\U00020bb7"  # 𠮷, beyond the faces of most text

    rendered = typesetter.render(
        a_letter(Level.THREE, finding=f"经办人{rare}某。"), code=CODE
    )

    chains = typesetter.faces.chains[Role.BODY]
    assert all(row.family in chains for row in rendered.stand_ins)
    assert rare in text_of(rendered.pdf)


def test_a_character_without_a_glyph_stops_the_letter(typesetter: Typesetter) -> None:
    unknown = "\ue123"  # private use: no font knows it

    with pytest.raises(FontsMissingError, match="U\\+E123"):
        typesetter.render(
            a_letter(Level.THREE, finding=f"经办人{unknown}。"), code=CODE
        )


def test_without_fonts_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError) as caught:
        Typesetter([tmp_path]).render(a_letter(Level.THREE), code=CODE)

    assert "apt-get install fonts-noto-cjk" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_letter_too_long_for_the_bus_is_refused(typesetter: Typesetter) -> None:
    # Different characters, so that the fonts inside grow.
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 9_000)))

    with pytest.raises(TypesettingError, match="过长"):
        typesetter.render(a_letter(Level.THREE, finding=many), code=CODE)


def test_the_code_depends_on_text_and_key() -> None:
    content, key = a_letter(Level.THREE), Signer.new()
    other = dataclasses.replace(content, number="柳廉告〔2026〕4号")

    code = verification_code(content, key)

    assert code == verification_code(content, key)
    assert len({code, verification_code(other, key)}) == 2
    assert code != verification_code(content, Signer.new())
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
