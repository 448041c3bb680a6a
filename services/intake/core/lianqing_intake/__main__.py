"""Start intake: `python -m lianqing_intake`, settings from the environment."""

import asyncio

from lianqing_intake.app import serve
from lianqing_intake.settings import IntakeSettings


def main() -> None:
    """Run the service until SIGTERM."""
    asyncio.run(serve(IntakeSettings()))


if __name__ == "__main__":
    main()
