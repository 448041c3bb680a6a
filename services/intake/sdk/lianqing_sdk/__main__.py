"""Run the command `lianqing-adapter`."""

import sys

from lianqing_sdk import cli


def main() -> None:
    """Carry out the command line and leave with its exit code."""
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
