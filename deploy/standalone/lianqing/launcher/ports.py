"""Find free TCP ports on this machine."""

import socket

from lianqing.errors import CommandError
from lianqing.text import say

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Return whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose(*, wanted: int | None, preferred: int | None = None) -> int:
    """Return the wanted port, else the preferred one if free, else any free one.

    Raises CommandError if the wanted port is taken: a person asked for that one.
    """
    if wanted:
        if not is_free(wanted):
            raise CommandError(
                say(
                    f"端口 {wanted} 已被占用。请用 --port 换一个端口，"
                    "或不写 --port 由程序自选。",
                    f"Port {wanted} is in use. Choose another with --port, or leave "
                    "it out to let the program choose.",
                )
            )
        return wanted
    if preferred and is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
