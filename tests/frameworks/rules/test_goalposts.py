"""goalposts@1: the place between two goalposts, plain or by logarithm."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frameworks.rules.building import NUMBER, Built, figures

INCOME = {"kind": "goalposts@1", "worst": "100", "best": "75000", "logarithm": True}


def goalposts(**further: Any) -> dict[str, Any]:
    return {"kind": "goalposts@1", **further}


@given(figures(), figures(), figures(), st.booleans())
def test_points_run_evenly_between_the_goalposts(
    x: Fraction, worst: Fraction, best: Fraction, cut: bool
) -> None:
    if worst == best:
        return
    place = (x - worst) / (best - worst)
    expected = min(Fraction(1), max(Fraction(0), place)) if cut else place
    assert Built(goalposts(worst=worst, best=best, cut=cut), NUMBER, max_points="3").points(x) == 3 * expected


@given(st.decimals("100.01", "74999.99", places=2))
def test_a_logarithm_is_right_to_26_places(income: Decimal) -> None:
    found = Built(INCOME, NUMBER, max_points="1").points(Fraction(income))
    assert found is not None
    with localcontext(Context(prec=60)):
        exact = (income.ln() - Decimal(100).ln()) / (Decimal(75000).ln() - Decimal(100).ln())
        assert abs(Decimal(found.numerator) / Decimal(found.denominator) - exact) < Decimal("1e-26")


def test_a_logarithm_does_not_depend_on_anybody_s_decimal_context() -> None:
    built = Built(INCOME, NUMBER, max_points="1")
    outside = built.points("12345.67")
    with localcontext(Context(prec=5)):
        assert built.points("12345.67") == outside


def test_income_beyond_the_goalposts_stays_there() -> None:
    built = Built(INCOME, NUMBER, max_points="1")
    found = [built.answer({"x": Fraction(x)}) for x in ("-5", "0", "100", "75000", "80000")]
    assert found == [(0, "worst"), (0, "worst"), (0, "worst"), (1, "best"), (1, "best")]


def test_lower_may_be_better() -> None:
    built = Built(goalposts(worst="40", best="10", logarithm=True), NUMBER, max_points="4")
    assert [built.points(x) for x in ("50", "40", "10", "0")] == [0, 0, 4, 4]
    assert built.points("20") == pytest.approx(2)  # ln(20/40) / ln(10/40) is one half


@pytest.mark.parametrize(
    ("rule", "max_points", "code", "path"),
    [
        (goalposts(worst="1", best="1"), "1", "CH-2111", ("best",)),
        (goalposts(worst="0", best="1", logarithm=True), "1", "CH-2111", ("worst",)),
        (goalposts(worst="1", best="2", logarithm=True, cut=False), "1", "CH-2118", ("measure",)),
        (goalposts(worst="1", best="2"), None, "CH-2112", ()),
    ],
)
def test_faults(rule: Any, max_points: str | None, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, NUMBER, max_points=max_points).faults() == [(code, path)]


def test_only_ends_that_values_reach_are_landmarks() -> None:
    rule = goalposts(worst="0", best="18")
    assert Built(rule, NUMBER).landmarks() == {"worst", "between", "best", "at 0", "at 18"}
    short = {"x": {"type": "number", "at_least": "1", "at_most": "15"}}
    assert Built(rule, short).landmarks() == {"between"}
    assert Built(rule, NUMBER).reached({"x": Fraction(18)}) == {"best", "at 18"}
