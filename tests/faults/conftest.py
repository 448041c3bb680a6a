"""Each seed runs once in a session, however many tests look at what it left.

`LIANQING_FAULT_SEEDS="4 5 6"` runs other seeds than the usual three.
"""

import asyncio
import os
from collections.abc import Callable

import pytest

from tests.faults.surviving import Aftermath, survive

SEEDS = tuple(map(int, os.environ.get("LIANQING_FAULT_SEEDS", "1 2 3").split()))
Survive = Callable[[int], Aftermath]


@pytest.fixture(scope="session")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Survive:
    """Return what a seed left behind; run it when it is first asked for."""
    known: dict[int, Aftermath] = {}

    def run(seed: int) -> Aftermath:
        if seed not in known:
            data = tmp_path_factory.mktemp(f"seed{seed}") / "data"
            known[seed] = asyncio.run(survive(data, seed))
        return known[seed]

    return run
