"""What base R computes from the same visits; see `reference/`."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from chiso.inspection.risk.arrays import FloatArray, IntArray, chances_of
from chiso.inspection.risk.calibration import area_under_curve, fit_line
from chiso.inspection.risk.files import numbers_of
from chiso.inspection.risk.joint import JointFit, fit_jointly
from chiso.inspection.risk.own_history import learn_own_history

REFERENCE = Path(__file__).with_name("reference")
RIDGE, SPREAD = 8.0, 0.7
# Both find a minimum whose curvature is above one, to a slope of 1e-6: R's BFGS is the less exact.
AGREES = 1e-6


@cache
def said_by_r() -> dict[str, list[float]]:
    kept: dict[str, list[float]] = json.loads((REFERENCE / "visits.json").read_text(encoding="utf-8"))
    if shutil.which("Rscript") is not None:
        done = subprocess.run(
            ["Rscript", "--vanilla", "visits.R"], cwd=REFERENCE, capture_output=True, text=True, check=True
        )
        today = json.loads(done.stdout)
        assert today.keys() == kept.keys()
        for name, figures in today.items():
            np.testing.assert_allclose(figures, kept[name], rtol=AGREES)
    return kept


@cache
def visits() -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Design, findings, inspectors, places."""
    with (REFERENCE / "visits.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    design = np.array([[1.0, float(row["x1"]), float(row["x2"])] for row in rows])
    _, who = numbers_of([row["inspector"] for row in rows])
    places = np.array([int(row["place"]) - 1 for row in rows])
    return design, np.array([float(row["found"]) for row in rows]), np.array(who), places


def joint() -> JointFit:
    design, found, who, _ = visits()
    return fit_jointly(design, found, who, 4, ridge=RIDGE, spread=SPREAD)


def test_without_a_penalty_it_is_logistic_regression() -> None:
    design, found, _, _ = visits()
    nobody = np.zeros(len(found), dtype=np.int64)
    fit = fit_jointly(design, found, nobody, 1, ridge=0.0, spread=1e-6)
    np.testing.assert_allclose(fit.coefficients, said_by_r()["plain"], rtol=AGREES)


def test_ridge_and_inspectors_are_what_another_solver_finds() -> None:
    fit = joint()
    np.testing.assert_allclose([*fit.coefficients, *fit.effects], said_by_r()["joint"], rtol=0, atol=AGREES)


def test_the_strength_of_the_expectation_is_that_of_the_greatest_likelihood() -> None:
    design, found, who, places = visits()
    fit = joint()
    history = learn_own_history(places, 40, found, chances_of(fit.logits(design) + fit.effects[who]))
    # The likelihood is flat at its top: both stop within 1e-4 of it on the scale of logarithms.
    assert history.strength == pytest.approx(said_by_r()["strength"][0], rel=2e-4)


def test_the_line_of_forecasts_is_a_regression_on_their_logits() -> None:
    design, found, who, _ = visits()
    fit = joint()
    logits = fit.logits(design) + fit.effects[who]
    line = fit_line(logits, found)
    np.testing.assert_allclose([line.intercept, line.slope], said_by_r()["line"], rtol=1e-5)
    assert area_under_curve(logits, found) == pytest.approx(said_by_r()["area"][0], rel=1e-9)


def test_the_area_counts_pairs_of_equal_chance_as_halves() -> None:
    # By counting the pairs: (0.2, 0.5) against (0.2, 0.1, 0.7): 0.5 + 1 + 0 + 1 + 1 + 0 of six.
    scores, found = np.array([0.2, 0.5, 0.2, 0.1, 0.7]), np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    assert area_under_curve(scores, found) == pytest.approx(3.5 / 6, rel=1e-12)
    assert area_under_curve(scores, np.ones(5)) is None


def test_errors_of_strictness_are_those_of_the_whole_curvature() -> None:
    """The block of inspectors of the inverse of the whole matrix, set up without any short cut."""
    design, _, who, _ = visits()
    fit = joint()
    both = np.column_stack([design, np.eye(4)[who]])
    chances = chances_of(both @ np.append(fit.coefficients, fit.effects))
    penalty = np.diag([0.0, RIDGE, RIDGE, *[1 / SPREAD**2] * 4])
    whole = np.linalg.inv(both.T @ (both * (chances * (1 - chances))[:, None]) + penalty)
    # The fit has the curvature from before its last step, which is below 1e-5 in every direction.
    np.testing.assert_allclose(fit.covariance, whole[3:, 3:], rtol=AGREES)
    shares = np.bincount(who) / len(who)
    told, errors = fit.strictness(shares)
    less = np.eye(4) - shares
    np.testing.assert_allclose(told, less @ fit.effects, atol=1e-12)
    np.testing.assert_allclose(errors, np.sqrt(np.diag(less @ whole[3:, 3:] @ less.T)), rtol=AGREES)
    assert shares @ told == pytest.approx(0.0, abs=1e-12)
