"""Conclude from the books: one object, and a sentence for everything that is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from lianqing.ledger.books import Books, SpoolBook, Submission
from lianqing.text import say
from lianqing_shared.contracts.reports import Outcome

_EXAMPLES = 3


class Verdict(BaseModel):
    """The result of `lianqing verify`; printed as it is."""

    ok: bool
    submitted: int
    accepted: int
    rejected: int
    quarantined: int
    cases: int
    decisions: int
    letters: int
    numbers_gap_free: bool
    audit_ok: bool
    problems: list[str]


def check(books: Books) -> Verdict:
    """Set the books against each other.

    Submitted are the rows of the spools, what clerks entered, and what came from units
    whose spool lies elsewhere. A message that nobody could read bears no id that its
    unit would know: it counts as submitted, and is no contradiction.
    """
    counts = Counter(one.outcome for one in books.received)
    problems = [
        *_against_spools(books),
        *_down_the_line(books, counts),
        *_one_to_one(books),
    ]
    problems += books.problems
    problems += [
        say(
            f"{name} 的审计链断裂：{why}", f"the audit chain of {name} is broken: {why}"
        )
        for name, why in books.chains.items()
        if why is not None
    ]
    if not books.numbers_gap_free:
        problems.append(say("文号不连续", "letter numbers have a gap"))
    return Verdict(
        ok=not problems,
        submitted=_submitted(books),
        accepted=counts[Outcome.ACCEPTED],
        rejected=counts[Outcome.REJECTED],
        quarantined=counts[Outcome.QUARANTINED],
        cases=books.cases,
        decisions=books.decisions,
        letters=books.letters,
        numbers_gap_free=books.numbers_gap_free,
        audit_ok=all(why is None for why in books.chains.values()),
        problems=problems,
    )


def _submitted(books: Books) -> int:
    spooled = {(book.unit, name) for book in books.spools for name in book.outcomes}
    received = {(one.unit, one.submission_id) for one in books.received}
    return len(spooled | received)


def _against_spools(books: Books) -> Iterator[str]:
    twice = [
        name
        for name, times in Counter(
            (one.unit, one.submission_id) for one in books.received
        ).items()
        if times > 1
    ]
    if twice:
        yield say(
            f"{len(twice)} 条报送被登记了两次，例如 {_examples(twice)}",
            f"{len(twice)} submissions stand twice, e.g. {_examples(twice)}",
        )
    by_unit: dict[str, dict[str, Submission]] = {}
    for one in books.received:
        by_unit.setdefault(one.unit, {})[one.submission_id] = one
    for book in books.spools:
        yield from _against_spool(book, by_unit.get(book.unit, {}))


def _against_spool(
    book: SpoolBook, received: Mapping[str, Submission]
) -> Iterator[str]:
    missing = [name for name in book.outcomes if name not in received]
    if missing:
        yield say(
            f"{book.unit} 有 {len(missing)} 条还没有结果，例如 {_examples(missing)}",
            f"{len(missing)} of {book.unit} have no outcome, e.g. {_examples(missing)}",
        )
    unanswered = [
        name
        for name, told in book.outcomes.items()
        if told is None and name in received
    ]
    if unanswered:
        yield say(
            f"{book.unit} 有 {len(unanswered)} 条未收到回执",
            f"{book.unit} has no receipt for {len(unanswered)}",
        )
    other = [
        name
        for name, told in book.outcomes.items()
        if told is not None and name in received and received[name].outcome != told
    ]
    if other:
        yield say(
            f"{book.unit} 有 {len(other)} 条回执与登记不符，例如 {_examples(other)}",
            f"{book.unit}: {len(other)} receipts contradict intake, "
            f"e.g. {_examples(other)}",
        )


def _down_the_line(books: Books, counts: Mapping[str, int]) -> Iterator[str]:
    accepted = counts.get(Outcome.ACCEPTED, 0)
    known = sum(counts.get(outcome, 0) for outcome in Outcome)
    submitted = _submitted(books)
    if submitted != known:
        yield say(
            f"报送 {submitted} 条，受理、不予受理、待处理合计 {known} 条",
            f"submitted {submitted}, accepted + rejected + quarantined {known}",
        )
    if accepted != books.graded:
        yield say(
            f"受理 {accepted} 条，研判 {books.graded} 条",
            f"accepted {accepted}, graded {books.graded}",
        )
    if books.decisions != books.letters:
        yield say(
            f"决定 {books.decisions} 件，文书 {books.letters} 件",
            f"decisions {books.decisions}, letters {books.letters}",
        )


def _one_to_one(books: Books) -> Iterator[str]:
    pairs = (
        (
            books.accepted_ids - books.graded_ids,
            "已受理而未研判",
            "accepted, not graded",
        ),
        (
            books.graded_ids - books.accepted_ids,
            "已研判而未受理",
            "graded, not accepted",
        ),
        (books.decided - books.lettered, "已决定而无文书", "decided, without a letter"),
        (books.lettered - books.decided, "有文书而无决定", "a letter, not decided"),
    )
    for names, zh, en in pairs:
        if names:
            told = _examples(sorted(names))
            yield say(
                f"{len(names)} 件{zh}，例如 {told}", f"{len(names)} {en}, e.g. {told}"
            )


def _examples(names: list[tuple[str, str]] | list[str]) -> str:
    told = ["/".join(name) if isinstance(name, tuple) else name for name in names]
    return "、".join(told[:_EXAMPLES])
