"""What an answer must hold before it is taken. Source: domain 1.4, reply content."""

from lianqing_shared.contracts.letters import ReplyBody
from lianqing_shared.contracts.plan import LetterKind


def lacking(kind: LetterKind, body: ReplyBody, *, questions: int) -> tuple[str, ...]:
    """Return the parts that are missing, in Chinese, in the order of the form."""
    found = []
    if not body.findings.reveal().strip():
        found.append("自查事实")
    if not body.causes.reveal().strip():
        found.append("原因分析")
    if not body.measures:
        found.append("整改措施（至少一项，写明责任人和完成时限）")
    answered = sum(bool(answer.strip()) for answer in body.answers)
    if kind is LetterKind.INQUIRY and answered < questions:
        found.append(f"对质询事项的逐项说明（共{questions}项，已答{answered}项）")
    if not body.signed_by_leader.reveal().strip():
        found.append("主要负责人署名")
    return tuple(found)
