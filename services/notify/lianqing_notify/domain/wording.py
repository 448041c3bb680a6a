"""The wording of the three letters, part by part. Source: domain 2.1; plan part 4.

A level-3 notice informs, a level-2 inquiry asks numbered questions, a level-1
recommendation names problems, causes and remedies with their time limits.
"""

import re
from collections.abc import Iterable

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.domain.letter import (
    LetterContent,
    LetterOrder,
    Paragraph,
    Style,
    in_words,
)
from lianqing_notify.domain.typography import (
    ended,
    set_in_chinese,
    without_identifiers,
)
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import Basis, Body
from lianqing_shared.contracts.plan import BY_CODE, LetterKind

_SHORT = {
    LetterKind.NOTICE: "告知书",
    LetterKind.INQUIRY: "质询书",
    LetterKind.RECOMMENDATION: "建议书",
}
_DEFAULT_REQUIREMENTS = {
    LetterKind.NOTICE: (
        "对照上述情形开展自查，查明事实、原因和责任",
        "制定整改措施，明确责任人和完成时限，立行立改",
    ),
    LetterKind.INQUIRY: (
        "对照上述情形开展自查，立即停止并纠正有关行为",
        "制定整改措施，明确责任人和完成时限",
    ),
    LetterKind.RECOMMENDATION: (
        "立即停止并纠正有关行为，查清问题和责任",
        "健全决策、财务和监督制度，堵塞管理漏洞",
        "对负有责任的人员按照管理权限作出处理",
    ),
}
_DEFAULT_QUESTIONS = (
    "上述情况的事实经过、产生原因和有关责任人",
    "作出有关决定的依据、程序和审批过程",
    "已采取和拟采取的整改措施、责任人和完成时限",
)
_SHORT_PLAN = "《实施方案》"
_OWN_NUMBER = re.compile(
    r"^\s*(?:\d{1,2}\s*[.．、)）]|[（(]?[一二三四五六七八九十]{1,3}[、)）])\s*"
)


def compose(order: LetterOrder) -> LetterContent:
    """Build the text of a letter from its order."""
    kind = order.level.letter_kind
    body = {
        LetterKind.NOTICE: _notice,
        LetterKind.INQUIRY: _inquiry,
        LetterKind.RECOMMENDATION: _recommendation,
    }[kind]
    return LetterContent(
        kind=kind,
        masthead=order.issuer.organ,
        number=order.number,
        title=kind.heading,
        addressee=order.addressee,
        paragraphs=body(order),
        signer=order.issuer.organ,
        signed_on=order.issued_on,
        note=order.issuer.contact,
        cc=order.issuer.cc,
        receipt=_receipt(order, kind),
    )


def _notice(order: LetterOrder) -> tuple[Paragraph, ...]:
    return (
        _p(f"{_opening(order)}，现予以廉情预警告知。"),
        _h("一、核实情况"),
        *_finding(order),
        _h("二、预警情形"),
        _circumstances(order),
        _h("三、整改要求"),
        *_list(order.requirements or _DEFAULT_REQUIREMENTS[LetterKind.NOTICE]),
        _h("四、答复期限"),
        *_answering(order),
        _p("特此告知。"),
    )


def _inquiry(order: LetterOrder) -> tuple[Paragraph, ...]:
    due = order.due(Duty.REPLY)
    return (
        _p(f"{_opening(order)}，现予以廉情预警质询。"),
        _h("一、核实情况"),
        *_finding(order),
        _h("二、预警情形"),
        _circumstances(order),
        _h("三、质询事项"),
        _p("请你单位主要负责人对下列事项逐项作出说明："),
        *_list(order.questions or _DEFAULT_QUESTIONS),
        _h("四、整改要求"),
        *_list(order.requirements or _DEFAULT_REQUIREMENTS[LetterKind.INQUIRY]),
        _h("五、答复要求"),
        *_answering(order),
        _p(f"请于{in_words(due.due_on)}前书面答复。"),
    )


def _recommendation(order: LetterOrder) -> tuple[Paragraph, ...]:
    due = order.due(Duty.RECTIFICATION)
    return (
        _p(f"{_opening(order)}，现提出廉情监察建议。"),
        _h("一、监督发现的情况"),
        *_finding(order),
        _h("二、主要问题和原因"),
        _circumstances(order),
        _p(
            "上述问题反映出你单位在落实主体责任、执行制度和内部监督方面存在薄弱环节，"
            "应当从思想认识、制度执行和监督管理上查找原因。"
        ),
        _h("三、建议和要求"),
        *_list(order.requirements or _DEFAULT_REQUIREMENTS[LetterKind.RECOMMENDATION]),
        _p(
            f"以上各项应于{in_words(due.due_on)}前（自送达之日起{due.term.text}内）完成。"
        ),
        _h("四、采纳和反馈"),
        *_answering(order),
        _p(f"请于{in_words(due.due_on)}前将采纳和落实情况书面反馈。"),
    )


