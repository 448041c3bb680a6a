"""The forms outside a case: a report, a reply and its verdict, a meeting."""

from collections.abc import Sequence
from datetime import date

from lianqing_console.domain import options
from lianqing_console.domain.fact_fields import fact_fields
from lianqing_console.domain.forms import Field, FieldKind, Form, FormColumn, Option
from lianqing_shared.contracts.letters import LetterView
from lianqing_shared.contracts.network import UnitKind, UnitView
from lianqing_shared.contracts.plan import LetterKind

_MEASURE = (
    FormColumn("what", "做什么"),
    FormColumn("who", "责任人"),
    FormColumn("due_on", "完成日期", is_day=True),
)
_MOST_MEASURES = 4
"""Rows of the measures table; enough on paper letters, and more fit into one row."""
_MEETING = (UnitKind.MEMBER, UnitKind.TOWN, UnitKind.REPORTING_POINT)


def report_form(units: Sequence[UnitView]) -> Form:
    """Return the form in which a clerk enters a report. Source: P1.3.1, P2.1, P2.2."""
    return Form(
        name="report",
        title="信息登记",
        button="登记上报",
        fields=(
            Field(
                name="content_class",
                label="信息类别",
                kind=FieldKind.CHOICE,
                options=options.content_classes(),
            ),
            Field(
                name="source",
                label="信息来源",
                kind=FieldKind.GROUPS,
                options=options.sources(),
            ),
            Field(
                name="occurred_on",
                label="发生日期",
                kind=FieldKind.DAY,
                is_required=False,
            ),
            *_subject_fields(units),
            Field(name="title", label="标题", is_wide=True, hint="一句话说清什么事"),
            Field(
                name="narrative",
                label="主要情况",
                kind=FieldKind.AREA,
                rows=4,
                is_wide=True,
                is_required=False,
                hint="时间、地点、经过、依据；不写反映人身份",
            ),
            *fact_fields(),
        ),
    )


def _subject_fields(units: Sequence[UnitView]) -> tuple[Field, ...]:
    person = ("subject.kind", "person")
    return (
        Field(
            name="subject.kind",
            label="反映对象",
            kind=FieldKind.CHOICE,
            options=(Option("unit", "单位"), Option("person", "个人")),
            start=("unit",),
        ),
        Field(
            name="subject.unit",
            label="所在单位",
            kind=FieldKind.CHOICE,
            options=options.addressees(units),
        ),
        Field(name="subject.person_name", label="姓名", when=person),
        Field(name="subject.position", label="职务", is_required=False, when=person),
    )


def reply_form(letter: LetterView) -> Form:
    """Return the form for a unit's reply, with its sections. Source: domain 1.4."""
    answers = Field(
        name="answers",
        label="逐项答复",
        kind=FieldKind.LINES,
        is_wide=True,
        hint="对每个质询问题各答一行",
    )
    extra = (answers,) if letter.kind is LetterKind.INQUIRY else ()
    return Form(
        name="reply",
        title=f"答复{letter.kind.heading}",
        button="提交答复",
        note="由主要负责人签字后提交；提交后由预警防控中心审核。",
        fields=(
            _area("findings", "一、自查情况"),
            _area("causes", "二、原因分析"),
            *extra,
            Field(
                name="measures",
                label="三、整改措施",
                kind=FieldKind.ROWS,
                columns=_MEASURE,
                rows=_MOST_MEASURES,
                is_wide=True,
            ),
            Field(
                name="progress",
                label="四、进展与健全制度",
                kind=FieldKind.AREA,
                is_wide=True,
                is_required=False,
            ),
            Field(name="signed_by_leader", label="五、主要负责人签字"),
        ),
    )


def accept_form() -> Form:
    """Return the form with which the centre accepts a reply."""
    return Form(
        name="accept",
        title="审核通过",
        button="通过",
        fields=(
            Field(
                name="reason",
                label="审核意见",
                kind=FieldKind.AREA,
                rows=2,
                is_wide=True,
                is_required=False,
            ),
        ),
    )


def return_form() -> Form:
    """Return the form with which the centre sends a reply back."""
    return Form(
        name="return",
        title="退回重办",
        button="退回",
        tone="plain",
        fields=(
            Field(
                name="reason",
                label="退回理由",
                kind=FieldKind.AREA,
                rows=2,
                is_wide=True,
                hint="写明哪里不足、应当怎样补正",
            ),
        ),
    )


def meeting_form(units: Sequence[UnitView], *, today: date) -> Form:
    """Return the form for a coordination meeting. Source: P3.1."""
    return Form(
        name="meeting",
        title="登记例会",
        button="登记例会",
        fields=(
            Field(
                name="held_on",
                label="日期",
                kind=FieldKind.DAY,
                start=(today.isoformat(),),
            ),
            Field(name="topic_text", label="议题"),
            Field(
                name="units",
                label="参加单位",
                kind=FieldKind.BOXES,
                options=options.units(units, only=_MEETING),
                is_wide=True,
            ),
            Field(
                name="minutes",
                label="会议纪要",
                kind=FieldKind.AREA,
                rows=5,
                is_wide=True,
                hint="通报情况、研究意见、任务分工",
            ),
        ),
    )


def _area(name: str, label: str) -> Field:
    return Field(name=name, label=label, kind=FieldKind.AREA, is_wide=True)
