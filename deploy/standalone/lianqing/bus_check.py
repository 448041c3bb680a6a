"""Try on the running bus what each credential may do, and where each account leads.

Nothing is delivered, stored or taken: see `lianqing_shared.bus.probing`. What cannot be
tried without harm is not: provision's power to change and delete streams.
"""

import time
from collections.abc import Sequence

from lianqing.findings import Finding, checked
from lianqing.launcher.folder import DataFolder
from lianqing.text import say
from lianqing_shared.bus import reach
from lianqing_shared.bus.matrix import Act, Probe
from lianqing_shared.bus.probing import Verdict, examine
from lianqing_shared.security.authority import issued_units

_SHOWN = 5


async def findings(folder: DataFolder, bus_url: str) -> list[Finding]:
    """Return what the credentials may do, and where the accounts lead."""
    return [await _permissions(folder, bus_url), await _accounts(folder, bus_url)]


async def _permissions(folder: DataFolder, bus_url: str) -> Finding:
    began = time.monotonic()
    verdicts = await examine(
        bus_url,
        lambda name: folder.creds / f"{name}.creds",
        units=issued_units(folder.root),
    )
    lasted = time.monotonic() - began
    wrong = [sentence for one in verdicts for sentence in sentences(one)]
    tried = sum(one.tried for one in verdicts)
    told = say(
        f"{len(verdicts)} 个凭证共试探 {tried} 次，用时 {lasted:.1f} 秒",
        f"{len(verdicts)} credentials, {tried} probes in {lasted:.1f} s",
    )
    as_ruled = say(
        "与规定一致（provision 改删消息流的权限不试）",
        "as the table says (not tried: provision changing streams)",
    )
    return Finding(
        what=say("总线权限", "bus permissions"),
        ok=not wrong,
        found=told if wrong else f"{told}，{as_ruled}",
        advice=_advice(wrong) if wrong else "",
    )


async def _accounts(folder: DataFolder, bus_url: str) -> Finding:
    async def look() -> str | None:
        wrong = await reach.differences(
            bus_url, folder.creds / "system.creds", units=issued_units(folder.root)
        )
        return _advice(wrong) if wrong else None

    good = say("各账户的通路与规定一致", "accounts lead where the table says")
    return await checked(say("总线账户", "bus accounts"), good, look)


def sentences(verdict: Verdict) -> list[str]:
    """Say how a credential differs from the table, in words."""
    if verdict.problem:
        return [verdict.problem]
    found = []
    if verdict.surplus:
        could = _listed(verdict.surplus)
        found.append(
            say(f"{verdict.name} 多出：{could}", f"{verdict.name} may also {could}")
        )
    if verdict.missing:
        lacks = _listed(verdict.missing)
        found.append(
            say(f"{verdict.name} 缺少：{lacks}", f"{verdict.name} may not {lacks}")
        )
    return found


def _listed(probes: frozenset[Probe]) -> str:
    acts = {
        Act.PUBLISH: say("发布", "publish"),
        Act.SUBSCRIBE: say("订阅", "subscribe"),
        Act.JOIN: say("加入队列", "join a queue on"),
    }
    some = [f"{acts[one.act]} {one.subject}" for one in sorted(probes)[:_SHOWN]]
    left = len(probes) - len(some)
    more = say(f"，等 {left} 项", f" and {left} more") if left > 0 else ""
    return "、".join(some) + more


def _advice(wrong: Sequence[str]) -> str:
    return say(
        f"{'；'.join(wrong)}。请先查清是谁改了账户；重新启动系统会按规定恢复。",
        f"{'; '.join(wrong)}. Find out who changed it; a restart puts it right.",
    )
