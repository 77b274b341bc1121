"""How often simulated intervals of ranks hold the true rank: made-up leagues whose truth is known.

True scores stand at equal distances, or in ties; estimates are the truth and a normal error. The interval of
`chiso robustness` is made from the estimates and their standard errors. It is no confidence interval: errors
are added to what already has an error, so ranks are drawn towards the middle. The table of
`docs/reference/robustness.md` has the figures of 1,000 leagues.
"""

from __future__ import annotations

import numpy as np
import pytest

from chiso.robustness.summary import Asked, summarise
from tests.robustness.models import counted, model_of, sum_form

UNITS, RUNS, LEVEL = 20, 2_000, 0.9


def coverage(leagues: int, error: float, tied: int) -> tuple[float, float]:
    """Shares: of units whose interval holds their rank, and of leagues in which all do.

    `error`: standard error in distances of neighbours; `tied`: so many units share each true score. A tied
    unit has every rank from the lowest to the highest of its tie, and one of them in the interval will do.
    """
    truth = -np.repeat(np.arange(UNITS // tied), tied).astype(np.float64)
    lowest = 1 + (truth[None] > truth[:, None]).sum(axis=1)
    highest = (truth[None] >= truth[:, None]).sum(axis=1)
    held, all_held = 0.0, 0
    for league in range(leagues):
        draw = np.random.default_rng([20_261_126, league])
        estimates = np.round(truth + 100 + error * draw.normal(size=UNITS), 4)
        form = sum_form(estimates[:, None].tolist(), [[error]] * UNITS)
        model = model_of([form], units=UNITS, indicators=1, has_drawn_errors=True)
        counts = counted(model, RUNS, seed=league).sections[0]
        made = summarise(counts, [1] * UNITS, Asked(level=LEVEL))
        covers = (made.low <= highest) & (made.high >= lowest)
        held += covers.mean()
        all_held += bool(covers.all())
    return held / leagues, all_held / leagues


@pytest.mark.parametrize(("error", "tied"), [(0.25, 1), (1.0, 1), (1.0, 4)])
def test_most_intervals_hold_the_true_rank(error: float, tied: int) -> None:
    assert coverage(20, error, tied)[0] > 0.85


@pytest.mark.soak
@pytest.mark.parametrize("tied", [1, 4])
@pytest.mark.parametrize("error", [0.25, 0.5, 1.0, 2.0, 4.0])
def test_the_coverage_is_that_of_the_table_in_the_docs(error: float, tied: int) -> None:
    assert coverage(1_000, error, tied) == pytest.approx(MEASURED[error, tied], abs=1e-9)


# Of 1,000 leagues each: units, whole leagues. The seeds are fixed, so the figures are too.
MEASURED = {
    (0.25, 1): (1.0, 1.0),
    (0.25, 4): (1.0, 1.0),
    (0.5, 1): (0.99845, 0.981),
    (0.5, 4): (0.99695, 0.942),
    (1.0, 1): (0.9853, 0.773),
    (1.0, 4): (0.97755, 0.634),
    (2.0, 1): (0.95515, 0.435),
    (2.0, 4): (0.93915, 0.301),
    (4.0, 1): (0.9138, 0.185),
    (4.0, 4): (0.8996, 0.136),
}
