"""Risk for 20,000 counters and a draw, beside a bare logistic fit on the same matrix, in one process.

    make bench                       (python -m benchmarks.inspections)

score and draw   60,000 visits of six years by 40 inspectors: both files read, λ by blocks of time, spread of
                 inspectors, own history, calibration, drift, fairness, reasons; a draw of 600 visits
read             the two files alone, as far as columns
bare             Newton's steps for a + x b + u on the matrix of columns and inspectors, until they stand
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

# As the commands do it: before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.measuring import Comparison, compare
from chiso.inspection.drawing import Draw, draw_visits
from chiso.inspection.frame import frame_of
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.risk.answers import frame_of_scored
from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.given import HISTORY
from chiso.inspection.risk.scoring import Scored, score_frame
from chiso.inspection.seed import Seed
from chiso.tables import read_table, write_table

MOST_OF_BARE = 10.0
PLACES, VISITS, INSPECTORS, DISTRICTS, FIGURES = 20_000, 60_000, 40, 126, 8
SEED = Seed(seed=f"{1:032x}", salt=f"{2:032x}")
PLAN = InspectionPlan(
    day=date(2026, 3, 1), visits=600, days=Decimal(700), random_share=Decimal("0.5"), most_in_a_district=8,
    commitment=SEED.commitment,
)  # fmt: skip


def write_city(folder: Path) -> tuple[Path, Path]:
    """Frame and history: eight figures, of which some cells are empty, a kind and a field."""
    random = np.random.default_rng(20)
    figures = random.gamma(2.0, 1.0, (PLACES, FIGURES))
    kind, field, district = random.integers(0, 4, PLACES), random.integers(0, 12, PLACES), np.arange(PLACES)
    logits = -1.8 + 0.4 * (figures[:, 0] - 2) + 0.3 * (kind == 1) + random.normal(0, 0.6, PLACES)
    effects = random.normal(0, 0.7, INSPECTORS)
    at, who = random.integers(0, PLACES, VISITS), random.integers(0, INSPECTORS, VISITS)
    found = random.random(VISITS) < 1 / (1 + np.exp(-(logits[at] + effects[who])))
    names = [f"x{number}" for number in range(FIGURES)]
    cells = [
        [f"{value:.3f}" if lacks > 0.03 else "" for value, lacks in zip(row, gaps, strict=True)]
        for row, gaps in zip(figures.tolist(), random.random((PLACES, FIGURES)).tolist(), strict=True)
    ]
    words = [[f"k{kind[n]}", f"f{field[n]}"] for n in range(PLACES)]
    days = np.sort(random.integers(0, 6 * 365, VISITS)).tolist()
    frame = ([f"C{n:05d}", f"D{district[n] % DISTRICTS:03d}", *words[n], *cells[n]] for n in range(PLACES))
    history = (
        [f"C{n:05d}", (date(2020, 1, 2) + timedelta(days=day)).isoformat(), f"I{one:02d}",
         "yes" if yes else "no", *words[n], *cells[n]]
        for n, day, one, yes in zip(at.tolist(), days, who.tolist(), found.tolist(), strict=True)
    )  # fmt: skip
    (folder / "frame.csv").write_text(
        write_table(("place", "district", "kind", "field", *names), frame), encoding="utf-8"
    )
    (folder / "history.csv").write_text(
        write_table((*HISTORY, "kind", "field", *names), history), encoding="utf-8"
    )
    return folder / "frame.csv", folder / "history.csv"


def score_and_draw(frame: Path, history: Path) -> Draw:
    """From files to visits."""
    scored = score_frame(frame, history)
    return draw_visits(frame_of(frame_of_scored(scored), "frame.csv"), PLAN, SEED)


def read_both(frame: Path, history: Path) -> int:
    """The rows of the files, without a look at what they mean."""
    return sum(len(read_table(path, required=("place",), optional=None).rows) for path in (frame, history))


def bare_fit(matrix: FloatArray, found: FloatArray, penalty: FloatArray) -> FloatArray:
    """Newton's steps from nought, each with the whole curvature."""
    b = np.zeros(matrix.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-(matrix @ b)))
        curvature = matrix.T @ (matrix * (chances * (1 - chances))[:, None]) + np.diag(penalty)
        step = np.linalg.solve(curvature, matrix.T @ (found - chances) - penalty * b)
        b += step
        if np.max(np.abs(step)) < 1e-8:
            break
    return b


def matrix_of(scored: Scored) -> tuple[FloatArray, FloatArray]:
    """Columns and inspectors, and the penalty of each."""
    visits, fit = scored.visits, scored.model.fit
    design = scored.model.encoding.encode(visits.columns, len(visits))
    who = np.eye(len(visits.inspector_names))[visits.inspectors]
    ridge = np.full(design.shape[1], fit.ridge)
    ridge[0] = 0.0
    return np.hstack([design, who]), np.append(ridge, np.full(who.shape[1], 1 / fit.spread**2))


def measure(folder: Path) -> list[Comparison]:
    """Both comparisons; that the bare fit finds the same is looked at first."""
    frame, history = write_city(folder)
    scored = score_frame(frame, history)
    matrix, penalty = matrix_of(scored)
    found = scored.visits.found
    both = np.append(scored.model.fit.coefficients, scored.model.fit.effects)
    difference = float(np.max(np.abs(bare_fit(matrix, found, penalty) - both)))
    print(f"matrix {matrix.shape[0]:,} × {matrix.shape[1]}; both fits differ by {difference:.1e} at most")
    bare = f"bare logistic fit, {matrix.shape[1]} columns"
    return [
        compare(
            "score and draw, 20,000 counters, 60,000 visits",
            lambda: score_and_draw(frame, history),
            bare,
            lambda: bare_fit(matrix, found, penalty),
            bound=MOST_OF_BARE,
            pairs=3,
        ),
        compare(
            "  of it: reading the two files",
            lambda: read_both(frame, history),
            bare,
            lambda: bare_fit(matrix, found, penalty),
            bound=None,
            pairs=3,
        ),
    ]


def main() -> int:
    """Print the report; 1 if a bound is passed."""
    with tempfile.TemporaryDirectory() as folder:
        comparisons = measure(Path(folder))
    for one in comparisons:
        print(one.line())
    return int(any(one.bound is not None and one.ratio > one.bound for one in comparisons))


if __name__ == "__main__":
    sys.exit(main())