def _opening(order: LetterOrder) -> str:
    level = order.level
    named = f"{order.plan_title}（以下简称{_SHORT_PLAN}）"
    basis = order.issuer.legal_basis
    if order.plan_title in basis:
        basis = basis.replace(order.plan_title, named)
    else:
        basis = f"{basis}和{named}" if basis else named
    authorised = order.issuer.authorisation
    return (
        f"根据{basis}{f'，按照{authorised}' if authorised else ''}，"
        f"{_decided(order.basis)}，你单位有关情况（案件编号：{order.case_no}）"
        f"经核实确定为{level.label}风险信息"
    )


def _decided(basis: Basis) -> str:
    day = in_words(beijing_day(basis.decided_at))
    match basis.body:
        case Body.UNIT:
            return f"经你单位所在系统于{day}分析确认"
        case Body.CENTRE:
            return f"经镇廉政风险预警防控中心于{day}分析确认"
        case Body.DEPUTY_SECRETARY:
            convened = len(set(basis.convened_units))
            return f"经镇纪委分管书记召集{convened}个成员单位研究，于{day}决定"
        case Body.PARTY_SECRETARY:
            return f"经镇廉政风险预警防控中心提交，镇党委书记于{day}批准"
        case Body.COUNTY_COMMITTEE:
            return f"经县纪委常委会于{day}研究决定（{basis.resolution_no}）"


def _finding(order: LetterOrder) -> list[Paragraph]:
    """Set the verifier's finding; each line of his becomes a paragraph."""
    text = without_identifiers(order.finding.reveal())
    return [_p(ended(set_in_chinese(row))) for row in text.splitlines() if row.strip()]


def _circumstances(order: LetterOrder) -> Paragraph:
    rows = [BY_CODE[code] for code in order.circumstances]
    quoted = "；".join(
        f"{row.level.label}第{row.code.rsplit('.', 1)[1]}项“{row.text}”" for row in rows
    )
    return _p(
        f"上述情况符合{_SHORT_PLAN}第四部分规定的预警情形：{quoted}。"
        "如不及时纠正，存在廉政风险。"
    )


def _answering(order: LetterOrder) -> list[Paragraph]:
    kind = order.level.letter_kind
    receipt, reply = order.due(Duty.RECEIPT), order.due(Duty.REPLY)
    rectified = order.due(Duty.RECTIFICATION)
    what = "整改方案" if kind is LetterKind.RECOMMENDATION else "答复"
    whom = order.issuer.reply_to or order.issuer.organ
    rows = [
        _p(
            f"请于{in_words(receipt.due_on)}前（自送达之日起{receipt.term.text}内）"
            f"签收本{_SHORT[kind]}；于{in_words(reply.due_on)}前（自送达之日起"
            f"{reply.term.text}内）将书面{what}报{whom}，"
            "由主要负责人签字并加盖公章。"
        )
    ]
    if kind is not LetterKind.RECOMMENDATION:
        rows.append(
            _p(
                f"整改情况报告请于{in_words(rectified.due_on)}前"
                f"（自送达之日起{rectified.term.text}内）报送。"
            )
        )
    rows.append(
        _p(
            "答复应当写明自查事实、原因分析、整改措施、责任人和完成时限。对认定的情况"
            "有异议的，可在答复期限内书面说明理由；逾期不答复或者答复不实的，按照有关规定处理。"
        )
    )
    return rows


def _list(items: Iterable[str]) -> list[Paragraph]:
    """Number sentences 1. 2. 3., dropping the numbers that people typed themselves.

    A single sentence has no number.
    """
    texts = [set_in_chinese(_OWN_NUMBER.sub("", text)) for text in items]
    kept = [ended(without_identifiers(text)) for text in texts if text]
    if len(kept) == 1:
        return [_p(kept[0])]
    return [_p(f"{n}.{text}") for n, text in enumerate(kept, start=1)]


def _receipt(order: LetterOrder, kind: LetterKind) -> tuple[tuple[str, str], ...]:
    return (
        ("文书名称", kind.heading),
        ("文书编号", order.number),
        ("受送达单位", order.addressee),
        ("送达方式", "□直接　□留置　□邮寄　□电子"),
        ("送达时间", "　　　　　年　　月　　日　　时　　分"),
        ("收件人签名", "　　　　　　　　　　　　　　（盖章）"),
        ("送达人签名", ""),
        ("拒收事由和见证人", ""),
        ("备注", ""),
    )


def _h(text: str) -> Paragraph:
    return Paragraph(style=Style.HEADING, text=text)


def _p(text: str) -> Paragraph:
    return Paragraph(style=Style.BODY, text=text)


def question_count(order: LetterOrder) -> int:
    """Return how many questions a letter asks; 0 unless it is an inquiry."""
    if order.level.letter_kind is not LetterKind.INQUIRY:
        return 0
    return len(_list(order.questions or _DEFAULT_QUESTIONS))
