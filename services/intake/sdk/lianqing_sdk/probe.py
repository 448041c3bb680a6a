"""Open a workbook in a child first: a damaged one can kill its reader.

Found by fuzzing, for .xls and .xlsx alike: one wrong byte in 1,500 makes the reader ask
for more memory than there is, which ends the process and would end it again at every
restart, because the file still lies in the inbox. Costs 20 ms for a usual list.
"""

import subprocess
import sys

_CHILD = """
import io, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except (ImportError, OSError, ValueError):
    pass  # Windows has no limits, macOS refuses this one; the time limit holds
import python_calamine
file = io.BytesIO(sys.stdin.buffer.read())
book = python_calamine.CalamineWorkbook.from_filelike(file)
for name in book.sheet_names:
    book.get_sheet_by_name(name)
"""
_OPENED, _ERROR = 0, 1
_WITHIN_S = 60


def survives(content: bytes) -> bool:
    """Return whether a process can open the workbook and live.

    A workbook that is refused in good order survives too; its reason comes when it is
    opened in earnest.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-P", "-c", _CHILD],
            input=content,
            capture_output=True,
            timeout=_WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    is_panic = b"PanicException" in child.stderr
    return child.returncode in (_OPENED, _ERROR) and not is_panic
