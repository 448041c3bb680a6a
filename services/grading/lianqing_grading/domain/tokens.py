"""Cut Chinese text into pairs of characters, so that two databases search alike.

Runs of Han characters become overlapping pairs, Latin and digits become words; a query
is a phrase of the same pieces, so that order counts. Source: ecosystem research §9.
"""

import re
import unicodedata

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+|[A-Za-z0-9]+")
_FIRST_HAN = "\u3400"


def tokens(text: str) -> list[str]:
    """Return the pieces of a text in order; a lone character is a piece itself."""
    pieces: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        if run[0] < _FIRST_HAN:
            pieces.append(run.lower())
        elif len(run) == 1:
            pieces.append(run)
        else:
            pieces += [run[at : at + 2] for at in range(len(run) - 1)]
    return pieces


def phrases(query: str) -> list[list[str]]:
    """Return one phrase for each word of a query; all of them must be found."""
    return [found for word in query.split() if (found := tokens(word))]
