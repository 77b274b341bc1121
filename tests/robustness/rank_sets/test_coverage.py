"""Do all sets of ranks hold the truth at once, in 95 leagues of a hundred?

Fifty leagues of every case here; a thousand in `make soak`, whose table is in docs/reference/rank-groups.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy import stats

from tests.robustness.rank_sets.coverage import CASES, Case, measure, row_of

LEVEL, SHORT, LONG = 0.95, 50, 1_000
# A sound method is called wrong in one run of a thousand of each case, each side.
FALSE_ALARMS = 1e-3
PAGE = Path(__file__).parents[3] / "docs/reference/rank-groups.md"
_NAMES = [case.name for case in CASES]


def is_as_promised(case: Case, held: int, leagues: int) -> bool:
    """At least the level; where the promise is exact, not much more either."""
    if held < stats.binom.ppf(FALSE_ALARMS, leagues, LEVEL):
        return False
    return not case.is_exact or held <= stats.binom.ppf(1 - FALSE_ALARMS, leagues, LEVEL)


@pytest.mark.parametrize("case", CASES, ids=_NAMES)
def test_sets_of_fifty_leagues_hold_the_truth_as_often_as_they_say(case: Case) -> None:
    found = measure(case, SHORT)
    assert is_as_promised(case, found.held, SHORT), found


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES, ids=_NAMES)
def test_sets_of_a_thousand_leagues_hold_the_truth_as_often_as_they_say(case: Case) -> None:
    found = measure(case, LONG)
    assert is_as_promised(case, found.held, LONG), found
    assert row_of(case, found, LONG) in PAGE.read_text("utf-8")


def test_plain_intervals_of_tied_units_hold_the_truth_far_too_seldom() -> None:
    # What a reader does who looks whether intervals of one unit each overlap: 190 pairs, no allowance.
    (tied,) = (case for case in CASES if case.is_exact and case.error == 0.1 and not case.correlation)
    assert measure(tied, SHORT).naive < 0.9 * SHORT
