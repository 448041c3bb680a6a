"""Two languages: Chinese in the source, English from a catalogue read at the start."""

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHINESE = "zh-CN"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
_LOCALE = Path(__file__).parent.parent / "locale"


def translations(language: str) -> gettext.NullTranslations:
    """Return what turns Chinese sentences into a language; Chinese stays as it is."""
    if language != ENGLISH:
        return gettext.NullTranslations()
    with (_LOCALE / "en" / "LC_MESSAGES" / "console.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
