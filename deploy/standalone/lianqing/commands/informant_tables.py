"""Tables about invited informants."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from lianqing.commands import show
from lianqing.text import say
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_conduct import (
    AssessmentView,
    RulesPage,
    ScoreProposal,
)
from lianqing_shared.contracts.informants import (
    InformantFile,
    InformantPage,
    InformantRecord,
    InformantView,
)

_FEN = 100


def row_table(informants: Sequence[InformantView]) -> Table:
    """Return informants, one a line."""
    return show.grid(
        (
            say("编号", "Id"),
            say("姓名", "Name"),
            say("界别", "Background"),
            say("选聘单位", "Recruiter"),
            say("状态", "State"),
            say("备案号", "Filing no."),
            say("聘期至", "Until"),
            say("考核", "Result"),
        ),
        (
            (
                one.person_id,
                one.name,
                one.background_text or one.background,
                one.recruiter,
                one.state,
                one.filing_no,
                one.ends_on,
                one.result,
            )
            for one in informants
        ),
    )


def page_tables(page: InformantPage) -> Iterator[show.Renderable]:
    """Return a page with what somebody must see to."""
    yield row_table(page.informants)
    for finding in page.findings:
        name = finding.name.reveal()
        yield Text(f"! {name} · {finding.kind.label}：{finding.sentence}")
    more = page.findings_total - len(page.findings)
    if more > 0:
        yield say(f"! 另有 {more} 项", f"! and {more} more")


def file_tables(found: InformantFile) -> Iterator[show.Renderable]:
    """Return one informant's file, part by part."""
    one = found.informant
    yield show.facts(
        (
            (say("编号", "Id"), one.person_id),
            (say("姓名", "Name"), one.name),
            (say("界别", "Background"), one.background_text or one.background),
            (say("选聘单位", "Recruiter"), one.recruiter),
            (say("状态", "State"), one.state),
            (say("备案号", "Filing no."), one.filing_no),
            (say("聘期", "Term"), _term(one)),
            (say("电话", "Phone"), found.phone),
            (say("登录名", "Log-in"), found.login),
            (say("已签收办法", "Rules"), one.acknowledged),
            (say("同意公开姓名", "Consents"), one.consents_to_publication),
            (
                say("可办理", "Possible now"),
                "、".join(move.label for move in found.moves),
            ),
        )
    )
    yield from _history(found)
    if found.assessments:
        yield assessment_table(found.assessments)


def _history(found: InformantFile) -> Iterator[show.Renderable]:
    """Return the steps of his life and what was recorded of him."""
    yield show.grid(
        (
            say("经历", "Step"),
            say("时间", "When"),
            say("经办", "By"),
            say("理由", "Why"),
        ),
        (
            (step.move, step.at, step.by_name or step.by, step.reason)
            for step in found.steps
        ),
    )
    yield from record_tables(found.records)


def record_tables(records: Sequence[InformantRecord]) -> Iterator[show.Renderable]:
    """Return records, and which assessments outlive one that was taken back."""
    yield show.grid(
        (
            say("记录", "Record"),
            say("编号", "No."),
            say("日期", "Day"),
            say("内容", "What"),
            say("学时", "h"),
            say("金额（元）", "Yuan"),
            say("撤销", "Withdrawn"),
        ),
        (
            (
                row.kind,
                row.number,
                row.on,
                row.text,
                row.hours,
                None if row.amount is None else f"{row.amount / _FEN:,.2f}",
                _withdrawn(row),
            )
            for row in records
        ),
    )
    gone = [row.withdrawn for row in records if row.withdrawn is not None]
    for year in sorted({one.assessed for one in gone if one.assessed is not None}):
        yield say(
            f"! {year} 年度考核作出在撤销之前，更正以前不变：assess --year {year}",
            f"! {year} was assessed before; correct it: assess --year {year}",
        )


def assessment_table(assessments: Sequence[AssessmentView]) -> Table:
    """Return assessments, newest first."""
    return show.grid(
        (
            say("考核年度", "Year"),
            say("版本", "Version"),
            say("建议分", "Proposed"),
            say("评定分", "Score"),
            say("结果", "Result"),
            say("理由", "Why"),
            say("有效", "In force"),
        ),
        (
            (
                one.year,
                one.version,
                one.proposal.score,
                one.score,
                one.result,
                one.reason,
                one.is_current,
            )
            for one in assessments
        ),
    )


def proposal_tables(proposal: ScoreProposal) -> Iterator[show.Renderable]:
    """Return a proposed score, each point with its reason."""
    yield show.grid(
        (
            say("项目", "Item"),
            say("数量", "Count"),
            say("得分", "Points"),
            say("理由", "Why"),
        ),
        (
            (
                line.label,
                f"{line.count:g}",
                f"{line.points:+g}" if line.points else "0",
                line.reason,
            )
            for line in proposal.lines
        ),
    )
    if not proposal.has_account:
        yield say(
            "! 没有账号，统计不到报送情况；请据实调整并写明理由。",
            "! No log-in, so no reports could be counted; adjust with a reason.",
        )
    yield say(
        f"建议 {proposal.score} 分（{proposal.result.label}），规则 {proposal.rule}"
        f"{'：' + proposal.scale if proposal.scale else ''}。"
        "确认用 --confirm；改分用 --score 和 --reason。",
        f"Proposed: {proposal.score} ({proposal.result.value}) by rule {proposal.rule}."
        " Confirm with --confirm, or change with --score and --reason.",
    )


def rules_tables(page: RulesPage, *, shows_text: bool) -> Iterator[show.Renderable]:
    """Return the versions of the rules, and who has not accepted."""
    yield show.grid(
        (
            say("版本", "Version"),
            say("名称", "Title"),
            say("发布", "Published"),
            say("现行", "In force"),
            "SHA-256",
        ),
        (
            (
                one.version,
                one.title,
                one.published_at,
                one.is_in_force,
                one.text_sha256[:12],
            )
            for one in page.rules
        ),
    )
    if shows_text:
        yield Text(page.rules[0].text if page.rules else page.draft or "")
    if page.outstanding_total > len(page.outstanding):
        yield say(
            f"! 共 {page.outstanding_total} 人未签收，下面是期限最早的",
            f"! {page.outstanding_total} lack it; those due first follow",
        )
    if page.outstanding:
        yield show.grid(
            (
                say("未签收", "Lacking"),
                say("单位", "Unit"),
                say("期限", "Due"),
                say("逾期", "Late"),
            ),
            (
                (one.name, one.recruiter, one.due_on, one.is_overdue)
                for one in page.outstanding
            ),
        )


def _withdrawn(row: InformantRecord) -> str | None:
    """Return when, by whom and why a record was taken back."""
    gone = row.withdrawn
    if gone is None:
        return None
    by, why = gone.by_name, gone.reason
    told = (beijing_day(gone.at), by.reveal() if by else gone.by, why and why.reveal())
    return " ".join(str(one) for one in told if one)


def _term(one: InformantView) -> str | None:
    return f"{one.starts_on} – {one.ends_on}" if one.ends_on else None
