"""The forms on recusal and interference. Source: 监察法 Art. 66, 67."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lianqing_console.domain.fields import (
    area,
    choice,
    day,
    line,
    options_of,
    reason,
)
from lianqing_console.domain.forms import Form, Option
from lianqing_console.domain.unit_forms import unit_field
from lianqing_console.domain.words import shown
from lianqing_shared.contracts.conduct import (
    InterferenceKind,
    InterferenceWay,
    RelationKind,
    RelationView,
)
from lianqing_shared.contracts.network import UnitPage

ASKER_FROM = "from"
"""Where the asker comes from: only the page asks it, to show one field of two."""

_PLACES = (Option("inside", "本网络单位"), Option("outside", "其他地方"))


def declare_form(page: UnitPage, *, title: str = "申报回避关系") -> Form:
    """Return the form that declares a relation."""
    return Form(
        name="declare",
        title=title,
        button="申报",
        note="申报后即看不到有关事项，也不能参加研究和决定；本人不能自行撤销。",
        fields=(
            choice("kind", "关系", options_of(RelationKind)),
            unit_field("unit", "对方所在单位", page),
            line(
                "named",
                "对方姓名",
                hint="不填即与整个单位有关",
                is_required=False,
                is_wide=True,
            ),
        ),
    )


def end_form(relations: Sequence[RelationView]) -> Form:
    """Return the form that ends a relation of somebody else."""
    return Form(
        name="end",
        title="结束回避关系",
        button="结束",
        tone="plain",
        note="本人的回避关系须由他人结束；记录永久保留。",
        fields=(
            choice(
                "relation_id",
                "回避关系",
                tuple(
                    Option(one.relation_id, _words(one))
                    for one in relations
                    if one.ended_at is None
                ),
            ),
            reason(),
        ),
    )


def interference_form(page: UnitPage, *, today: date) -> Form:
    """Return the form that records who asked, meddled or pleaded."""
    inside, outside = (ASKER_FROM, "inside"), (ASKER_FROM, "outside")
    return Form(
        name="record",
        title="登记过问情况",
        button="登记",
        note="登记后不能修改或删除。过问人和所涉对象看不到本条记录。",
        fields=(
            choice("kind", "情形", options_of(InterferenceKind)),
            choice("way", "方式", options_of(InterferenceWay)),
            day("happened_on", "日期", start=today.isoformat()),
            line("asker_name", "过问人姓名"),
            line("asker_position", "过问人职务", is_required=False),
            replace(
                choice(ASKER_FROM, "过问人来自", _PLACES, start="inside"), steers=True
            ),
            replace(unit_field("asker_unit", "过问人单位", page), when=inside),
            replace(line("asker_place", "工作单位或住址"), when=outside),
            unit_field("about_unit", "事项所涉单位", page),
            line("about_name", "事项所涉人员", is_required=False),
            line("case_no", "信息编号", is_required=False),
            area("text", "过问内容"),
            area("response", "如何答复"),
        ),
    )


def _words(one: RelationView) -> str:
    named = f"　{shown(one.named)}" if one.named else ""
    return f"{shown(one.person_name)}：{one.kind.label}　{one.unit_name}{named}"
