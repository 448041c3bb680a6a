"""Count cases and lay the counts out as bars. Source: plan P3.2a, P3.3."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lianqing_console.domain.charts import Bar, BarChart, bar_chart
from lianqing_console.domain.filters import pick
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.cases import CaseCounts, CaseState, Count, CountCases
from lianqing_shared.contracts.network import ListUnits
from lianqing_shared.contracts.plan import BY_CODE, ContentClass, Level

_MOST_UNITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts and their charts."""

    counts: CaseCounts
    charts: Sequence[BarChart]


async def show_statistics(console: Console, visitor: Visitor) -> Statistics:
    """Ask for the counts over what the person may see."""
    counts = await console.desk.ask(CountCases(), visitor.token)
    units = (await console.desk.ask(ListUnits(), visitor.token)).units
    names = {unit.code: unit.name for unit in units}
    return Statistics(
        counts=counts,
        charts=(
            bar_chart("level", "预警信息库：按等级", _levels(counts.by_level)),
            bar_chart("state", "全部信息：按办理状态", _states(counts.by_state)),
            bar_chart("class", "全部信息：按九类内容", _classes(counts.by_class)),
            bar_chart(
                "unit",
                "全部信息：按所在单位",
                _bars(
                    counts.by_unit[:_MOST_UNITS],
                    label=lambda key: names.get(key, key or "未明确"),
                    href=lambda key: f"/queue?unit={key}",
                ),
            ),
            bar_chart(
                "circumstance",
                "预警情形",
                _bars(sorted(counts.by_circumstance, key=_key), label=_circumstance),
            ),
        ),
    )


def _levels(found: Sequence[Count]) -> list[Bar]:
    by_key = {item.key: item.count for item in found}
    return [
        Bar(
            level.label,
            by_key.get(str(level.value), by_key.get(level.name, 0)),
            href=f"/database?level={level.value}",
            tone=f"f{level.value}",
        )
        for level in Level
    ]


def _states(found: Sequence[Count]) -> list[Bar]:
    by_key = {item.key: item.count for item in found}
    return [
        Bar(state.label, by_key[state.value], href=f"/queue?state={state.value}")
        for state in CaseState
        if by_key.get(state.value)
    ]


def _classes(found: Sequence[Count]) -> list[Bar]:
    by_key = {item.key: item.count for item in found}
    return [
        Bar(item.label, by_key.get(item.value, 0), href=f"/queue?class={item.value}")
        for item in ContentClass
    ]


def _bars(
    found: Sequence[Count],
    *,
    label: Callable[[str], str],
    href: Callable[[str], str] = lambda key: "",
) -> list[Bar]:
    return [Bar(label(item.key), item.count, href=href(item.key)) for item in found]


def _key(item: Count) -> str:
    return item.key


def _circumstance(code: str) -> str:
    row = BY_CODE.get(code)
    level = pick(Level, row.level.value) if row else None
    return f"{code[1:]}（{level.label}）" if level else code
