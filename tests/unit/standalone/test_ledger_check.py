"""The ledger agrees exactly when every book tells the same story."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing.ledger.books import Books, SpoolBook, Submission
from lianqing.ledger.check import check

_OUTCOMES = st.sampled_from(["accepted", "rejected", "quarantined"])
_SPOOL = st.dictionaries(st.text("abc123", min_size=1, max_size=8), _OUTCOMES)


def _books(spools: dict[str, dict[str, str]]) -> Books:
    """Return books in which everything agrees."""
    received = tuple(
        Submission(unit=unit, submission_id=name, outcome=outcome)
        for unit, rows in spools.items()
        for name, outcome in rows.items()
    )
    accepted = sum(one.outcome == "accepted" for one in received)
    return Books(
        spools=tuple(SpoolBook(unit=u, outcomes=rows) for u, rows in spools.items()),
        received=received,
        graded=accepted,
        cases=accepted,
        chains={"intake": None, "grading": None},
    )


SOUND = _books(
    {"court": {"c1": "accepted", "c2": "rejected"}, "police": {"p1": "accepted"}}
)


@given(st.dictionaries(st.sampled_from(["court", "police"]), _SPOOL))
def test_books_that_agree_are_ok_and_add_up(spools: dict[str, dict[str, str]]) -> None:
    verdict = check(_books(spools))

    assert verdict.ok
    assert verdict.submitted == (
        verdict.accepted + verdict.rejected + verdict.quarantined
    )


@given(_SPOOL.filter(bool), st.data())
def test_losing_any_one_submission_is_found(
    rows: dict[str, str], data: st.DataObject
) -> None:
    books = _books({"court": rows})
    lost = data.draw(st.sampled_from(books.received))
    left = tuple(one for one in books.received if one is not lost)

    assert not check(replace(books, received=left)).ok


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ({"graded": 1}, "研判 1"),
        ({"graded": 3}, "研判 3"),
        ({"decisions": 2, "letters": 1}, "文书 1"),
        ({"letters": 1}, "决定 0"),
        ({"numbers_gap_free": False}, "文号不连续"),
        ({"chains": {"notify": "缺行"}}, "notify 的审计链断裂：缺行"),
        ({"problems": ("grading: 无依据",)}, "无依据"),
        ({"received": (*SOUND.received, SOUND.received[0])}, "登记了两次"),
        (
            {
                "spools": (
                    SpoolBook(
                        unit="court", outcomes={"c1": "rejected", "c2": "rejected"}
                    ),
                )
            },
            "回执与登记不符",
        ),
        (
            {
                "spools": (
                    SpoolBook(unit="court", outcomes={"c1": None, "c2": "rejected"}),
                )
            },
            "未收到回执",
        ),
    ],
    ids=str,
)
def test_each_flaw_is_named(flaw: dict[str, object], said: str) -> None:
    verdict = check(replace(SOUND, **flaw))  # type: ignore[arg-type]  # a table of fields

    assert not verdict.ok
    assert any(said in problem for problem in verdict.problems)


def test_what_clerks_entered_and_other_units_sent_counts_as_submitted() -> None:
    entered = Submission(unit="centre", submission_id="typed-in-1", outcome="accepted")
    books = replace(SOUND, received=(*SOUND.received, entered), graded=3)

    verdict = check(books)

    assert verdict.ok
    assert verdict.submitted == 4


def test_a_submission_id_may_hold_what_separates_the_parts() -> None:
    read = Submission.read("court/court.cases.2026:a/b/accepted")

    assert read == Submission(
        unit="court", submission_id="court.cases.2026:a/b", outcome="accepted"
    )


@pytest.mark.parametrize(
    ("books", "word"),
    [
        (replace(SOUND, accepted_ids=frozenset({"rp1"})), "未研判"),
        (replace(SOUND, graded_ids=frozenset({"rp1"})), "未受理"),
        (replace(SOUND, decided=frozenset({"ca1"})), "无文书"),
        (replace(SOUND, lettered=frozenset({"ca1"})), "无决定"),
    ],
)
def test_names_are_compared_and_not_counts_only(books: Books, word: str) -> None:
    verdict = check(books)

    assert not verdict.ok
    assert any(word in one for one in verdict.problems)
