"""The forms of a case: one for each command that an actor may give.

Which of them a page shows is the owner's word (`CaseView.allowed`); this table only
says how each looks and which message it becomes. Source: plan P3.2, P3.3.
"""

from collections.abc import Callable, Mapping, Sequence

from lianqing_console.domain import options
from lianqing_console.domain.fact_fields import fact_fields
from lianqing_console.domain.forms import Field, FieldKind, Form, Option
from lianqing_shared.contracts import cases
from lianqing_shared.contracts.cases import Body, CaseState, CaseView
from lianqing_shared.contracts.network import UnitKind, UnitView
from lianqing_shared.contracts.plan import Level

Units = Sequence[UnitView]
CaseCommand = type[
    cases.BeginCase
    | cases.VerifyCase
    | cases.ConfirmCase
    | cases.ConveneCase
    | cases.OpineCase
    | cases.SubmitCase
    | cases.DecideCase
    | cases.NoteCase
    | cases.RecheckCase
    | cases.LiftCase
]
_CONVENED = (UnitKind.MEMBER, UnitKind.TOWN, UnitKind.REPORTING_POINT)
_SUBSTANTIATED = ("is_substantiated", "yes")
_APPROVED = ("approves", "yes")
_OPINION_ROWS = 4

COMMANDS: Mapping[str, CaseCommand] = {
    "begin": cases.BeginCase,
    "verify": cases.VerifyCase,
    "confirm": cases.ConfirmCase,
    "convene": cases.ConveneCase,
    "opine": cases.OpineCase,
    "submit": cases.SubmitCase,
    "decide": cases.DecideCase,
    "recheck": cases.RecheckCase,
    "lift": cases.LiftCase,
    "note": cases.NoteCase,
}
"""Commands by the name that `CaseView.allowed` uses, in the order of a case's life."""

DONE = {
    "begin": "已开始核实，您是本件的办理人。",
    "verify": "核实情况已记录。",
    "confirm": "已确认为三级预警，文书随即制发。",
    "convene": "已召集研究，被召集单位可以发表意见。",
    "opine": "贵单位的意见已记录。",
    "submit": "已提交审批。",
    "decide": "决定已记录。",
    "recheck": "复查情况已记录。",
    "lift": "预警已解除，将通知该单位。",
    "note": "办理进展已记录。",
}
"""What a person reads after the owner has done it."""


def case_form(action: str, view: CaseView, units: Units) -> Form | None:
    """Return the form for an action, started from the case; None if there is none."""
    make = _FORMS.get(action)
    return make(view, units) if make else None


def _begin(view: CaseView, units: Units) -> Form:
    return Form(
        name="begin",
        title="开始核实",
        button="开始核实",
        note="您将成为本件办理人，核实结果由您记录。",
    )


def _verify(view: CaseView, units: Units) -> Form:
    unit = view.row.subject.unit
    return Form(
        name="verify",
        title="记录核实情况",
        button="保存核实情况",
        note="核实结论由人作出。“核实认定”将写入预警文书，请用自己的话写，不得照抄反映材料。",
        fields=(
            Field(
                name="is_substantiated",
                label="核实结论",
                kind=FieldKind.YESNO,
                options=(Option("yes", "属实"), Option("no", "查无实据")),
            ),
            Field(
                name="finding",
                label="核实认定",
                kind=FieldKind.AREA,
                rows=5,
                is_wide=True,
                hint="查明了什么；查无实据的写明核实经过",
            ),
            *fact_fields(view.facts, when=_SUBSTANTIATED),
            Field(
                name="addressee",
                label="文书发往单位",
                kind=FieldKind.CHOICE,
                options=options.addressees(units),
                when=_SUBSTANTIATED,
                start=(unit,) if unit else (),
            ),
        ),
    )


def _confirm(view: CaseView, units: Units) -> Form:
    return Form(
        name="confirm",
        title="确认为三级预警",
        button="确认三级，制发告知书",
        note="由所在单位或中心确认，确认后制发《廉情预警告知书》。",
        fields=(
            _circumstances(Level.THREE, view),
            _requirements(),
            _reason(view, Level.THREE),
        ),
    )


def _convene(view: CaseView, units: Units) -> Form:
    return Form(
        name="convene",
        title="召集成员单位研究",
        button="召集研究",
        note="二级预警由分管书记召集至少两个成员单位研究；须有两个以上单位发表意见方可决定。",
        fields=(
            Field(
                name="units",
                label="召集单位",
                kind=FieldKind.BOXES,
                options=options.units(units, only=_CONVENED),
                is_wide=True,
                hint="至少两个",
            ),
            _reason(view, Level.TWO),
        ),
    )


