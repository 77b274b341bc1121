"""How many to ask: published tables, and the definition tried number by number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.sampling.size import Expected, Precision, SampleSize, sample_size

HALF = Fraction(1, 2)
FIVE_POINTS = Precision(margin=Fraction(5, 100))


# Krejcie and Morgan 1970, "Determining sample size for research activities" (5 points at 95 %, share 1/2).
# The table rounds to the nearest; these rows are those that are the same when rounded up.
@pytest.mark.parametrize(("population", "answers"), [(100, 80), (1_000, 278), (10_000, 370)])
def test_a_share_in_a_small_population_is_as_in_the_table(population: int, answers: int) -> None:
    assert sample_size(FIVE_POINTS, Expected(share=HALF, population=population)).answers == answers


@pytest.mark.parametrize(("margin", "answers"), [("0.05", 385), ("0.03", 1068), ("0.01", 9604)])
def test_a_share_in_a_large_population_is_as_in_every_textbook(margin: str, answers: int) -> None:
    # 1.96² / 4 / margin², rounded up; 9,603.6 for one point.
    assert sample_size(Precision(margin=Fraction(margin)), Expected(share=HALF)).answers == answers


def test_what_comes_out_even_is_not_rounded_up_further() -> None:
    # S = 10, coefficient of variation 0.1 of a mean of 10: exactly 100, though 0.1 has no end in binary.
    wanted = Precision(cv=Fraction("0.1"))
    assert sample_size(wanted, Expected(deviation=Fraction(10), mean=Fraction(10))).answers == 100


def test_the_design_effect_multiplies_and_the_response_divides() -> None:
    # 2 × 384.1459 = 768.29; 769 / 0.7 = 1,098.57.
    size = sample_size(FIVE_POINTS, Expected(share=HALF, deff=Fraction(2), response=Fraction(7, 10)))
    assert size == SampleSize(769, 1099, True)


def test_a_population_that_is_too_small_for_the_response_is_told() -> None:
    size = sample_size(FIVE_POINTS, Expected(share=HALF, population=20, response=Fraction(1, 2)))
    assert size == SampleSize(20, 20, False)


def test_a_domain_in_which_all_are_alike_needs_one_answer() -> None:
    assert sample_size(FIVE_POINTS, Expected(share=Fraction(0))).answers == 1


@given(
    population=some.integers(2, 400),
    share=some.fractions(min_value=0, max_value=1, max_denominator=50),
    margin=some.fractions(min_value=Fraction(1, 50), max_value=Fraction(1, 3), max_denominator=50),
    deff=some.fractions(min_value=Fraction(1, 2), max_value=4, max_denominator=10),
)
def test_one_answer_less_would_not_be_sure_enough(
    population: int, share: Fraction, margin: Fraction, deff: Fraction
) -> None:
    wanted = Precision(margin=margin)
    found = sample_size(wanted, Expected(share=share, population=population, deff=deff)).answers
    spread = share * (1 - share) * population / (population - 1)

    def is_sure(n: int) -> bool:
        return deff * (1 - Fraction(n, population)) * spread / n <= (margin / wanted.quantile) ** 2

    tried = next(n for n in range(1, population + 1) if is_sure(n))
    assert found == tried
