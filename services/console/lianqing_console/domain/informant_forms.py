"""The forms of an informant's life: from application to dismissal. Source: P1.3.2a."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lianqing_console.domain.fields import (
    area,
    choice,
    day,
    kept,
    line,
    number,
    options_of,
    reason,
    yesno,
)
from lianqing_console.domain.forms import FieldKind, Form, Option
from lianqing_console.domain.unit_forms import unit_field
from lianqing_shared.contracts.informant_words import Background
from lianqing_shared.contracts.informants import (
    InformantFile,
    InformantRecord,
    InformantView,
)
from lianqing_shared.contracts.network import UnitPage

_HEAD = 16


def apply_form(page: UnitPage, *, recruiter: str = "") -> Form:
    """Return the form in which a unit recruits somebody and applies for filing."""
    other = ("background", Background.OTHER.value)
    return Form(
        name="apply",
        title="申报特邀信息员",
        button="申报备案",
        note="谁选聘、谁负责。申报后由申报人以外的人备案。",
        fields=(
            line("name", "姓名"),
            choice("background", "身份", options_of(Background)),
            replace(line("background_text", "身份说明"), when=other),
            unit_field("recruiter", "选聘单位", page, start=recruiter),
            line("phone", "联系电话", is_required=False),
            number("months", "聘期（月）", hint="不填按规定聘期", is_required=False),
            yesno(
                "consents_to_publication",
                "同意姓名列入表彰名单",
                start="no",
            ),
        ),
    )


def file_form(informant: InformantView) -> Form:
    """Return the form with which the centre files him, or his new term."""
    asks_account = not informant.has_account
    with_login = (
        line(
            "login",
            "登录名",
            hint="开通账号才填",
            is_required=False,
        ),
        yesno("links_account", "该登录名已有账号，直接关联", start="no", is_wide=True),
    )
    return Form(
        name="file",
        title="续聘备案" if informant.asks_renewal else "备案",
        button="予以备案",
        note="申报人不能自行备案。",
        fields=(
            day("starts_on", "聘期开始", hint="不填为今天", is_required=False),
            *(with_login if asks_account else ()),
        ),
    )


def refuse_form(informant: InformantView) -> Form:
    """Return the form with which the centre refuses what waits for filing."""
    return Form(
        name="refuse",
        title="不予续聘" if informant.asks_renewal else "不予备案",
        button="不予续聘" if informant.asks_renewal else "不予备案",
        tone="plain",
        fields=(reason(),),
    )


def renew_form() -> Form:
    """Return the form that asks for a new term."""
    return Form(
        name="renew",
        title="申请续聘",
        button="申请续聘",
        fields=(
            number("months", "聘期（月）", hint="不填按规定聘期", is_required=False),
            reason("续聘理由", is_required=False),
        ),
    )


def suspend_form() -> Form:
    """Return the form that suspends an informant."""
    return Form(
        name="suspend",
        title="暂停",
        button="暂停",
        tone="plain",
        note="暂停后账号立即不能登录。",
        fields=(reason(),),
    )


def resume_form() -> Form:
    """Return the form that lets a suspended informant go on."""
    return Form(name="resume", title="恢复", button="恢复", fields=(reason(),))


def dismiss_form() -> Form:
    """Return the form that dismisses an informant."""
    return Form(
        name="dismiss",
        title="解聘",
        button="解聘",
        tone="plain",
        note="不能撤销；档案永久保留。",
        fields=(reason(),),
    )


def transfer_form(informant: InformantView, page: UnitPage) -> Form:
    """Return the form that lets another unit answer for an informant."""
    return Form(
        name="transfer",
        title="变更选聘单位",
        button="变更",
        tone="plain",
        fields=(
            unit_field(
                "recruiter", "新的选聘单位", page, without=(informant.recruiter,)
            ),
            reason(),
        ),
    )


def change_form(file: InformantFile) -> Form:
    """Return the form that corrects his telephone or background."""
    informant = file.informant
    other = ("background", Background.OTHER.value)
    return Form(
        name="change",
        title="更正联系电话、身份",
        button="保存",
        tone="plain",
        fields=(
            line(
                "phone",
                "联系电话",
                start=file.phone.reveal() if file.phone else "",
                is_required=False,
            ),
            choice(
                "background",
                "身份",
                options_of(Background),
                start=informant.background.value,
            ),
            replace(
                line(
                    "background_text",
                    "身份说明",
                    start=informant.background_text or "",
                ),
                when=other,
            ),
        ),
    )


def consent_form(informant: InformantView) -> Form:
    """Return the form that records whether his name may be published."""
    now = "yes" if informant.consents_to_publication else "no"
    return Form(
        name="consent",
        title="表彰名单",
        button="保存",
        tone="plain",
        fields=(yesno("consents", "同意姓名列入表彰名单", start=now),),
    )


def train_form(*, today: date) -> Form:
    """Return the form that records a training."""
    return Form(
        name="train",
        title="记录培训",
        button="记录",
        tone="plain",
        fields=(
            line("course", "课程"),
            day("on", "日期", start=today.isoformat()),
            number("hours", "学时", hint="可写 1.5"),
            line("place", "地点", is_required=False),
        ),
    )


def reward_form(*, today: date) -> Form:
    """Return the form that records a reward; money only under a county rule."""
    return Form(
        name="reward",
        title="记录奖励",
        button="记录",
        tone="plain",
        note="发放奖金须写明所依据的县级规定。",
        fields=(
            day("on", "日期", start=today.isoformat()),
            replace(
                number("amount", "金额（元）", is_required=False), kind=FieldKind.MONEY
            ),
            line("rule_reference", "依据的规定", is_required=False),
            area("text", "奖励事由"),
        ),
    )


def punish_form(*, today: date) -> Form:
    """Return the form that records a punishment."""
    return Form(
        name="punish",
        title="记录惩戒",
        button="记录",
        tone="plain",
        fields=(
            day("on", "日期", start=today.isoformat()),
            area("text", "惩戒事由和方式"),
        ),
    )


def withdraw_form(records: Sequence[InformantRecord]) -> Form:
    """Return the form that takes one of these records back; they have numbers."""
    options = tuple(
        Option(str(one.number), f"{one.on} {_head(one)}", one.kind.label)
        for one in records
    )
    field = choice("number", "要撤销的记录", options)
    return Form(
        name="withdraw",
        title="撤销记录",
        button="撤销该记录",
        tone="plain",
        note="撤销后不再计分、不再列入名单；记录保留，注明撤销时间、经办人和理由。",
        fields=(replace(field, kind=FieldKind.GROUPS), reason()),
    )


def paper_form(version: str, *, today: date) -> Form:
    """Return the form that records an acknowledgement signed on paper."""
    return Form(
        name="paper",
        title="登记纸质签收",
        button="登记",
        tone="plain",
        note="本人在纸质管理办法上签字后由中心登记。",
        fields=(
            kept("version", "版本", start=version),
            day("signed_on", "签字日期", start=today.isoformat()),
        ),
    )


def assess_form(proposed: int, *, is_correction: bool) -> Form:
    """Return the form that confirms the proposed score, or sets another."""
    return Form(
        name="assess",
        title="更正考核" if is_correction else "确定考核结果",
        button="确定得分",
        note="等次由得分确定。",
        fields=(
            kept("proposed", "规则得分", start=str(proposed)),
            number("score", "得分", hint="0—100", start=str(proposed)),
            reason(
                hint="与规则得分不同或更正时必填",
                is_required=False,
            ),
        ),
    )


def publish_form(draft: str | None) -> Form:
    """Return the form that publishes a new version of the management rules."""
    return Form(
        name="publish",
        title="发布新版管理办法",
        button="发布",
        note="发布后立即生效，全体信息员须重新签收。",
        fields=(
            line("version", "版本", hint="如 2026-1"),
            line("title", "标题", start="特邀预警信息员管理办法"),
            area("text", "正文", rows=18, start=draft or ""),
        ),
    )


def acknowledge_form(version: str) -> Form:
    """Return the form with which an informant accepts the rules in force."""
    return Form(
        name="acknowledge",
        title="签收管理办法",
        button="本人已阅读并遵守",
        fields=(kept("version", "版本", start=version),),
    )


def _head(record: InformantRecord) -> str:
    """Return as much of a record as tells it from others in a list."""
    text = record.text.reveal()
    return text if len(text) <= _HEAD else f"{text[:_HEAD]}…"
