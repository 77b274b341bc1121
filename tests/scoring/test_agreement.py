"""Agreement of two people against published tables and against counting by hand; severity by brute force."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.scoring.agreement import Judgement, Weighting, agreement_of, severity_of_each

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=25)


def pairs_of(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The pairs behind a table of counts: rows the first person, columns the second."""
    return [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


def test_fifty_applications_of_the_textbook_give_kappa_two_fifths() -> None:
    # The example by which Cohen's kappa is usually taught: 20, 5, 10, 15; pa 0.7, pe 0.5.
    found = agreement_of(pairs_of([[20, 5], [10, 15]]))
    assert (found.n, found.agreed, found.share) == (50, 35, Fraction(7, 10))
    assert found.kappa == Fraction(2, 5)


def test_the_paradox_of_gwet_low_kappa_where_nearly_all_agree() -> None:
    # Gwet 2002, table of 125 subjects: 118, 5, 2, 0; kappa −0.0234, AC1 0.9408.
    found = agreement_of(pairs_of([[118, 5], [2, 0]]))
    assert found.kappa is not None
    assert found.gwet is not None
    assert round(float(found.kappa), 4) == -0.0234
    assert round(float(found.gwet), 4) == 0.9408


@pytest.mark.parametrize(("weighting", "kappa"), [("none", 0.7964094), ("quadratic", 0.8921569)])
def test_three_diagnoses_of_a_hundred_patients(weighting: Weighting, kappa: float) -> None:
    # The data set cont3x3abstractors of R's irrCAC 1.0, and the kappas that its manual prints.
    found = agreement_of(pairs_of([[13, 0, 0], [0, 20, 7], [0, 4, 56]]), range(3), weighting)
    assert found.kappa is not None
    assert round(float(found.kappa), 7) == kappa


def test_the_same_patients_by_gwet() -> None:
    # By hand: π = 0.13, 0.255, 0.615; Σ π(1 − π) = 0.53985; pe = 0.269925.
    found = agreement_of(pairs_of([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))
    assert found.gwet == (Fraction("0.89") - Fraction("0.269925")) / (1 - Fraction("0.269925"))


@given(PAIRS, st.sampled_from(["none", "linear", "quadratic"]))
def test_agreement_is_what_counting_all_pairs_gives(
    pairs: list[tuple[int, int]], weighting: Weighting
) -> None:
    def weight(one: int, other: int) -> Fraction:
        apart = Fraction(abs(one - other), 3)
        return {"none": Fraction(one == other), "linear": 1 - apart, "quadratic": 1 - apart**2}[weighting]

    n = len(pairs)
    seen = sum(weight(*pair) for pair in pairs) / Fraction(n)
    # Chance: the first of each thing beside the second of every other.
    by_cohen = sum(weight(one, other) for (one, _), (_, other) in product(pairs, pairs)) / Fraction(n * n)
    both = [category for pair in pairs for category in pair]
    spread = sum(one != other for one, other in product(both, both)) / Fraction(len(both) ** 2)
    by_gwet = sum(weight(*pair) for pair in product(range(4), range(4))) / Fraction(12) * spread
    found = agreement_of(pairs, range(4), weighting)
    assert found.share == seen
    assert found.kappa == (None if by_cohen == 1 else (seen - by_cohen) / (1 - by_cohen))
    assert found.gwet == (None if by_gwet == 1 else (seen - by_gwet) / (1 - by_gwet))


@given(PAIRS)
def test_who_is_first_makes_no_difference(pairs: list[tuple[int, int]]) -> None:
    turned = [(other, one) for one, other in pairs]
    assert agreement_of(pairs, range(4), "linear") == agreement_of(turned, range(4), "linear")


def test_where_everything_is_the_same_nothing_can_be_said() -> None:
    found = agreement_of([("2", "2")] * 9)
    assert (found.share, found.kappa, found.gwet) == (1, None, None)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        agreement_of([])
    with pytest.raises(ValueError, match="not among"):
        agreement_of([(1, 2)], [1])
    with pytest.raises(ValueError, match="order"):
        agreement_of([(1, 2)], weighting="linear")


MARKS = st.lists(
    st.builds(Judgement, st.integers(1, 4), st.sampled_from("abc"), st.fractions(0, 1)), max_size=20
)


@given(MARKS)
def test_severity_is_the_mean_of_each_mark_less_the_mean_of_the_others(marks: list[Judgement]) -> None:
    wanted: dict[int, list[Fraction]] = {}
    for mark in marks:
        others = [one.value for one in marks if one.criterion == mark.criterion and one.person != mark.person]
        if others:
            wanted.setdefault(mark.person, []).append(mark.value - sum(others) / Fraction(len(others)))
    found = severity_of_each(marks)
    assert {person: one.difference for person, one in found.items()} == {
        person: sum(values) / Fraction(len(values)) for person, values in wanted.items()
    }
    assert {person: one.compared for person, one in found.items()} == {
        person: len(values) for person, values in wanted.items()
    }


def test_who_gives_a_quarter_less_than_the_others_is_a_quarter_harder() -> None:
    marks = [Judgement(1, "1.2", Fraction(1, 2)), Judgement(2, "1.2", Fraction(3, 4))]
    found = severity_of_each([*marks, Judgement(1, "1.3", Fraction(1))])
    assert found[1].difference == Fraction(-1, 4)
    assert (found[1].compared, found[1].others, found[1].criteria) == (1, 1, 1)
    assert found[2].difference == Fraction(1, 4)
