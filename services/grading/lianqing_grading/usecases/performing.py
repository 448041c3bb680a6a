"""Do one act on a case in a work of its own, and show the case as it then stands."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import true
from sqlalchemy.exc import IntegrityError

from lianqing_grading.errors import MovedOnError, NoPersonError
from lianqing_grading.gateways.policies import Policies
from lianqing_grading.usecases.show_case import view_of
from lianqing_shared.contracts.cases import (
    BeginCase,
    CaseView,
    ConfirmCase,
    ConveneCase,
    DecideCase,
    LiftCase,
    NoteCase,
    OpineCase,
    RecheckCase,
    SubmitCase,
    VerifyCase,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database, Work

CaseAct = (
    BeginCase
    | VerifyCase
    | ConfirmCase
    | ConveneCase
    | OpineCase
    | SubmitCase
    | DecideCase
    | NoteCase
    | RecheckCase
    | LiftCase
)
"""Every command of a person on a case."""
ActT = TypeVar("ActT", bound=CaseAct)
Act = Callable[[Work, ActT, Actor | None], Awaitable[None]]


async def perform(
    database: Database,
    act: Act[ActT],
    ask: ActT,
    actor: Actor | None,
    *,
    policies: Policies,
) -> CaseView:
    """Return the case after the act; all of it happens or nothing.

    Who acted sees the result even if the act took the case out of his sight. Raises a
    RefusedError, MovedOnError among them when someone else was a moment faster.
    """
    if actor is None:
        raise NoPersonError
    try:
        async with database.work(actor=actor.person_id) as work:
            await act(work, ask, actor)
            await work.session.flush()
            return await view_of(
                work.session, ask.case_id, actor, policies=policies, scope=true()
            )
    except IntegrityError as err:
        raise MovedOnError from err
