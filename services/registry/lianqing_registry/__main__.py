"""Run the registry: `python -m lianqing_registry [bootstrap]`."""

import asyncio
import json
import sys

from lianqing_registry.app import bootstrap, run
from lianqing_registry.settings import RegistrySettings
from lianqing_shared.errors import LianqingError

_USAGE = 2


def main() -> None:
    """Run the service, or prepare a new installation and print its first people."""
    arguments = sys.argv[1:]
    if arguments not in ([], ["bootstrap"]):
        sys.stderr.write("usage: lianqing-registry [bootstrap]\n")
        raise SystemExit(_USAGE)
    settings = RegistrySettings()
    try:
        if arguments:
            first = asyncio.run(bootstrap(settings))
            people = [{"login": login, "password": word} for login, word in first]
            sys.stdout.write(json.dumps({"people": people}) + "\n")
        else:
            asyncio.run(run(settings))
    except LianqingError as err:
        sys.stderr.write(f"{err}\n")
        raise SystemExit(1) from err


if __name__ == "__main__":
    main()
