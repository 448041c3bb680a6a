"""The side navigation as a table: what each entry shows and which request it needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.topology import Topic


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; it is shown to those who may make its request."""

    key: str
    label: str
    path: str
    needs: Topic
    starts_group: bool = False
    unless: Topic | None = None
    """A request whose makers have another entry for the same."""


MENU = (
    MenuItem("home", "今日事项", "/home", t.LIST_UNITS),
    MenuItem("queue", "研判队列", "/queue", t.SEARCH_CASES),
    MenuItem("report", "信息登记", "/reports/new", t.ENTER_REPORT),
    MenuItem("reports", "登记记录", "/reports", t.SEARCH_REPORTS),
    MenuItem("letters", "预警文书", "/letters", t.SEARCH_LETTERS),
    MenuItem("database", "预警信息库", "/database", t.SEARCH_CASES, starts_group=True),
    MenuItem("statistics", "统计分析", "/statistics", t.COUNT_CASES),
    MenuItem("units", "单位网络", "/units", t.LIST_UNITS, starts_group=True),
    MenuItem("people", "人员", "/people", t.LIST_PEOPLE),
    MenuItem("informants", "特邀信息员", "/informants", t.LIST_INFORMANTS),
    MenuItem(
        "me", "我的档案", "/informants/me", t.SHOW_INFORMANT, unless=t.LIST_INFORMANTS
    ),
    MenuItem("rules", "管理办法", "/rules", t.LIST_RULES, unless=t.LIST_INFORMANTS),
    MenuItem("duties", "按时报送", "/duties", t.LIST_RETURNS),
    MenuItem("conduct", "回避", "/conduct", t.LIST_RELATIONS),
    MenuItem("interferences", "过问登记", "/interferences", t.RECORD_INTERFERENCE),
    MenuItem("meetings", "工作例会", "/meetings", t.LIST_MEETINGS, starts_group=True),
    MenuItem("policy", "定级规则", "/policy", t.SHOW_POLICY),
    MenuItem("quarantine", "隔离信息", "/quarantine", t.LIST_QUARANTINE),
    MenuItem("roles", "角色变更", "/roles", t.LIST_ROLE_CHANGES, starts_group=True),
    MenuItem("audit", "审计日志", "/audit", t.SEARCH_GRADING_AUDIT),
    MenuItem("checkpoints", "审计校验点", "/checkpoints", t.LIST_CHECKPOINTS),
    MenuItem("account", "我的账号", "/account", t.SHOW_ACCOUNT, starts_group=True),
)


def menu_for(may: Callable[[Topic], bool]) -> Sequence[MenuItem]:
    """Return the entries of someone who may make these requests, in order."""
    return tuple(
        item
        for item in MENU
        if may(item.needs) and not (item.unless and may(item.unless))
    )


def home_for(may: Callable[[Topic], bool]) -> str:
    """Return the page that this person begins on: the queue, for who works on cases.

    Entry clerks begin with what is due from them, even where they also answer letters.
    With a duty of his own account pending a person may see neither, and is led there.
    """
    if may(t.SEARCH_CASES) and not may(t.ENTER_NIL):
        return "/queue"
    return "/home" if may(t.LIST_UNITS) else "/account"
