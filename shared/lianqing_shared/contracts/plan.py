"""The closed sets that the plan fixes: levels, classes, sources, circumstances.

Source: plan P2.1, P2.2, P3.2, part 4. Texts in Chinese are the plan's own words.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Level(Enum):
    """How grave a warning is. **1 is the gravest**; never compare with `<`."""

    ONE = 1
    TWO = 2
    THREE = 3

    def graver_than(self, other: "Level") -> bool:
        """Return whether this level is graver than the other (1 before 2 before 3)."""
        return self.value < other.value

    @property
    def label(self) -> str:
        """The level as pages and letters name it."""
        return {1: "一级", 2: "二级", 3: "三级"}[self.value]

    @property
    def letter_kind(self) -> "LetterKind":
        """The letter that this level goes out with. Source: plan, part 4."""
        return {
            1: LetterKind.RECOMMENDATION,
            2: LetterKind.INQUIRY,
            3: LetterKind.NOTICE,
        }[self.value]


class LetterKind(StrEnum):
    """The three letters."""

    RECOMMENDATION = "recommendation"
    INQUIRY = "inquiry"
    NOTICE = "notice"

    @property
    def heading(self) -> str:
        """The heading printed on the letter."""
        return {
            "recommendation": "廉情监察建议书",
            "inquiry": "廉情预警质询书",
            "notice": "廉情预警告知书",
        }[self.value]


class ContentClass(StrEnum):
    """The nine classes of what is collected. Source: P2.1."""

    CONDUCT = "P2.1.1"
    LAW_ABIDING = "P2.1.2"
    ADMINISTRATION = "P2.1.3"
    PROJECTS = "P2.1.4"
    MALPRACTICE = "P2.1.5"
    PUBLIC_HARM = "P2.1.6"
    POLICY = "P2.1.7"
    SIGNS = "P2.1.8"
    OTHER = "P2.1.9"

    @property
    def label(self) -> str:
        """A short name for lists; `original` has the plan's words."""
        return _CLASS_TEXT[self][0]

    @property
    def original(self) -> str:
        """The plan's own words."""
        return _CLASS_TEXT[self][1]


_CLASS_TEXT = {
    ContentClass.CONDUCT: (
        "思想工作生活作风",
        "对党政机关、企事业单位和党员干部在思想、工作、生活作风等方面问题的反映",
    ),
    ContentClass.LAW_ABIDING: (
        "遵纪守法依法办事",
        "在遵纪守法、依法办事等方面问题的反映",
    ),
    ContentClass.ADMINISTRATION: (
        "人事财物资产管理",
        "在人事、财物、资产等行政事务管理方面违反有关规定的反映",
    ),
    ContentClass.PROJECTS: (
        "工程土地采购资源资金",
        "在工程建设、土地出让、政府采购、资源开发、专项资金管理等领域违反有关规定的反映",
    ),
    ContentClass.MALPRACTICE: (
        "部门行业不正之风",
        "部门和行业不正之风的新情况、新特点",
    ),
    ContentClass.PUBLIC_HARM: ("损害群众利益", "损害群众利益的突出问题"),
    ContentClass.POLICY: ("政策落实", "党和国家政策落实过程中存在的问题"),
    ContentClass.SIGNS: (
        "苗头性倾向性问题",
        "社会生活中违反廉政规定的苗头性、倾向性问题及其发展趋势",
    ),
    ContentClass.OTHER: ("其他", "其它违反党风廉政建设有关规定的反映"),
}


class SourceGroup(StrEnum):
    """The two groups of sources. Source: P2.2."""

    FOUND = "found"
    """What the commission finds itself (P2.2 (1))."""
    RECEIVED = "received"
    """What others bring (P2.2 (2))."""


class Source(StrEnum):
    """Where a report comes from. Source: P2.2."""

    PETITION = "petition"
    ENFORCEMENT = "enforcement"
    MALPRACTICE_CORRECTION = "malpractice_correction"
    CASE_WORK = "case_work"
    CAMPAIGN = "campaign"
    INSPECTION = "inspection"
    SUPERIOR = "superior"
    SUBORDINATE = "subordinate"
    MEDIA = "media"
    INFORMANT = "informant"
    PUBLIC = "public"
    OTHER = "other"

    @property
    def group(self) -> SourceGroup:
        """The group that the plan puts this source in."""
        return SourceGroup.FOUND if self in _FOUND else SourceGroup.RECEIVED

    @property
    def label(self) -> str:
        """The plan's word for this source."""
        return _SOURCE_TEXT[self]


_SOURCE_TEXT = {
    Source.PETITION: "信访举报",
    Source.ENFORCEMENT: "执法监察",
    Source.MALPRACTICE_CORRECTION: "纠风治乱",
    Source.CASE_WORK: "案件查办",
    Source.CAMPAIGN: "专项治理",
    Source.INSPECTION: "检查考核",
    Source.SUPERIOR: "上级交办",
    Source.SUBORDINATE: "下级报送",
    Source.MEDIA: "新闻媒体披露",
    Source.INFORMANT: "特邀信息员提供",
    Source.PUBLIC: "社会各界反映",
    Source.OTHER: "其他",
}
_FOUND = frozenset(list(Source)[:6])


