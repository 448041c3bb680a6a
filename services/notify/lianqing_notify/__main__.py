"""Start notify: `python -m lianqing_notify` or `lianqing-notify`."""

from lianqing_notify.app import run
from lianqing_notify.entrypoints.cli import command


def main() -> None:
    """Run the service, or one of the checks that the command offers."""
    command(run)()


if __name__ == "__main__":
    main()
