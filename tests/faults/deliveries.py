"""Four hundred reports of three offices, a few rows to a file and one of them bad."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.e2e import files

REPORTS = 400
_ROWS_A_FILE = 10
_VILLAGES = (
    "柳河村",
    "东柳村",
    "西沟村",
    "镇民政办",
    "镇农业服务中心",
    "镇便民服务中心",
)
_PROBLEMS = (
    "账目不清",
    "违规发放津补贴",
    "接受宴请",
    "截留挪用财政资金",
    "未经集体研究",
)
_CALLS = ("推诿扯皮", "作风粗暴", "突发事件处置不当", "班子不团结")
_REFUSED_EVERY = 40
"""Every so many rows the centre refuses one: it happened after it was reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One file for one unit's inbox; one of its rows cannot be used by the unit."""

    unit: str
    number: int
    name: str
    content: bytes


def deliveries() -> list[Delivery]:
    """Return all files, the units in turn, so that all three always have work."""
    share = REPORTS // 4
    found = [
        *_files("finance", "财务检查问题清单-{}.xlsx", share * 2, make=_finance),
        *_files("police", "群众报警反映事项清单-{}.csv", share, make=_police),
        *_files("court", "执行案件村级组织清单-{}.xls", share, make=_court),
    ]
    return sorted(found, key=lambda one: (one.number, one.unit))


def _files(
    unit: str, name: str, rows: int, *, make: Callable[[range], bytes]
) -> Iterator[Delivery]:
    for number, first in enumerate(range(0, rows, _ROWS_A_FILE)):
        some = range(first, min(first + _ROWS_A_FILE, rows))
        content = make(some)
        yield Delivery(
            unit=unit, number=number, name=name.format(number), content=content
        )


def _finance(numbers: range) -> bytes:
    rows = [
        files.a_problem(
            f"财检{number:04}",
            被检查单位=_VILLAGES[number % len(_VILLAGES)],
            问题类别=_PROBLEMS[number % len(_PROBLEMS)],
            问题发生时间="2026-09-28" if number % _REFUSED_EVERY == 0 else "2026.8.15",
            检查日期="2026-03-02" if number % _REFUSED_EVERY == 0 else "20260901",
        )
        for number in numbers
    ]
    unused = files.a_problem(f"财检坏{numbers.start}", 问题发生时间="某日")
    return files.problems(*rows, unused)


def _police(numbers: range) -> bytes:
    rows = [
        files.an_alarm(
            f"接警{number:04}",
            反映事项=_CALLS[number % len(_CALLS)],
            **{"被反映村（单位）": _VILLAGES[number % len(_VILLAGES)]},
        )
        for number in numbers
    ]
    return files.alarms(*rows, files.an_alarm(f"坏{numbers.start}", 报警时间="某日"))


def _court(numbers: range) -> bytes:
    rows = [
        files.a_judgment(
            f"（2026）某0000执{number}号", 被执行人=_VILLAGES[number % len(_VILLAGES)]
        )
        for number in numbers
    ]
    unused = files.a_judgment(f"坏{numbers.start}", 执行立案日期="审理中")
    return files.enforcement(*rows, unused)
