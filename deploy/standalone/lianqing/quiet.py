"""Keep the libraries' log lines off the screen of a person who typed a command."""

from lianqing_shared.log import configure_logging


def be_quiet() -> None:
    """Log nothing below critical; sentences on stderr say what a person must know."""
    configure_logging("CRITICAL")