class Behaviour(StrEnum):
    """What was done, as the circumstances of part 4 tell it apart."""

    PERSONNEL_SELECTION = "personnel_selection"
    DECISION_BREACH = "decision_breach"
    FUNDS_DIVERSION = "funds_diversion"
    LEADERSHIP_DISCORD = "leadership_discord"
    ALLOWANCE_ABUSE = "allowance_abuse"
    EMERGENCY_MISHANDLED = "emergency_mishandled"
    SERVICE_FAILURE = "service_failure"
    BOOKKEEPING_DISORDER = "bookkeeping_disorder"
    INTEGRITY_BREACH = "integrity_breach"
    POOR_EXAMPLE = "poor_example"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The behaviour in the plan's words, short."""
        return _BEHAVIOUR_TEXT[self]


_BEHAVIOUR_TEXT = {
    Behaviour.PERSONNEL_SELECTION: "选拔任用不严格",
    Behaviour.DECISION_BREACH: "违反程序或超越权限决策",
    Behaviour.FUNDS_DIVERSION: "隐瞒滞留截留挪用坐支财政资金",
    Behaviour.LEADERSHIP_DISCORD: "班子不团结",
    Behaviour.ALLOWANCE_ABUSE: "滥发奖金津贴补贴",
    Behaviour.EMERGENCY_MISHANDLED: "突发事件处置不当",
    Behaviour.SERVICE_FAILURE: "敷衍塞责推诿扯皮吃拿卡要",
    Behaviour.BOOKKEEPING_DISORDER: "财务账目管理混乱",
    Behaviour.INTEGRITY_BREACH: "违反廉洁自律规定",
    Behaviour.POOR_EXAMPLE: "不能发挥模范带头作用",
    Behaviour.OTHER: "其他",
}


class Consequence(StrEnum):
    """What came of it; tells the same behaviour apart at three levels."""

    NONE = "none"
    PUBLIC_REACTION = "public_reaction"
    WRONG_DECISION = "wrong_decision"
    ADVERSE_EFFECT = "adverse_effect"
    DISORDER = "disorder"

    @property
    def label(self) -> str:
        """The consequence in the plan's words."""
        return {
            "none": "未造成后果",
            "public_reaction": "群众有反映",
            "wrong_decision": "导致决策失误",
            "adverse_effect": "造成不良影响或后果",
            "disorder": "造成单位管理混乱",
        }[self.value]


class Harm(StrEnum):
    """How heavy the harm is. Source: P3.2b lighter, P3.2c heavier, P3.2d grave."""

    LIGHTER = "lighter"
    HEAVIER = "heavier"
    GRAVE = "grave"

    @property
    def label(self) -> str:
        """The plan's word."""
        return {"lighter": "危害较轻", "heavier": "危害较重", "grave": "危害严重"}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """One of the fifteen warning circumstances of part 4."""

    code: str
    level: Level
    text: str
    is_reconstructed: bool = False
    """The copy breaks off here; the wording is the likely one, to be confirmed."""


def _rows(level: Level, *texts: str) -> tuple[Circumstance, ...]:
    return tuple(
        Circumstance(
            code=f"P4.{level.value}.{number}",
            level=level,
            text=text,
            is_reconstructed=(level is Level.THREE and number >= 4),  # noqa: PLR2004 - the copy breaks off inside P4.3.4
        )
        for number, text in enumerate(texts, start=1)
    )


CIRCUMSTANCES: tuple[Circumstance, ...] = (
    *_rows(
        Level.ONE,
        "执行干部选拔任用条例不严格，选拔过程不民主、不公开，导致用人失察，造成不良影响的",
        "对重大事项不按决策程序和规定决策，超越权限擅自决策，不履行廉政风险评估有关程序，导致决策失误，造成不良后果的",
        "违反财经纪律，隐瞒、滞留、截留、挪用、坐支财政资金的",
        "贯彻执行民主集中制不力，班子严重不团结，造成单位管理混乱的",
        "其他需要予以廉情监察建议的情形",
    ),
    *_rows(
        Level.TWO,
        "不按决策程序和规定决策，超越权限擅自决策，未进行廉政风险评估，导致决策失误的",
        "违反规定，滥发奖金、津贴、补贴补助的",
        "对发生地重大突发事件发展态势把握不准的，启动应急预案不及时，处置不当的",
        "工作效率低下，办事敷衍塞责、推诿扯皮或吃拿卡要，群众反映比较强烈的",
        "其他需要廉情预警质询的情形",
    ),
    *_rows(
        Level.THREE,
        "不按决策程序和规定决策，超越权限擅自决策，重大决策应进行廉政风险评估而未进行的",
        "不认真执行财经纪律，财务账目管理混乱的",
        "违反廉洁自律规定，群众有反映的",
        "不能发挥模范带头作用，自身形象较差，群众意见较大的",
        "其他需要予以廉情预警告知的情形",
    ),
)
"""All fifteen, gravest first. Source: plan, part 4."""
BY_CODE = {row.code: row for row in CIRCUMSTANCES}
