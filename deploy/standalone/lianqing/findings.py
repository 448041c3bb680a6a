"""What an examination finds: good, or with what to do."""

from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from lianqing.text import say
from lianqing_shared.errors import LianqingError


class Finding(BaseModel):
    """One thing looked at; `advice` is empty when it is well."""

    what: str
    ok: bool
    found: str
    advice: str = ""


class Report(BaseModel):
    """Everything looked at."""

    ok: bool
    running: bool
    findings: list[Finding]


async def checked(
    what: str, good: str, look: Callable[[], Awaitable[str | None]]
) -> Finding:
    """Turn a look that returns what is wrong (or raises) into a finding."""
    try:
        wrong = await look()
    except LianqingError as err:
        wrong = str(err)
    found = say("有问题", "trouble") if wrong else good
    return Finding(what=what, ok=not wrong, found=found, advice=wrong or "")
