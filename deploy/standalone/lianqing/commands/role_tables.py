"""How changes of roles are shown."""

from collections.abc import Iterable

from rich.table import Table

from lianqing.commands import show
from lianqing.text import say
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.role_changes import RoleChangeView


def changes_table(changes: Iterable[RoleChangeView]) -> Table:
    """Return changes of roles as a table."""
    return show.grid(
        (
            say("编号", "Id"),
            say("版本", "Version"),
            say("人员", "Person"),
            say("增加", "Give"),
            say("减少", "Take"),
            say("状态", "State"),
            say("复核", "Approved"),
            say("申请人", "Asked by"),
            say("理由", "Why"),
        ),
        (
            (
                one.change_id,
                one.version,
                one.person_login,
                _names(one.add),
                _names(one.drop),
                one.state,
                f"{len(one.approvals)}/{one.needed}",
                one.requested_by_name,
                one.reason,
            )
            for one in changes
        ),
    )


def _names(roles: Iterable[Role]) -> str:
    return "、".join(role.label for role in roles)
