"""Write the sample files below a data folder: `python -m lianqing.demo DIR`.

A process of its own, because the launcher would keep the spreadsheet libraries in its
memory for as long as the system runs.
"""

import sys
from pathlib import Path

from lianqing.demo.files import write_files
from lianqing.launcher.folder import find


def main() -> None:
    """Write what is not there yet and print how many files there are."""
    sys.stdout.write(f"{write_files(find(Path(sys.argv[1])))}\n")


if __name__ == "__main__":
    main()