def _opine(view: CaseView, units: Units) -> Form:
    return Form(
        name="opine",
        title="发表本单位意见",
        button="提交意见",
        fields=(
            Field(
                name="agrees",
                label="是否同意发出二级预警",
                kind=FieldKind.YESNO,
                options=(Option("yes", "同意"), Option("no", "不同意")),
            ),
            Field(
                name="text",
                label="意见",
                kind=FieldKind.AREA,
                rows=_OPINION_ROWS,
                is_wide=True,
            ),
        ),
    )


def _submit(view: CaseView, units: Units) -> Form:
    bodies = (Body.PARTY_SECRETARY, Body.COUNTY_COMMITTEE)
    return Form(
        name="submit",
        title="提交一级预警审批",
        button="提交审批",
        note="涉及镇党委书记本人的，只能提交县纪委常委会。",
        fields=(
            Field(
                name="to",
                label="提交给",
                kind=FieldKind.CHOICE,
                options=tuple(Option(body.value, body.label) for body in bodies),
            ),
            _reason(view, Level.ONE),
        ),
    )


def _decide(view: CaseView, units: Units) -> Form:
    level = Level.ONE if view.row.state is CaseState.SUBMITTED else Level.TWO
    questions = Field(
        name="questions",
        label="质询问题",
        kind=FieldKind.LINES,
        is_required=False,
        is_wide=True,
        hint="每行一个问题，逐一答复",
        when=_APPROVED,
    )
    resolution = Field(
        name="resolution_no",
        label="常委会决议编号",
        is_required=False,
        hint="县纪委常委会研究决定的必填",
        when=_APPROVED,
    )
    return Form(
        name="decide",
        title=f"对{level.label}预警作出决定",
        button="作出决定",
        note=f"同意的，制发《{level.letter_kind.heading}》；不同意的，退回重新定级。",
        fields=(
            Field(
                name="approves",
                label="决定",
                kind=FieldKind.YESNO,
                options=(
                    Option("yes", f"同意发出{level.label}预警"),
                    Option("no", "不同意，退回"),
                ),
            ),
            _circumstances(level, view, when=_APPROVED),
            _requirements(when=_APPROVED),
            questions if level is Level.TWO else resolution,
            _reason(view, level, otherwise="不同意的须说明理由"),
        ),
    )


def _note(view: CaseView, units: Units) -> Form:
    return Form(
        name="note",
        title="记录办理进展",
        button="记录",
        tone="plain",
        fields=(
            Field(
                name="text",
                label="进展或结果",
                kind=FieldKind.AREA,
                is_wide=True,
            ),
        ),
    )


def _recheck(view: CaseView, units: Units) -> Form:
    return Form(
        name="recheck",
        title="记录复查（回头看）",
        button="保存复查情况",
        fields=(
            Field(
                name="is_mended",
                label="整改是否到位",
                kind=FieldKind.YESNO,
                options=(Option("yes", "已到位"), Option("no", "未到位")),
            ),
            Field(
                name="text",
                label="复查情况",
                kind=FieldKind.AREA,
                rows=_OPINION_ROWS,
                is_wide=True,
            ),
        ),
    )


def _lift(view: CaseView, units: Units) -> Form:
    return Form(
        name="lift",
        title="解除预警",
        button="解除预警",
        note="解除后书面通知该单位，本件办结。",
        fields=(
            Field(
                name="reason",
                label="解除理由",
                kind=FieldKind.AREA,
                is_wide=True,
            ),
        ),
    )


def _circumstances(
    level: Level, view: CaseView, *, when: tuple[str, str] | None = None
) -> Field:
    choices = options.circumstances(level)
    proposed = set(view.proposal.circumstances)
    return Field(
        name="circumstances",
        label="预警情形",
        kind=FieldKind.BOXES,
        options=choices,
        is_wide=True,
        when=when,
        start=tuple(item.value for item in choices if item.value in proposed),
    )


def _requirements(*, when: tuple[str, str] | None = None) -> Field:
    return Field(
        name="requirements",
        label="整改要求",
        kind=FieldKind.LINES,
        is_required=False,
        is_wide=True,
        hint="每行一条，写入文书",
        when=when,
    )


def _reason(view: CaseView, level: Level, *, otherwise: str = "可不填") -> Field:
    """Ask why; must be filled where the policy suggests another level.

    `otherwise` is the hint where it suggests this one.
    """
    suggested = view.row.suggested
    differs = suggested is not level
    named = suggested.label if suggested else "不予预警"
    return Field(
        name="reason",
        label="理由",
        kind=FieldKind.AREA,
        rows=2,
        is_wide=True,
        is_required=differs,
        hint=f"规则建议为{named}，与本程序不同，须说明理由" if differs else otherwise,
    )


_FORMS: Mapping[str, Callable[[CaseView, Units], Form]] = {
    "begin": _begin,
    "verify": _verify,
    "confirm": _confirm,
    "convene": _convene,
    "opine": _opine,
    "submit": _submit,
    "decide": _decide,
    "recheck": _recheck,
    "lift": _lift,
    "note": _note,
}
