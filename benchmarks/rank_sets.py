"""Sets of ranks and a sensitivity analysis, in seconds of the processor, one thread.

    make bench                       (python -m benchmarks.rank_sets)

sets          631 units with errors and degrees of freedom of their own, all differences at once, 10,000 draws
sensitivity   Sobol' indices of 6 inputs at 2^14 points, of the mean shift, ranks and scores of 51 units
"""

from __future__ import annotations

import os

# Before NumPy is loaded: one thread of linear algebra, as the command asks for.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable

import numpy as np

from chiso.robustness.choices import Choice, Choices, LeavingOut, equal_odds
from chiso.robustness.forms import Form, SumForm
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.rank_sets.leagues import League
from chiso.robustness.rank_sets.ranking import Asked, rank_league
from chiso.robustness.sensitivity.of_ranks import rank_sensitivity
from chiso.robustness.weight_draws import WeightDraws
from chiso.robustness.weight_tree import flat_tree
from chiso.robustness.whole_numbers import whole_table_of_floats

SECONDS_FOR_SETS, SECONDS_FOR_SENSITIVITY = 10.0, 60.0
UNITS, POINTS = 631, 1 << 14


def league_of(units: int) -> League:
    """Made-up figures: from 60 to 100 for most, errors from ½ to 2, 30 degrees of freedom."""
    random = np.random.default_rng(20_261_126)
    names = tuple(f"u{number:03}" for number in range(units))
    return League(
        "", "", names, random.normal(80, 5, units), random.uniform(0.5, 2, units), np.full(units, 30.0)
    )


def model_of(units: int, indicators: int) -> RankModel:
    """Four choices of two alternatives, one indicator left out or none, uniform weights: six inputs."""
    random = np.random.default_rng(20_261_126)
    forms: list[Form] = [
        SumForm(whole_table_of_floats(random.integers(100, 10_000, (units, indicators)) / 100))
        for _ in range(16)
    ]
    choices = tuple(Choice(f"choice {number}", ("one", "other"), equal_odds(2)) for number in range(4))
    draws = WeightDraws(flat_tree(indicators), np.ones(indicators), "uniform", varied=frozenset({0}))
    return RankModel(
        tuple(RankedRow(str(unit), "", 1 + unit) for unit in range(units)),
        (slice(0, units),),
        tuple(f"i{place}" for place in range(indicators)),
        draws,
        Choices(choices, LeavingOut("one", among=tuple(range(indicators)))),
        forms.__getitem__,
    )


def measure(name: str, bound: float, work: Callable[[], object]) -> bool:
    """Tell how long it took, the first time (with compiling); whether it stayed within the bound."""
    start = time.process_time()
    work()
    taken = time.process_time() - start
    print(f"{name}: {taken:.1f} s (bound {bound:.0f} s)")
    return taken <= bound


def main() -> int:
    """Measure both; 1 where a bound is passed."""
    made, model = league_of(UNITS), model_of(51, 49)
    is_within = [
        measure(f"sets of ranks, {UNITS} units", SECONDS_FOR_SETS, lambda: rank_league(made, Asked())),
        measure(
            f"sensitivity, 6 inputs, {POINTS} points",
            SECONDS_FOR_SENSITIVITY,
            lambda: rank_sensitivity(model, points=POINTS, seed=1),
        ),
    ]
    return 0 if all(is_within) else 1


if __name__ == "__main__":
    sys.exit(main())
