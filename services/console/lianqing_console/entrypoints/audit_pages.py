"""The audit administrator's window: logs and checkpoints. Source: 等保2.0 安全审计."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import pick
from lianqing_console.entrypoints.pages import go
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases.audit import (
    audit_filter,
    list_checkpoints,
    search_audit,
)
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.auditing import SEARCHES, AuditedService
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.access import may

router = APIRouter()


@router.get("/audit")
async def first(visitor: VisitorHere) -> Response:
    """Begin with the log of cases, or with the checkpoints."""
    only_for(visitor, t.SEARCH_GRADING_AUDIT)
    return go(f"/audit/{AuditedService.GRADING.value}")


@router.get("/checkpoints")
async def checkpoints(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List the checkpoints, for the screen and for paper."""
    only_for(visitor, t.LIST_CHECKPOINTS)
    query = request.query_params
    service = pick(AuditedService, query.get("service"))
    found = await list_checkpoints(
        console, visitor, service=service, before=query.get("before", "")
    )
    return pages.show(
        request,
        "checkpoints.html",
        found=found,
        service=service,
        services=tuple(AuditedService),
        may_audit=may(visitor.actor, t.SEARCH_GRADING_AUDIT),
    )


@router.get("/audit/{name}")
async def log(
    request: Request,
    name: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show a page of one service's log, newest first."""
    service = pick(AuditedService, name)
    if service is None:
        raise NotFoundError("这个页面")
    only_for(visitor, SEARCHES[service].topic)
    chosen = audit_filter(service, request.query_params)
    found = await search_audit(console, visitor, chosen)
    return pages.show(
        request,
        "audit.html",
        found=found,
        chosen=chosen,
        services=tuple(AuditedService),
    )
