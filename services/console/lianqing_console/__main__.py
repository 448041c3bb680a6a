"""Run the console: `lianqing-console`, settings from `LIANQING_CONSOLE_*`."""

import uvicorn

from lianqing_console.app import build_app
from lianqing_console.settings import ConsoleSettings
from lianqing_shared.log import configure_logging

_SHUTDOWN_S = 3


def main() -> None:
    """Serve pages on 127.0.0.1 until told to stop."""
    settings = ConsoleSettings()
    configure_logging(settings.log_level)
    uvicorn.run(
        build_app(settings),
        host="127.0.0.1",
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Live streams never end by themselves.
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )


if __name__ == "__main__":
    main()
