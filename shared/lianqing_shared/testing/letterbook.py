"""The small town's letters: numbered, replied to, accepted or returned."""

import hashlib
from datetime import timedelta

from lianqing_shared.clock import Clock, beijing_day
from lianqing_shared.contracts import letters as le
from lianqing_shared.contracts.cases import CaseView
from lianqing_shared.contracts.letters import LetterState, LetterView
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import ConflictError, NotFoundError
from lianqing_shared.ids import new_id
from lianqing_shared.security.access import may

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""The smallest page that a reader opens."""
_MARK = {Level.ONE: "建", Level.TWO: "询", Level.THREE: "告"}
_SEES_ALL = CENTRE_ROLES | {Role.PARTY_SECRETARY, Role.COUNTY_LIAISON}
_REPLY_DAYS = 14


class LetterBook:
    """Hold the letters and their replies."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, LetterView] = {}

    def issue(self, view: CaseView, level: Level) -> LetterView:
        """Write the letter of a decided case."""
        now = self._clock.now()
        number = 1 + sum(one.level is level for one in self._held.values())
        due = beijing_day(now) + timedelta(days=_REPLY_DAYS)
        letter = LetterView(
            letter_id=new_id("le", now),
            case_id=view.row.case_id,
            case_no=view.row.case_no,
            number=f"柳廉{_MARK[level]}〔2026〕{number}号",
            kind=level.letter_kind,
            level=level,
            addressee=view.row.subject.unit or "service",
            addressee_name=view.row.unit_name,
            state=LetterState.ACKNOWLEDGED,
            issued_at=now,
            acknowledged_at=now,
            reply_due_on=due,
            deadlines=(
                le.DeadlineView(
                    what="签收",
                    due_on=beijing_day(now) + timedelta(days=3),
                    basis="official",
                    working_days_left=3,
                    is_overdue=False,
                    is_done=True,
                ),
                le.DeadlineView(
                    what="书面答复",
                    due_on=due,
                    basis="official",
                    working_days_left=10,
                    is_overdue=False,
                    is_done=False,
                ),
            ),
            pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        )
        self._held[letter.letter_id] = letter
        return letter

    def show(self, asked: str, actor: Actor, *, with_pdf: bool = False) -> LetterView:
        """Return a letter by id or number, as this actor sees it."""
        for letter in self._seen_by(actor):
            if asked in (letter.letter_id, letter.number):
                seen = self._for(letter, actor)
                return seen.model_copy(update={"pdf": PDF}) if with_pdf else seen
        raise NotFoundError("这份文书")

    def search(self, ask: le.SearchLetters, actor: Actor) -> le.LetterPage:
        """Return the letters that match, newest first."""
        found = [
            self._for(letter, actor)
            for letter in self._seen_by(actor)
            if ask.case_id in (None, letter.case_id)
            and ask.state in (None, letter.state)
            and ask.unit in (None, letter.addressee)
        ]
        found.reverse()
        return le.LetterPage(letters=tuple(found[: ask.limit]), total=len(found))

    def reply(self, ask: le.EnterReply, actor: Actor) -> LetterView:
        """Take a unit's reply."""
        letter = self._may("reply", ask.letter_id, actor)
        body = le.ReplyBody.model_validate(
            {name: getattr(ask, name) for name in le.ReplyBody.model_fields}
        )
        reply = le.ReplyView(
            round=len(letter.replies) + 1,
            at=self._clock.now(),
            by=actor.name.reveal(),
            body=body,
        )
        return self._keep(
            letter, actor, state=LetterState.REPLIED, replies=(*letter.replies, reply)
        )

    def judge(
        self, action: str, letter_id: str, actor: Actor, *, reason: str
    ) -> LetterView:
        """Accept or return the latest reply."""
        letter = self._may(action, letter_id, actor)
        verdict = {"accept": "accepted", "return": "returned"}[action]
        last = letter.replies[-1].model_copy(
            update={"verdict": verdict, "verdict_reason": reason}
        )
        return self._keep(
            letter,
            actor,
            state=LetterState(verdict),
            replies=(*letter.replies[:-1], last),
        )

    def _may(self, action: str, letter_id: str, actor: Actor) -> LetterView:
        letter = self.show(letter_id, actor)
        if action not in letter.allowed:
            raise ConflictError(
                f"这份文书现在的状态是“{letter.state.label}”，不能这样办理，请刷新后查看。"
            )
        return letter

    def _keep(self, letter: LetterView, actor: Actor, **changes: object) -> LetterView:
        kept = letter.model_copy(update=changes)
        self._held[kept.letter_id] = kept
        return self._for(kept, actor)

    def _seen_by(self, actor: Actor) -> list[LetterView]:
        every = list(self._held.values())
        if actor.holds(*_SEES_ALL):
            return every
        return [letter for letter in every if letter.addressee == actor.unit]

    def _for(self, letter: LetterView, actor: Actor) -> LetterView:
        awaited = {LetterState.ISSUED, LetterState.ACKNOWLEDGED, LetterState.RETURNED}
        allowed: tuple[str, ...] = ()
        own = actor.unit == letter.addressee
        if own and letter.state in awaited and may(actor, le.EnterReply.topic):
            allowed = ("reply",)
        if letter.state is LetterState.REPLIED and may(actor, le.AcceptReply.topic):
            allowed = ("accept", "return")
        return letter.model_copy(update={"allowed": allowed})
