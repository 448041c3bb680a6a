"""Tables of units: lists, one unit with its history, what an import found."""

from collections.abc import Iterable, Mapping

from rich.table import Table

from lianqing.commands import show
from lianqing.text import say
from lianqing_shared.contracts.network import UnitView
from lianqing_shared.contracts.units import UnitDetail, UnitsImported

_STEP = "  "


def units_table(
    units: Iterable[UnitView], depths: Mapping[str, int] | None = None
) -> Table:
    """Return units as a list; with depths their names stand in like a tree."""
    deep = depths or {}
    return show.grid(
        (
            say("代码", "Code"),
            say("名称", "Name"),
            say("种类", "Kind"),
            say("上级", "Parent"),
            say("状态", "Status"),
            say("录入员", "Clerks"),
            say("凭证", "Credential"),
        ),
        (
            (
                unit.code,
                _STEP * deep.get(unit.code, 0) + unit.name,
                unit.kind_label,
                unit.parent,
                say(unit.status.label, unit.status.value),
                unit.clerks,
                unit.public_key and f"{unit.public_key[:8]}…",
            )
            for unit in units
        ),
    )


def depths_of(units: Iterable[UnitView]) -> dict[str, int]:
    """Return how deep each unit stands among those listed, parents before children."""
    found: dict[str, int] = {}
    for unit in units:
        found[unit.code] = found.get(unit.parent or "", -1) + 1
    return found


def unit_facts(detail: UnitDetail) -> Table:
    """Return what is known of one unit, one fact a line."""
    unit = detail.unit
    return show.facts(
        (
            (say("代码", "code"), unit.code),
            (say("名称", "name"), unit.name),
            (say("种类", "kind"), unit.kind_label),
            (say("状态", "status"), say(unit.status.label, unit.status.value)),
            (say("原因", "reason"), detail.reason),
            (say("并入", "went into"), unit.successor),
            (say("上级", "above"), " › ".join(one.name for one in detail.path)),
            (say("直属下级", "directly below"), detail.children_total),
            (say("全部下级", "below at any depth"), detail.descendants),
            (say("区划代码", "area code"), unit.area_code),
            (say("负责人", "leader"), unit.leader),
            (say("分管负责人", "deputy"), detail.deputy),
            (say("别名", "aliases"), "、".join(unit.aliases)),
            (say("备注", "remark"), detail.remark),
            (say("版本", "version"), detail.version),
        )
    )


def contacts_table(detail: UnitDetail) -> Table:
    """Return the contacts; empty for those who may not read them."""
    return show.grid(
        (
            say("联系人", "Contact"),
            say("电话", "Phone"),
            say("邮箱", "E-mail"),
            say("职务", "Duty"),
        ),
        ((one.name, one.phone, one.email, one.duty) for one in detail.contacts),
    )


def history_table(detail: UnitDetail) -> Table:
    """Return the changes, newest first."""
    return show.grid(
        (
            say("版本", "Version"),
            say("时间", "At"),
            say("变动", "Change"),
            say("经办", "By"),
            say("内容", "What"),
            say("原因", "Reason"),
        ),
        (
            (
                one.version,
                one.at,
                say(one.change.label, one.change.value),
                one.by,
                "；".join(_told(f.field, f.before, f.after) for f in one.fields),
                one.reason,
            )
            for one in detail.versions
        ),
    )


def errors_table(found: UnitsImported) -> Table:
    """Return what is wrong, row by row."""
    return show.grid(
        (
            say("行", "Row"),
            say("列", "Column"),
            say("内容", "Value"),
            say("问题和办法", "Problem, and what to do"),
        ),
        ((one.row, one.column, one.value, one.problem) for one in found.errors),
    )


def _told(field: str, before: str, after: str) -> str:
    if not before and not after:
        return say(f"{field}：已变更", f"{field}: changed")
    return f"{field}：{before or '—'} → {after or '—'}"
