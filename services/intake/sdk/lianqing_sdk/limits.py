"""How much of a file is read before it is refused.

A full list of 100,000 rows must pass; what is larger is no unit's export but a mistake
or an attack on the reader's memory.
"""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one file.

    `file_bytes` bounds what lies on disk, `expanded_bytes` and `expansion` what a
    workbook unpacks to, `cells` the area it spans (a lone cell in the last corner makes
    a reader allocate everything between), `cell_chars` one cell's text.
    """

    file_bytes: int = 32 * _MB
    expanded_bytes: int = 256 * _MB
    expansion: int = 200
    cells: int = 6_000_000
    cell_chars: int = 32_767
    columns: int = 400
    sheets: int = 100


DEFAULT_LIMITS = Limits()
