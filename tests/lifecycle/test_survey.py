"""What answers come to: scores, age, several respondents, two sides."""

from hypothesis import given
from hypothesis import strategies as st

from guanxi.lifecycle.survey import (
    CONSTRUCTS,
    ITEMS,
    LONG,
    PULSE,
    Answered,
    View,
    gaps,
    scores,
    view_of,
    weight,
)

ANSWERS = st.dictionaries(st.sampled_from(LONG), st.integers(1, 7))


def test_the_ends_of_the_scale_are_0_and_100_and_the_middle_is_50() -> None:
    for answer, score in ((1, 0.0), (4, 50.0), (7, 100.0)):
        assert scores({"t1": answer, "t2": answer}, asked=LONG)["trust"] == score


def test_a_construct_needs_half_of_the_items_that_were_asked() -> None:
    assert "trust" not in scores({"t1": 7}, asked=LONG)  # one of three
    assert scores({"n1": 7}, asked=LONG)["norms"] == 100.0  # one of two
    assert scores({"t1": 7}, asked=PULSE)["trust"] == 100.0  # one of one


@given(ANSWERS)
def test_scores_lie_between_0_and_100(answers: dict[str, int]) -> None:
    assert all(0 <= score <= 100 for score in scores(answers, asked=LONG).values())


def test_an_answer_counts_fully_for_six_months_then_half_every_six_and_is_forgotten_after_eighteen() -> None:
    assert [weight(months) for months in (0, 6, 12, 18, 19)] == [1, 1, 0.5, 0.25, 0]


def test_several_respondents_are_averaged_with_their_spread_and_deciders_double_only_if_said() -> None:
    one, other = Answered({"trust": 80.0}, 0, decides=True), Answered({"trust": 20.0}, 0)
    assert view_of([one, other]).scores["trust"] == 50
    assert view_of([one, other]).spread["trust"] == 60
    assert view_of([one, other], deciders_double=True).scores["trust"] == 60
    old = Answered({"trust": 20.0}, 19)
    assert view_of([one, old]).scores["trust"] == 80
    assert view_of([one, old]).respondents == 1


def test_quality_needs_trust_commitment_and_satisfaction() -> None:
    assert View({"trust": 60, "commitment": 70, "satisfaction": 80}, {}, 1).quality == 70
    assert View({"trust": 60, "commitment": 70}, {}, 1).quality is None


def test_the_gap_is_what_we_think_better_of_it_than_they_do() -> None:
    ours, theirs = View({"trust": 80, "norms": 50}, {}, 2), View({"trust": 55}, {}, 1)
    assert gaps(ours, theirs) == {"trust": 25}


def test_every_construct_has_items_and_every_item_a_construct() -> None:
    assert {item.construct for item in ITEMS} == {word.key for word in CONSTRUCTS}
    assert len({item.key for item in ITEMS}) == len(ITEMS) == 22
    assert set(PULSE) <= set(LONG)
