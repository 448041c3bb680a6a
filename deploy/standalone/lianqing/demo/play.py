"""Play the stories: for each state a case can be in, the next thing a person does.

The play keeps no record of its own. It looks at where the case stands and does the next
step, which is why it can be cut off anywhere and simply be started again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import date

from lianqing.demo.cast import HEADS, RESPONDERS, Cast
from lianqing.demo.duties import set_up_duties
from lianqing.demo.entered import entries, submission_id
from lianqing.demo.network import set_up_network
from lianqing.demo.replies import drop_reply
from lianqing.demo.stories import STORIES, Story
from lianqing.errors import CommandError
from lianqing.text import say
from lianqing_shared.contracts.base import ReportId
from lianqing_shared.contracts.cases import (
    BeginCase,
    Body,
    CaseState,
    CaseView,
    ConfirmCase,
    ConveneCase,
    DecideCase,
    LiftCase,
    OpineCase,
    RecheckCase,
    SearchCases,
    ShowCase,
    SubmitCase,
    VerifyCase,
)
from lianqing_shared.contracts.letters import (
    AcceptReply,
    EnterReply,
    LetterState,
    LetterView,
    Measure,
    ReplyBody,
    ReturnReply,
    ShowLetter,
)
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import SubjectKind
from lianqing_shared.errors import RefusedError, TryAgainError

_PATIENCE_S = 60.0
_EVERY_S = 0.15

_DECIDERS = {
    Body.PARTY_SECRETARY: "party",
    Body.COUNTY_COMMITTEE: "county",
    Body.DEPUTY_SECRETARY: "deputy",
    Body.CENTRE: "director",
}
_REQUIREMENTS = (
    "立即开展自查，逐项列出问题清单和责任人。",
    "健全相关制度，完善审批和公开程序。",
)
_QUESTIONS = (
    "该情况持续多长时间，单位主要负责人何时知情？",
    "拟采取哪些措施防止再次发生？",
)


class StuckError(CommandError):
    """A story did not move on; the case and its state say where to look."""

    def __init__(self, story: Story, what: str) -> None:
        super().__init__(
            say(
                f"演示“{story.title}”停在：{what}。请看 logs/ 下的日志。",
                f"The demo story {story.key} is stuck at: {what}. See logs/.",
            )
        )


async def enter_reports(cast: Cast) -> dict[str, ReportId]:
    """Enter all reports; return report id by submission id."""
    found = {}
    for entry in entries():
        view = await cast.ask(entry.login, entry.request)
        if view.report_id is not None:
            found[view.submission_id] = view.report_id
    return found


async def play_all(
    cast: Cast, *, on_story: Callable[[Story, CaseView], None] = lambda _s, _v: None
) -> None:
    """Enter the reports and bring every story to its end; safe to run again."""
    await set_up_network(cast)
    await set_up_duties(cast)
    reports = await enter_reports(cast)
    for story in STORIES:
        report = reports.get(submission_id(story))
        if report is None:
            raise StuckError(story, say("信息未被受理", "the report was not accepted"))
        on_story(story, await _play(cast, story, await _case_of(cast, story, report)))


async def _case_of(cast: Cast, story: Story, report: ReportId) -> CaseView:
    """Wait until grading has put the report into a case, and return it."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            async for view in _cases(cast, story):
                if any(joined.report_id == report for joined in view.reports):
                    return view
            await asyncio.sleep(_EVERY_S)


async def _cases(cast: Cast, story: Story) -> AsyncIterator[CaseView]:
    """Yield the unit's cases with the story's behaviour."""
    after = None
    while True:
        request = SearchCases(unit=story.unit, limit=100, after=after)
        page = await cast.ask("director", request)
        for row in page.cases:
            if row.subject.kind is SubjectKind.UNIT:
                view = await cast.ask("director", ShowCase(case=row.case_id))
                if view.facts.behaviour is story.facts.behaviour:
                    yield view
        after = page.next
        if after is None:
            return


async def _play(cast: Cast, story: Story, view: CaseView) -> CaseView:
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE_S
    while not _is_over(story, view):
        moved, why = await _step(cast, story, view)
        if moved:
            end = loop.time() + _PATIENCE_S
        elif loop.time() > end:
            raise StuckError(story, why or view.row.state.label)
        else:
            await asyncio.sleep(_EVERY_S)
        view = await cast.ask("director", ShowCase(case=view.row.case_id))
    return view


async def _step(cast: Cast, story: Story, view: CaseView) -> tuple[bool, str]:
    """Do the next thing; return whether it was done, and why not.

    A command without an answer may have acted, and is then refused the second time:
    the case itself says which, so both only mean that one has to look again.
    """
    step = _STEPS.get(view.row.state)
    try:
        return step is not None and await step(cast, story, view), ""
    except RefusedError as err:
        return False, err.sentence
    except TryAgainError as err:
        return False, str(err)


def _is_over(story: Story, view: CaseView) -> bool:
    if view.row.state is CaseState.STUDYING is story.until:
        return len(view.opinions) >= story.opinions
    if view.row.state is CaseState.WARNED is story.until:
        return view.letter_number is not None
    if view.row.state is CaseState.UNSUBSTANTIATED:
        return True
    return view.row.state is story.until


# Each step does one thing and returns whether it did; False means: wait, look again.


async def _begin(cast: Cast, story: Story, view: CaseView) -> bool:
    await cast.ask("analyst", BeginCase(case_id=view.row.case_id))
    return True


async def _verify(cast: Cast, story: Story, view: CaseView) -> bool:
    is_true = story.until is not CaseState.UNSUBSTANTIATED
    await cast.ask(
        "analyst",
        VerifyCase(
            case_id=view.row.case_id,
            is_substantiated=is_true,
            facts=story.facts if is_true else None,
            finding=Personal(story.finding),
            addressee=story.unit if is_true else None,
        ),
    )
    return True


