"""Measure how fast letters are set: all three kinds in turn, one typesetter warm."""

import time
from collections.abc import Iterator
from datetime import date

from lianqing.bench.figures import LetterFigures, quantile
from lianqing_notify.domain.deadlines import set_deadline
from lianqing_notify.domain.letter import LetterContent, LetterOrder
from lianqing_notify.domain.wording import compose
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_shared.clock import SystemClock, beijing_day
from lianqing_shared.contracts.cases import Basis, Body
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import CIRCUMSTANCES, Level
from lianqing_shared.errors import SettingsError
from lianqing_shared.year_tables import working_calendar

_FINDING = (
    "经核实，该单位未经集体研究、未履行审批程序，以加班补助名义向工作人员发放补贴，"
    "部分凭证没有附件，经办人未能说明资金来源，有关凭证和谈话记录已附卷。"
) * 2
_BODIES = {
    Level.ONE: Body.PARTY_SECRETARY,
    Level.TWO: Body.DEPUTY_SECRETARY,
    Level.THREE: Body.CENTRE,
}


def measure_letters(count: int) -> LetterFigures:
    """Set `count` different letters after a first one that warms the compiler."""
    typesetter = Typesetter(FONT_FOLDERS)
    letters = _letters(count + 1)
    start = time.perf_counter()
    typesetter.render(next(letters), code="0000-0000-0000")
    first_ms = (time.perf_counter() - start) * 1_000
    took_ms = []
    size = 0
    start = time.perf_counter()
    for content in letters:
        before = time.perf_counter()
        size += len(typesetter.render(content, code="0000-0000-0000").pdf)
        took_ms.append((time.perf_counter() - before) * 1_000)
    return LetterFigures(
        letters=count,
        first_ms=round(first_ms, 1),
        p50_ms=round(quantile(took_ms, 0.5), 1),
        p95_ms=round(quantile(took_ms, 0.95), 1),
        total_s=round(time.perf_counter() - start, 2),
        bytes_each=size // count,
    )


def _letters(count: int) -> Iterator[LetterContent]:
    today = beijing_day(SystemClock().now())
    for number in range(count):
        level = list(Level)[number % len(Level)]
        yield _letter(level, number, today)


def _letter(level: Level, number: int, today: date) -> LetterContent:
    town = read_town(None)
    issuer = town.issuer(level)
    if issuer is None:
        raise SettingsError(f"the sample town names no issuer for level {level.value}")
    calendar = working_calendar([], years=range(today.year, today.year + 2))
    code = next(row.code for row in CIRCUMSTANCES if row.level is level)
    basis = Basis(
        body=_BODIES[level],
        decided_by="pe_" + "0" * 26,
        decided_at=SystemClock().now(),
        convened_units=("court", "police") if level is Level.TWO else (),
        opinions=2 if level is Level.TWO else 0,
    )
    return compose(
        LetterOrder(
            level=level,
            number=f"{issuer.word}〔{today.year}〕{number + 1}号",
            case_no=f"{today.year}-{number:04d}",
            addressee=f"测速第{number}村村民委员会",
            circumstances=(code,),
            finding=Personal(_FINDING),
            requirements=("立即开展自查，逐项列出问题清单和责任人。",),
            questions=("上述补贴的政策依据是什么？",) if level is Level.TWO else (),
            basis=basis,
            issuer=issuer,
            plan_title=town.plan_title,
            issued_on=today,
            deadlines=tuple(
                set_deadline(duty, term, starts_on=today, calendar=calendar)
                for duty, term in town.terms[level].items()
            ),
        )
    )
