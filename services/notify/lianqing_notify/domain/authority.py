"""Who may decide a level, and who may issue its letter.

A level is decided by its body only (plan P3.2b, P3.2c, P3.2d). A level-1 letter is in
addition a supervisory act (监察法 Art. 13): only an authorised organ may issue it, so
it is refused until the town names one with its legal basis and authorisation
(domain 0.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_shared.contracts.cases import Basis, Body, WarningDecided
from lianqing_shared.contracts.plan import BY_CODE, Level

LEAST_CONVENED = 2
"""Source: P3.2c, "the member units concerned"; architecture section 6, quorum."""

DECIDING_BODIES: Mapping[Level, frozenset[Body]] = {
    Level.THREE: frozenset({Body.UNIT, Body.CENTRE}),
    Level.TWO: frozenset({Body.DEPUTY_SECRETARY}),
    Level.ONE: frozenset({Body.PARTY_SECRETARY, Body.COUNTY_COMMITTEE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The organ that issues one kind of letter, from the town's file.

    `word` is its code in document numbers (机关代字); `authorisation` the paper by
    which it may issue level-1 letters; `cc` who gets copies.
    """

    word: str
    organ: str
    legal_basis: str
    authorisation: str = ""
    reply_to: str = ""
    contact: str = ""
    cc: tuple[str, ...] = ()


def flaw_of_basis(level: Level, basis: Basis) -> str | None:
    """Say in Chinese why a basis does not carry a level; None if it does."""
    allowed = DECIDING_BODIES[level]
    if basis.body not in allowed:
        bodies = "或".join(body.label for body in Body if body in allowed)
        return f"{level.label}预警应由{bodies}决定，本案却由{basis.body.label}决定"
    if level is Level.TWO and len(set(basis.convened_units)) < LEAST_CONVENED:
        return f"二级预警须召集至少{LEAST_CONVENED}个成员单位研究"
    if level is Level.TWO and basis.opinions < LEAST_CONVENED:
        return f"二级预警须有至少{LEAST_CONVENED}个成员单位的研究意见"
    if basis.body is Body.COUNTY_COMMITTEE and not (basis.resolution_no or "").strip():
        return "县纪委常委会决定的一级预警须登记决议文号"
    return None


def flaw_of_content(decided: WarningDecided) -> str | None:
    """Say in Chinese what a decision lacks for its letter; None if nothing."""
    if not decided.finding.reveal().strip():
        return "没有核实情况，文书只能依据核实结果制发"
    levels = [BY_CODE[code].level for code in decided.circumstances]
    if decided.level not in levels:
        return f"没有引用{decided.level.label}预警情形"
    if any(level.graver_than(decided.level) for level in levels):
        return f"引用了比{decided.level.label}更重的预警情形"
    return None


def flaw_of_issuer(level: Level, issuer: Issuer | None) -> str | None:
    """Say in Chinese why no letter of a level can be issued; None if it can."""
    if issuer is None or not issuer.organ or not issuer.word:
        return f"没有为{level.letter_kind.heading}配置发文机关和机关代字"
    if level is Level.ONE and not (issuer.legal_basis and issuer.authorisation):
        return (
            f"{issuer.organ}没有登记制发{level.letter_kind.heading}的法律依据和授权文件"
            "（监察法第十三条：监察建议只能由监察机关或者经授权的派驻、派出机构提出）"
        )
    return None
