"""What stands on informants' papers, before it is set. Source: P1.3.2a, P1.3.2b."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianqing_shared.contracts.informant_conduct import AssessmentView, ScoreLine
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.informants import InformantRecord

Value = str | int | Sequence[int] | Sequence["Row"] | None
Row = dict[str, str]
Content = dict[str, Value]
"""What a template reads, by its names; every text is set as it is."""

_NOT_PUBLIC = "（不公开）"
_FEN = 100
_BASE, _SUBMITTED = "base", "submitted"
_UNCOUNTED = frozenset({_BASE, "bound"})
"""Lines of a score that stand for one sum, not for a number of things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An informant as his papers name him; texts are revealed for printing."""

    name: str
    background: str
    recruiter: str
    phone: str | None
    filing: str | None
    number: int
    """Of the term that the paper is about: from 2 on it is a renewal."""
    months: int
    starts_on: date | None
    ends_on: date | None
    applied_on: date
    applied_by: str | None
    filed_on: date | None
    filed_by: str | None
    is_refused: bool
    rules: str | None

    @property
    def term(self) -> str:
        """The term in words: its days, or the months asked for before it was filed."""
        if self.starts_on is None or self.ends_on is None:
            since = "现聘期届满次日" if self.is_renewed else "备案之日"
            return f"拟聘{self.months}个月，自{since}起算"
        return f"{in_words(self.starts_on)}至{in_words(self.ends_on)}"

    @property
    def is_renewed(self) -> bool:
        """Whether he was in office before."""
        return self.number > 1


def background_words(background: Background, text: str | None) -> str:
    """Return what an informant is, in the plan's word or his own."""
    return text if background is Background.OTHER and text else background.label


def in_words(day: date) -> str:
    """Return a day as papers have it: 2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def appointment(person: Person, *, organ: str) -> Content:
    """Return the appointment letter (聘书); it is dated on the day of filing."""
    day = person.filed_on or person.applied_on
    return {
        **_head("聘书", organ=organ, day=day),
        "name": person.name,
        "sentence": f"经{person.recruiter}选聘、本中心备案，兹"
        f"{'续聘' if person.is_renewed else '聘请'}您担任"
        f"特邀预警信息员，聘期自{person.term}。",
        "duty": "望您坚持原则、实事求是，依规如实报送廉政风险预警信息，严守保密、"
        "回避规定，认真履行职责。",
        "filing": f"备案号　{person.filing or ''}",
        "term": person.term,
    }


def filing_form(person: Person, *, organ: str) -> Content:
    """Return the filing form (备案表), filled in as far as the registry knows."""
    day = person.filed_on or person.applied_on
    filed = "不予备案" if person.is_refused else "待备案"
    return {
        **_head("特邀预警信息员备案表", organ=organ, day=day),
        "subtitle": "（续聘）" if person.is_renewed else "",
        "name": person.name,
        "background": person.background,
        "recruiter": person.recruiter,
        "phone": person.phone,
        "applied": _done(person.applied_on, person.applied_by),
        "filed": _done(person.filed_on, person.filed_by) if person.filed_on else filed,
        "term": person.term,
        "filing": f"备案号：{person.filing or ('—' if person.is_refused else '待编')}",
        "rules": f"已签收（版本 {person.rules}）" if person.rules else "待本人签收",
        "promise": "本人自愿担任特邀预警信息员，已知悉管理办法，承诺如实报送信息，"
        "保守秘密，遵守回避规定，不以信息员名义从事与职责无关的活动。",
        "recruiter-words": "经考察，同意选聘。按照“谁选聘、谁负责”的要求，"
        "本单位负责其日常联系和履职保障。",
        "centre-words": _opinion(person),
        "note": "空白栏由本人填写。本表一式两份，选聘单位、预警防控中心各存一份。"
        "内容涉及个人信息，按保密规定保管。",
        "foot": f"{organ}　内部资料　注意保密",
    }


def assessment_sheet(
    person: Person, found: AssessmentView, *, organ: str, day: date
) -> Content:
    """Return a year's assessment (年度考核表), each point with its reason."""
    proposal = found.proposal
    correction = f"本表为第 {found.version} 版，更正此前的考核。"
    return {
        **_head("特邀预警信息员年度考核表", organ=organ, day=day),
        "year-words": f"（{found.year}年度）",
        "name": person.name,
        "background": person.background,
        "recruiter": person.recruiter,
        "filing": person.filing,
        "term": person.term,
        "rule-words": f"按计分规则“{proposal.rule}”由系统统计，供考核参考；"
        "评定由预警防控中心作出。",
        "lines": [_score_row(line) for line in proposal.lines],
        "scale": proposal.scale,
        "proposed": str(proposal.score),
        "score": str(found.score),
        "result": found.result.label,
        "reason": found.reason.reveal() if found.reason else "",
        "version": correction if found.version > 1 else "",
        "foot": f"{organ}　内部资料　注意保密",
    }


def rewards_list(
    rewards: Sequence[tuple[InformantRecord, str | None]],
    *,
    year: int,
    organ: str,
    day: date,
) -> Content:
    """Return a year's list of rewards; a name of None stands for no consent.

    Without consent neither the name nor the words are printed: what somebody was
    rewarded for can tell who he is. Source: domain 1.5.
    """
    return {
        **_head("特邀预警信息员奖励名单", organ=organ, day=day),
        "year-words": f"（{year}年度）",
        "rows": [
            _reward_row(number, record, name)
            for number, (record, name) in enumerate(rewards, start=1)
        ],
        "note": "未经本人同意的，不公开其姓名和奖励事由。奖金依据县级奖励规定发放。",
        "foot": organ,
    }


def _done(day: date, by: str | None) -> str:
    """Return a day and who did it: the two of an application are different people."""
    return f"{in_words(day)}　{by}" if by else in_words(day)


def _opinion(person: Person) -> str:
    """Return what the centre says; nothing before it has decided."""
    if person.is_refused:
        return "经审核，不予备案。"
    renewed = "续聘" if person.is_renewed else ""
    return (
        f"经审核，予以{renewed}备案，备案号{person.filing}。" if person.filing else ""
    )


def _head(title: str, *, organ: str, day: date) -> Content:
    return {
        "title": title,
        "organ": organ,
        "date": in_words(day),
        "ymd": [day.year, day.month, day.day],
    }


def _signed(points: float) -> str:
    """Return points with their sign, the minus a minus and not a hyphen."""
    return f"{points:+g}".replace("-", "−") if points else "0"


def _score_row(line: ScoreLine) -> Row:
    is_counted = line.item not in _UNCOUNTED
    is_weighed = is_counted and line.item != _SUBMITTED
    is_base = line.item == _BASE
    return {
        "label": line.label,
        "count": f"{line.count:g}" if is_counted else "—",
        "each": _signed(line.each) if is_weighed else "—",
        "points": f"{line.points:g}" if is_base else _signed(line.points),
        "reason": line.reason,
    }


def _reward_row(number: int, record: InformantRecord, name: str | None) -> Row:
    amount = record.amount
    return {
        "number": str(number),
        "name": name or _NOT_PUBLIC,
        "date": in_words(record.on),
        "text": record.text.reveal() if name else "—",
        "amount": "—" if amount is None else f"{amount / _FEN:,.2f}",
    }