async def _procedure(cast: Cast, story: Story, view: CaseView) -> bool:
    """Take the way of the level: confirm, convene or submit."""
    case_id = view.row.case_id
    match story.level:
        case Level.THREE:
            circumstances = view.proposal.circumstances
            await cast.ask(
                "director",
                ConfirmCase(
                    case_id=case_id,
                    circumstances=circumstances,
                    requirements=_REQUIREMENTS,
                ),
            )
        case Level.TWO:
            reason = "情况较重，召集成员单位研究。"
            await cast.ask(
                "deputy",
                ConveneCase(case_id=case_id, units=story.convened, reason=reason),
            )
        case Level.ONE:
            to = story.to or Body.PARTY_SECRETARY
            reason = "危害严重，提请研究。"
            await cast.ask(
                "director", SubmitCase(case_id=case_id, to=to, reason=reason)
            )
    return True


async def _study(cast: Cast, story: Story, view: CaseView) -> bool:
    heard = {opinion.unit for opinion in view.opinions}
    for unit in story.convened:
        if unit not in heard:
            text = "经研究，情况属实、群众反映集中，同意按二级发出质询。"
            request = OpineCase(case_id=view.row.case_id, agrees=True, text=text)
            await cast.ask(HEADS[unit], request)
            return True
    return await _decide(cast, story, view)


async def _decide(cast: Cast, story: Story, view: CaseView) -> bool:
    body = story.to if story.level is Level.ONE else Body.DEPUTY_SECRETARY
    number = "县纪常决〔2026〕18号" if body is Body.COUNTY_COMMITTEE else None
    await cast.ask(
        _DECIDERS[body or Body.PARTY_SECRETARY],
        DecideCase(
            case_id=view.row.case_id,
            approves=True,
            circumstances=view.proposal.circumstances,
            requirements=_REQUIREMENTS,
            questions=_QUESTIONS if story.level is Level.TWO else (),
            resolution_no=number,
            reason="事实清楚，同意。",
        ),
    )
    return True


async def _reply(cast: Cast, story: Story, view: CaseView) -> bool:
    letter = await _letter(cast, view)
    if letter is None or letter.state is LetterState.REPLIED:
        return False
    body = _reply_body(story, rounds=len(letter.replies))
    if story.replies_by_file:
        return drop_reply(cast.folder, story.unit, number=letter.number, body=body)
    fields = {name: getattr(body, name) for name in ReplyBody.model_fields}
    request = EnterReply(letter_id=letter.letter_id, **fields)
    await cast.ask(RESPONDERS[story.unit], request)
    return True


def _reply_body(story: Story, *, rounds: int) -> ReplyBody:
    return ReplyBody(
        findings=Personal("经自查，来函所述情况属实，共涉及三个环节。"),
        causes=Personal("制度执行不严，审批把关流于形式，公开不及时。"),
        measures=(
            Measure(
                what="清理遗留事项并公示结果",
                who=Personal("某负责人"),
                due_on=date(2027, 1, 15),
            ),
        ),
        progress=Personal("已完成清理并公示。" if rounds else "正在清理。"),
        answers=_answers(story),
        signed_by_leader=Personal("某主要负责人"),
    )


async def _judge(cast: Cast, story: Story, view: CaseView) -> bool:
    letter = await _letter(cast, view)
    if letter is None or letter.state is not LetterState.REPLIED:
        return False
    first = len(letter.replies) == 1
    if story.until is CaseState.RETURNED or (story.returns_once and first):
        reason = "措施没有时限和责任人，请补充后重报。"
        request = ReturnReply(letter_id=letter.letter_id, reason=reason)
        await cast.ask("analyst", request)
    else:
        reason = "措施具体，予以通过。"
        await cast.ask(
            "analyst", AcceptReply(letter_id=letter.letter_id, reason=reason)
        )
    return True


async def _recheck(cast: Cast, story: Story, view: CaseView) -> bool:
    text = "实地复查，整改措施已落实，未见反弹。"
    request = RecheckCase(case_id=view.row.case_id, is_mended=True, text=text)
    await cast.ask("analyst", request)
    return True


async def _lift(cast: Cast, story: Story, view: CaseView) -> bool:
    body = view.basis.body if view.basis else Body.CENTRE
    reason = "整改到位，复查合格，予以解除。"
    request = LiftCase(case_id=view.row.case_id, reason=reason)
    await cast.ask(_DECIDERS[body], request)
    return True


async def _letter(cast: Cast, view: CaseView) -> LetterView | None:
    """Return the case's letter; None until it has its number."""
    if view.letter_number is None:
        return None
    return await cast.ask("director", ShowLetter(letter=view.letter_number))


def _answers(story: Story) -> tuple[str, ...]:
    if story.level is not Level.TWO:
        return ()
    return (
        "持续约三个月，主要负责人在第二个月知情。",
        "实行一次性告知和限时办结，每周公示办理情况。",
    )


_Steps = Callable[[Cast, Story, CaseView], Awaitable[bool]]
_STEPS: Mapping[CaseState, _Steps] = {
    CaseState.OPENED: _begin,
    CaseState.VERIFYING: _verify,
    CaseState.PROPOSED: _procedure,
    CaseState.STUDYING: _study,
    CaseState.SUBMITTED: _decide,
    CaseState.WARNED: _reply,
    CaseState.REPLIED: _judge,
    CaseState.RETURNED: _reply,
    CaseState.ACCEPTED: _recheck,
    CaseState.RECHECKED: _lift,
}
"""What happens next, by where the case stands."""
