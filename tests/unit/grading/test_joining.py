"""Promise: reports of one matter are counted together and never make it milder."""

from hypothesis import given
from hypothesis import strategies as st

from lianqing_grading.domain.joining import findings_of, is_identified, joined
from lianqing_grading.domain.tokens import phrases, tokens
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm
from lianqing_shared.contracts.reports import Facts, Subject, SubjectKind
from tests.unit.grading.builders import AGRI, CLERK
from tests.unit.grading.test_policy import POLICY

BEHAVIOURS = st.sampled_from(Behaviour)


def facts(behaviour: Behaviour) -> st.SearchStrategy[Facts]:
    return st.builds(
        Facts,
        behaviour=st.just(behaviour),
        consequence=st.sampled_from(Consequence),
        harm=st.sampled_from(Harm),
        risk_assessed=st.sampled_from([None, True, False]),
        public_complaints=st.integers(0, 10),
        amount_fen=st.none() | st.integers(0, 10**8),
    )


PAIRS = BEHAVIOURS.flatmap(lambda one: st.tuples(facts(one), facts(one)))


@given(PAIRS)
def test_a_further_report_never_makes_a_matter_milder(
    pair: tuple[Facts, Facts],
) -> None:
    first, more = pair

    def level(found: Facts) -> int:
        verdict = POLICY.judge(
            findings_of(
                found,
                independent_sources=1,
                is_verified=True,
                is_subject_identified=True,
            )
        )
        assert verdict.level is not None
        return verdict.level.value

    assert level(joined(first, more)) <= min(level(first), level(more))


@given(PAIRS)
def test_the_order_of_reports_does_not_matter(pair: tuple[Facts, Facts]) -> None:
    first, more = pair

    assert joined(first, more) == joined(more, first)


def test_complaints_add_up_and_each_fact_is_at_its_gravest() -> None:
    found = joined(
        Facts(
            behaviour=Behaviour.OTHER,
            harm=Harm.GRAVE,
            public_complaints=2,
            risk_assessed=True,
            amount_fen=500,
        ),
        Facts(
            behaviour=Behaviour.OTHER,
            consequence=Consequence.DISORDER,
            public_complaints=3,
            risk_assessed=False,
        ),
    )

    assert found == Facts(
        behaviour=Behaviour.OTHER,
        consequence=Consequence.DISORDER,
        harm=Harm.GRAVE,
        public_complaints=5,
        risk_assessed=False,
        amount_fen=500,
    )


def test_a_unit_is_identified_by_its_code_and_a_person_by_his_name() -> None:
    unknown = Subject(kind=SubjectKind.UNIT, unit_name="某站")
    nameless = Subject(kind=SubjectKind.PERSON, unit="agri", unit_name="镇农业服务中心")

    assert is_identified(AGRI)
    assert is_identified(CLERK)
    assert not is_identified(unknown)
    assert is_identified(unknown, "agri")
    assert not is_identified(nameless, "agri")


def test_text_is_cut_into_pairs_and_words() -> None:
    assert tokens("柳河村2026年 ABC") == ["柳河", "河村", "2026", "年", "abc"]
    assert tokens("ＡＢ") == ["ab"]
    assert phrases("补贴 柳河村") == [["补贴"], ["柳河", "河村"]]
