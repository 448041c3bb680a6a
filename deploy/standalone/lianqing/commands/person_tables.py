"""How people are named on the command line and shown."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.role_tables import changes_table
from lianqing.desk import Desk
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.accounts import (
    ListPeople,
    PersonRecord,
    PersonView,
)
from lianqing_shared.contracts.personal import Personal

Who = Annotated[
    str,
    typer.Argument(help=say("登录名或人员编号 pe_…", "Log-in or person id pe_…")),
]


async def person_id_of(desk: Desk, who: str) -> str:
    """Return the id of a person named by id or log-in; raises UsageError."""
    if who.startswith("pe_"):
        return who
    page = await desk.ask(ListPeople(text=Personal(who)))
    for person in page.people:
        if person.login == who:
            return person.person_id
    raise UsageError(
        say(
            f"没有登录名为“{who}”的人员。请用 lianqing person list 查找。",
            f"Nobody has the log-in {who!r}; look with `lianqing person list`.",
        )
    )


def people_table(people: Iterable[PersonView]) -> Table:
    """Return people as a table."""
    return show.grid(
        (
            say("编号", "Id"),
            say("登录名", "Log-in"),
            say("姓名", "Name"),
            say("单位", "Unit"),
            say("角色", "Roles"),
            say("在用", "Active"),
        ),
        (
            (
                person.person_id,
                person.login,
                person.name,
                person.unit,
                "、".join(role.label for role in person.roles),
                person.is_active,
            )
            for person in people
        ),
    )


def record_of(record: PersonRecord) -> list[show.Renderable]:
    """Return a person's record as parts to print."""
    person = record.person
    rows: list[tuple[str, object]] = [
        (say("编号", "Id"), person.person_id),
        (say("登录名", "Log-in"), person.login),
        (say("姓名", "Name"), person.name),
        (say("单位", "Unit"), person.unit),
        (say("角色", "Roles"), "、".join(role.label for role in person.roles)),
        (say("在用", "Active"), person.is_active),
        (say("邮箱", "E-mail"), record.email),
        (say("电话", "Telephone"), record.phone),
        (say("最近登录", "Last log-in"), record.last_login_at),
        (say("动态验证码", "Second factor"), record.has_second_factor),
        (say("待办手续", "To do"), "、".join(duty.label for duty in record.pending)),
    ]
    if record.suspended_at:
        rows += [
            (say("停用于", "Suspended"), record.suspended_at),
            (say("停用理由", "Because"), record.suspended_reason),
        ]
    parts: list[show.Renderable] = [show.facts(rows)]
    if record.appointments:
        parts.append(_appointments(record))
    if record.notes:
        parts.append(_notes(record))
    if record.role_changes:
        parts.append(changes_table(record.role_changes))
    return [*parts, *(f"! {warning}" for warning in record.warnings)]


def _notes(record: PersonRecord) -> Table:
    return show.grid(
        (say("时间", "At"), say("事项", "What"), say("理由", "Why"), say("经办", "By")),
        ((one.at, one.action, one.reason, one.by) for one in record.notes),
    )


def _appointments(record: PersonRecord) -> Table:
    return show.grid(
        (say("录入员任命", "Clerk of"), say("自", "From"), say("至", "To")),
        ((one.unit, one.appointed_at, one.ended_at) for one in record.appointments),
    )
