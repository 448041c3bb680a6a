"""`lianqing case …`: from verification to lifting. Source: plan part 3."""

from typing import Annotated

import typer

from lianqing.commands import case_counts, options, show
from lianqing.commands.case_parts import (
    Case,
    Circumstances,
    Reason,
    Texts,
    carry_out,
    circumstances_of,
)
from lianqing.commands.case_tables import case_page, case_view
from lianqing.commands.fact_options import (
    Amount,
    BehaviourOption,
    Complaints,
    ConsequenceOption,
    HarmOption,
    RiskAssessed,
    facts_from,
)
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.cases import (
    BeginCase,
    Body,
    CasePage,
    CaseState,
    CaseView,
    ConfirmCase,
    ConveneCase,
    DecideCase,
    LiftCase,
    NoteCase,
    OpineCase,
    RecheckCase,
    SearchCases,
    ShowCase,
    SubmitCase,
    VerifyCase,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("预警事项：核实、研究、定级、解除", "Cases: verify, study, decide, lift."),
)
case_counts.add_to(app)


@app.command("list", help=say("列出事项，最严重的在前", "List cases, gravest first."))
def list_cases(
    *,
    state: Annotated[CaseState | None, typer.Option(help=say("状态", "State."))] = None,
    level: Annotated[
        int | None, typer.Option(min=1, max=3, help=say("级别", "Level; 1 is gravest."))
    ] = None,
    unit: Annotated[str | None, typer.Option(help=say("被反映单位", "Unit."))] = None,
    text: Annotated[str, typer.Option(help=say("查找文字", "Words to find."))] = "",
    verified: Annotated[
        bool,
        typer.Option("--verified", help=say("只看预警信息库", "Verified ones only.")),
    ] = False,
    open_only: Annotated[
        bool, typer.Option("--open", help=say("只看未结", "Not ended only."))
    ] = False,
    limit: options.Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List cases, gravest first."""
    asked = SearchCases(
        state=state,
        level=Level(level) if level else None,
        unit=unit,
        text=text,
        verified_only=verified,
        open_only=open_only,
        limit=limit,
    )

    async def look(desk: Desk) -> CasePage:
        return await desk.ask(asked)

    page = act(data, login, look)
    show.result(page, output, table=case_page(page))


@app.command(
    "show",
    help=say(
        "显示一个事项，连同定级依据的每一格",
        "Show one case, with every cell of its explanation.",
    ),
)
def show_case(
    case: Case,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one case, with every cell of its explanation."""

    async def look(desk: Desk) -> CaseView:
        return await desk.ask(ShowCase(case=case))

    view = act(data, login, look)
    show.result(view, output, table=case_view(view))


@app.command(help=say("开始核实", "Take a case into verification."))
def begin(
    case: Case,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Take a case into verification."""
    carry_out(
        case,
        lambda found: BeginCase(case_id=found.row.case_id),
        who=login,
        data=data,
        output=output,
    )


@app.command(
    help=say(
        "记录核实结果；没写的事实沿用反映的",
        "Record what verification found; facts left out stay as reported.",
    )
)
def verify(
    case: Case,
    *,
    finding: Annotated[
        str, typer.Option(help=say("核实结论，将写入文书", "Goes into the letter."))
    ],
    unfounded: Annotated[
        bool,
        typer.Option("--unfounded", help=say("查无实据", "There is nothing to it.")),
    ] = False,
    addressee: Annotated[
        str | None, typer.Option(help=say("主送单位代码", "Unit the letter goes to."))
    ] = None,
    behaviour: BehaviourOption = None,
    consequence: ConsequenceOption = None,
    harm: HarmOption = None,
    risk_assessed: RiskAssessed = None,
    complaints: Complaints = None,
    amount_yuan: Amount = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record what verification found; facts left out stay as reported."""

    def request(found: CaseView) -> VerifyCase:
        facts = facts_from(
            found.facts,
            behaviour=behaviour,
            consequence=consequence,
            harm=harm,
            risk_assessed=risk_assessed,
            complaints=complaints,
            amount_yuan=amount_yuan,
        )
        return VerifyCase(
            case_id=found.row.case_id,
            is_substantiated=not unfounded,
            facts=None if unfounded else facts,
            finding=Personal(finding),
            addressee=None if unfounded else addressee or found.row.subject.unit,
        )

    carry_out(case, request, who=login, data=data, output=output)


@app.command(
    help=say(
        "单位或中心确认三级", "Confirm level 3, by the unit or the centre (P3.2b)."
    )
)
def confirm(
    case: Case,
    *,
    circumstance: Circumstances = None,
    require: Texts = None,
    reason: Reason = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Confirm level 3, by the unit or the centre (P3.2b)."""

    def request(found: CaseView) -> ConfirmCase:
        return ConfirmCase(
            case_id=found.row.case_id,
            circumstances=circumstances_of(found, circumstance),
            requirements=tuple(require or ()),
            reason=reason,
        )

    carry_out(case, request, who=login, data=data, output=output)


@app.command(
    help=say(
        "分管书记召集成员单位研究", "Convene member units to study level 2 (P3.2c)."
    )
)
def convene(
    case: Case,
    *,
    unit: Annotated[
        list[str],
        typer.Option("--unit", help=say("成员单位，至少两个", "Two or more.")),
    ],
    reason: Reason = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Convene member units to study level 2 (P3.2c)."""
    carry_out(
        case,
        lambda found: ConveneCase(
            case_id=found.row.case_id, units=tuple(unit), reason=reason
        ),
        who=login,
        data=data,
        output=output,
    )


@app.command(help=say("成员单位发表意见", "Give a convened unit's opinion (P3.2c)."))
def opine(
    case: Case,
    *,
    text: Annotated[str, typer.Option(help=say("意见", "The opinion."))],
    agrees: Annotated[bool, typer.Option("--agree/--disagree")] = True,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Give a convened unit's opinion (P3.2c)."""
    carry_out(
        case,
        lambda found: OpineCase(case_id=found.row.case_id, agrees=agrees, text=text),
        who=login,
        data=data,
        output=output,
    )


@app.command(
    help=say("中心提交一级事项审批", "Submit a level-1 case for approval (P3.2d).")
)
def submit(
    case: Case,
    *,
    to: Annotated[Body, typer.Option(help=say("提交给谁", "To whom."))],
    reason: Reason = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Submit a level-1 case for approval (P3.2d)."""
    carry_out(
        case,
        lambda found: SubmitCase(case_id=found.row.case_id, to=to, reason=reason),
        who=login,
        data=data,
        output=output,
    )


@app.command(
    help=say(
        "有权机关定级", "Decide the level, by the body of that level (P3.2c, P3.2d)."
    )
)
def decide(
    case: Case,
    *,
    approve: Annotated[bool, typer.Option("--approve/--decline")] = True,
    circumstance: Circumstances = None,
    require: Texts = None,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", help=say("质询问题，可多次", "A question; repeat.")),
    ] = None,
    resolution_no: Annotated[
        str | None, typer.Option(help=say("县纪委常委会决议文号", "Resolution number."))
    ] = None,
    reason: Reason = "",
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Decide the level, by the body of that level (P3.2c, P3.2d)."""

    def request(found: CaseView) -> DecideCase:
        chosen = circumstances_of(found, circumstance) if approve else ()
        return DecideCase(
            case_id=found.row.case_id,
            approves=approve,
            circumstances=chosen,
            requirements=tuple(require or ()),
            questions=tuple(question or ()),
            resolution_no=resolution_no,
            reason=reason,
        )

    carry_out(case, request, who=login, data=data, output=output)


@app.command(help=say("录入处理进程、结果", "Enter progress or a result (P1.1.3)."))
def note(
    case: Case,
    *,
    text: Annotated[str, typer.Option(help=say("进程或结果", "Progress or result."))],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Enter progress or a result (P1.1.3)."""
    carry_out(
        case,
        lambda found: NoteCase(case_id=found.row.case_id, text=text),
        who=login,
        data=data,
        output=output,
    )


@app.command(help=say("记录复查", "Record a re-check."))
def recheck(
    case: Case,
    *,
    text: Annotated[str, typer.Option(help=say("复查情况", "What was seen."))],
    mended: Annotated[bool, typer.Option("--mended/--not-mended")] = True,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record a re-check."""
    carry_out(
        case,
        lambda found: RecheckCase(
            case_id=found.row.case_id, is_mended=mended, text=text
        ),
        who=login,
        data=data,
        output=output,
    )


@app.command(help=say("解除预警", "Lift the warning."))
def lift(
    case: Case,
    *,
    reason: Annotated[str, typer.Option(help=say("解除理由", "Reason."))],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Lift the warning."""
    carry_out(
        case,
        lambda found: LiftCase(case_id=found.row.case_id, reason=reason),
        who=login,
        data=data,
        output=output,
    )
