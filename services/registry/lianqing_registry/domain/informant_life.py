"""An informant's life as one table: where he stands, and what can happen to him.

The page `docs/reference/informant-life.md` is written from it.
Source: P1.3.2a, P1.3.2b.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lianqing_registry.errors.informants import WrongMoveError
from lianqing_shared.contracts.informant_words import InformantState, LifeMove

_S = InformantState
_M = LifeMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Where a move leads, and in which statement of the plan it stands."""

    to: InformantState
    source: str


def _edge(to: InformantState, source: str) -> Edge:
    return Edge(to=to, source=source)


TABLE: Mapping[tuple[InformantState, LifeMove], Edge] = {
    (_S.APPLIED, _M.FILE): _edge(_S.ACTIVE, "P1.3.2a"),
    (_S.APPLIED, _M.REFUSE): _edge(_S.REFUSED, "P1.3.2a"),
    (_S.APPLIED, _M.TRANSFER): _edge(_S.APPLIED, "P1.3.2b"),
    (_S.ACTIVE, _M.SUSPEND): _edge(_S.SUSPENDED, "P1.3.2b"),
    (_S.ACTIVE, _M.EXPIRE): _edge(_S.EXPIRED, "P1.3.2b"),
    (_S.ACTIVE, _M.ASK_RENEWAL): _edge(_S.ACTIVE, "P1.3.2a"),
    (_S.ACTIVE, _M.RENEW): _edge(_S.ACTIVE, "P1.3.2a"),
    (_S.ACTIVE, _M.REFUSE_RENEWAL): _edge(_S.ACTIVE, "P1.3.2a"),
    (_S.ACTIVE, _M.DISMISS): _edge(_S.DISMISSED, "P1.3.2b, domain 1.5"),
    (_S.ACTIVE, _M.TRANSFER): _edge(_S.ACTIVE, "P1.3.2b"),
    (_S.SUSPENDED, _M.RESUME): _edge(_S.ACTIVE, "P1.3.2b"),
    (_S.SUSPENDED, _M.EXPIRE): _edge(_S.EXPIRED, "P1.3.2b"),
    (_S.SUSPENDED, _M.REFUSE_RENEWAL): _edge(_S.SUSPENDED, "P1.3.2a"),
    (_S.SUSPENDED, _M.DISMISS): _edge(_S.DISMISSED, "P1.3.2b, domain 1.5"),
    (_S.SUSPENDED, _M.TRANSFER): _edge(_S.SUSPENDED, "P1.3.2b"),
    (_S.EXPIRED, _M.ASK_RENEWAL): _edge(_S.EXPIRED, "P1.3.2a"),
    (_S.EXPIRED, _M.RENEW): _edge(_S.ACTIVE, "P1.3.2a"),
    (_S.EXPIRED, _M.REFUSE_RENEWAL): _edge(_S.EXPIRED, "P1.3.2a"),
    (_S.EXPIRED, _M.DISMISS): _edge(_S.DISMISSED, "P1.3.2b, domain 1.5"),
    (_S.EXPIRED, _M.TRANSFER): _edge(_S.EXPIRED, "P1.3.2b"),
}
"""State and move to where the move leads; what is not here cannot happen.

`apply` makes an informant and so has no state to start from.
"""

IN_OFFICE = frozenset({_S.ACTIVE, _S.SUSPENDED})
"""In a term that runs."""
ENDED = frozenset({_S.REFUSED, _S.DISMISSED})
"""Nothing happens to him any more; he may be applied for anew."""
_OF_WAITING = frozenset({_M.RENEW, _M.REFUSE_RENEWAL})
"""Only where a renewal was asked for."""


def after(state: InformantState, move: LifeMove) -> InformantState:
    """Return where a move leads.

    Raises:
        WrongMoveError: It cannot happen where he stands.
    """
    edge = TABLE.get((state, move))
    if edge is None:
        raise WrongMoveError(state, move)
    return edge.to


def state_on(
    state: InformantState, *, ends_on: date | None, today: date
) -> InformantState:
    """Return where he stands today: a term that has run out has ended.

    The clock's own look may come late; whoever reads earlier sees the same.
    """
    if state in IN_OFFICE and ends_on is not None and today > ends_on:
        return after(state, LifeMove.EXPIRE)
    return state


def moves_from(state: InformantState, *, asks_renewal: bool) -> tuple[LifeMove, ...]:
    """Return what people may do with him now, in the order of `LifeMove`."""
    possible = {move for start, move in TABLE if start is state} - {LifeMove.EXPIRE}
    possible -= {LifeMove.ASK_RENEWAL} if asks_renewal else _OF_WAITING
    return tuple(move for move in LifeMove if move in possible)


def page() -> str:
    """Return `docs/reference/informant-life.md`, written from the table."""
    return "\n".join(_page_lines()) + "\n"


def _page_lines() -> Iterator[str]:
    yield "# The life of an invited informant"
    yield ""
    yield "<!-- Written from `lianqing_registry/domain/informant_life.py`. -->"
    yield ""
    yield "What can happen to an informant (特邀预警信息员), and from where. The same"
    yield "table decides in the registry; what is not in it cannot happen."
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> applied: apply"
    for (start, move), edge in TABLE.items():
        if edge.to is not start:
            yield f"    {start} --> {edge.to}: {move}"
    for state in InformantState:
        if state in ENDED:
            yield f"    {state} --> [*]"
    yield "```"
    yield ""
    yield "| from | move | 中文 | to | source |"
    yield "|---|---|---|---|---|"
    yield f"| – | `apply` | {LifeMove.APPLY.label} | `applied` | P1.3.2a |"
    for (start, move), edge in TABLE.items():
        yield (f"| `{start}` | `{move}` | {move.label} | `{edge.to}` | {edge.source} |")
