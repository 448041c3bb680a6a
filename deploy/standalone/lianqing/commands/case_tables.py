"""How cases and proposals look in a terminal."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from lianqing.commands.show import facts, grid
from lianqing.text import say
from lianqing_shared.contracts.cases import CasePage, CaseView, Proposal, RuleView

ANYTHING = "不限"
"""What an empty cell of the policy wants; a table leaves such cells out."""
_MET, _FAILED = Text("✓", style="green"), Text("✗", style="red")


def case_page(page: CasePage) -> Iterator[Table | str]:
    """Return the list of cases."""
    headings = (
        say("编号", "No."),
        say("状态", "State"),
        say("级别", "Level"),
        say("建议", "Suggested"),
        say("标题", "Title"),
        say("单位", "Unit"),
        say("信息数", "Reports"),
        say("来源数", "Sources"),
        say("限办", "Due"),
    )
    yield grid(
        headings,
        (
            (
                row.case_no,
                row.state,
                row.level,
                row.suggested,
                row.title,
                row.unit_name,
                row.reports,
                row.independent_sources,
                row.due_on,
            )
            for row in page.cases
        ),
    )
    shown = len(page.cases)
    yield say(f"显示 {shown} 件，共 {page.total} 件", f"{shown} of {page.total}")


def case_outcome(view: CaseView) -> Iterator[Table | str]:
    """Return how a case stands after a command, and who may do what next."""
    row = view.row
    yield facts(
        (
            (say("事项", "Case"), row.case_no),
            (say("状态", "State"), row.state),
            (say("级别", "Level"), row.level),
            (say("文书", "Letter"), view.letter_number),
            (say("您可以", "You may"), "、".join(view.allowed)),
        )
    )


def case_view(view: CaseView) -> Iterator[Table | Text | str]:
    """Return one case, whole."""
    row = view.row
    yield facts(
        (
            (say("事项", "Case"), row.case_no),
            (say("标题", "Title"), row.title),
            (say("状态", "State"), row.state),
            (say("级别", "Level"), row.level),
            (say("被反映单位", "Unit"), row.unit_name),
            (say("行为", "Behaviour"), view.facts.behaviour),
            (say("后果", "Consequence"), view.facts.consequence),
            (say("危害", "Harm"), view.facts.harm),
            (say("已核实", "Verified"), view.is_verified),
            (say("核实结论", "Finding"), view.finding),
            (say("决定机关", "Decided by"), view.basis and view.basis.body),
            (say("文书", "Letter"), view.letter_number),
            (say("您可以", "You may"), "、".join(view.allowed)),
        )
    )
    yield _heading(say("定级依据", "Why"))
    yield from proposal(view.proposal)
    yield _heading(say("信息", "Reports"))
    yield _reports(view)
    yield _heading(say("经过", "History"))
    yield grid(
        (
            say("时间", "At"),
            say("事项", "What"),
            say("经办", "By"),
            say("说明", "Detail"),
        ),
        ((step.at, step.what, step.by, step.detail) for step in view.history),
    )


def _reports(view: CaseView) -> Table:
    return grid(
        (
            say("编号", "No."),
            say("报送单位", "From"),
            say("来源", "Source"),
            say("类别", "Class"),
            say("标题", "Title"),
            say("时间", "At"),
        ),
        (
            (
                r.report_no,
                r.unit_name or r.unit,
                r.source,
                r.content_class,
                r.title,
                r.reported_at,
            )
            for r in view.reports
        ),
    )


def proposal(
    found: Proposal, *, near_only: bool = True
) -> Iterator[Table | Text | str]:
    """Return what the policy says: rows that are met or nearly so, cell by cell."""
    yield facts(
        (
            (say("政策版本", "Policy"), found.policy),
            (say("建议级别", "Level"), found.level),
            (say("核实后将为", "If verified"), found.if_verified),
            (say("情形", "Circumstances"), "、".join(found.circumstances)),
        )
    )
    for rule in found.rules:
        if rule.is_met or not near_only or _is_near(rule):
            yield _rule_title(rule)
            yield grid(
                (
                    "",
                    say("条件", "Column"),
                    say("要求", "Wanted"),
                    say("实际", "Found"),
                ),
                (
                    (_MET if c.is_met else _FAILED, c.label, c.wanted, c.found)
                    for c in rule.cells
                    if c.wanted != ANYTHING
                ),
            )


def _is_near(rule: RuleView) -> bool:
    """Return whether the behaviour matches but not all: what a person asks about."""
    return any(
        cell.column == "behaviour" and cell.is_met and cell.wanted != ANYTHING
        for cell in rule.cells
    )


def _rule_title(rule: RuleView) -> Text:
    mark = "✓" if rule.is_met else "✗"
    style = "bold green" if rule.is_met else "dim"
    mended = say("（据体例补全）", " (reconstructed)") if rule.is_reconstructed else ""
    return Text(
        f"{mark} {rule.code} {rule.level.label} {rule.text}{mended}", style=style
    )


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")
