"""Fay–Herriot: closed forms where all domains are alike, and an R script of its own elsewhere."""

import csv
from pathlib import Path

import numpy as np
import pytest

from chiso.problems import BadInput
from chiso.survey.small_areas import METHODS, Method, fit_small_areas, smoothed_variances
from tests.survey.r import FOLDER, reference


def columns(path: Path) -> dict[str, np.ndarray]:
    with path.open() as stream:
        rows = list(csv.DictReader(stream))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("method", METHODS)
def test_estimates_and_errors_agree_with_r(method: Method) -> None:
    given = columns(FOLDER / "small_areas.csv")
    known = np.column_stack([np.ones(24), given["online"]])
    fit = fit_small_areas(given["direct"], given["variance"], known, method=method)
    said = reference("small_areas")[method]
    assert fit.variance == pytest.approx(said["variance"][0], rel=1e-8)
    assert fit.coefficients == pytest.approx(said["coefficients"], rel=1e-8)
    assert fit.estimate == pytest.approx(said["estimate"], rel=1e-8)
    assert fit.mse == pytest.approx(said["mse"], rel=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_with_equal_variances_the_variance_between_domains_has_a_closed_form(method: Method) -> None:
    # σ² = max(0, s² − ψ), s² the variance of the direct estimates (divisor m − 1): REML and moments agree.
    drawn = np.random.default_rng(3)
    direct, psi = drawn.normal(0.8, 0.1, 40), 0.003
    fit = fit_small_areas(direct, np.full(40, psi), np.ones((40, 1)), method=method)
    between = direct.var(ddof=1) - psi
    gamma = between / (between + psi)
    assert fit.variance == pytest.approx(between, rel=1e-10)
    assert fit.estimate == pytest.approx(gamma * direct + (1 - gamma) * direct.mean(), rel=1e-10)
    # The parts of the error in closed form: Σ V⁻¹ = m/V, Σ V⁻² = m/V², so that the bias of moments is 0.
    total = between + psi
    expected = gamma * psi + (1 - gamma) ** 2 * (total / 40 + 2 * (2 * total**2 / 40) / total)
    assert fit.mse == pytest.approx(np.full(40, expected), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_domains_that_differ_less_than_their_errors_all_get_what_the_model_says(method: Method) -> None:
    direct = np.array([0.79, 0.80, 0.81, 0.80, 0.80])
    fit = fit_small_areas(direct, np.full(5, 0.01), np.ones((5, 1)), method=method)
    assert fit.variance == 0
    assert fit.estimate == pytest.approx(np.full(5, 0.8))
    assert (fit.gamma == 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_domain_that_nobody_was_asked_in_is_told_by_the_model_alone(method: Method) -> None:
    given = columns(FOLDER / "small_areas.csv")
    direct, variance = np.append(given["direct"], np.nan), np.append(given["variance"], np.nan)
    known = np.column_stack([np.ones(25), np.append(given["online"], 0.5)])
    fit = fit_small_areas(direct, variance, known, method=method)
    assert not fit.used[24]
    assert fit.estimate[24] == pytest.approx(fit.coefficients[0] + 0.5 * fit.coefficients[1])
    assert fit.mse[24] > fit.variance
    # All of the variance between domains is unknown there, and none of it is known from answers.
    assert fit.gamma[24] == 0


def test_the_stated_error_is_the_error_that_comes_about() -> None:
    # 400 made-up cities of 60 domains with known truth: mean squared error against its estimate.
    drawn = np.random.default_rng(11)
    psi = np.tile([0.001, 0.004], 30)
    truth = 0.8 + drawn.normal(0, 0.05, (400, 60))
    direct = truth + drawn.normal(0, np.sqrt(psi), (400, 60))
    fits = [fit_small_areas(one, psi, np.ones((60, 1))) for one in direct]
    happened = np.mean([(fit.estimate - real) ** 2 for fit, real in zip(fits, truth, strict=True)], axis=0)
    stated = np.mean([fit.mse for fit in fits], axis=0)
    # Over 30 alike domains × 400 cities the standard error of `happened` is about 1.3 %.
    for which in (0, 1):
        assert happened[which::2].mean() == pytest.approx(stated[which::2].mean(), rel=0.04)


def test_smoothed_variances_are_the_design_effect_over_all_domains_times_the_simple_variance() -> None:
    n = np.array([50, 100, 150, 0])
    estimates = np.array([0.8, 0.8, 0.8, np.nan])
    variances = 2 * 0.16 / np.array([50, 100, 150, np.nan])
    smoothed = smoothed_variances(estimates, variances, n)
    assert smoothed[:3] == pytest.approx(variances[:3])
    assert np.isnan(smoothed[3])


def test_a_domain_where_all_agree_has_an_error_after_smoothing() -> None:
    n = np.array([50, 50, 50])
    smoothed = smoothed_variances(np.array([1.0, 0.8, 0.6]), np.array([0.0, 0.004, 0.006]), n)
    assert (smoothed > 0).all()


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (np.ones((3, 2)), "CH-3197"),
        (np.ones((8, 2)), "CH-3198"),
        (np.column_stack([np.ones(8), [1, 2, 3, np.nan, 5, 6, 7, 8]]), "CH-3198"),
    ],
)
def test_a_model_that_cannot_be_fitted_is_refused(known: np.ndarray, code: str) -> None:
    count = len(known)
    with pytest.raises(BadInput) as refused:
        fit_small_areas(np.linspace(0.6, 0.9, count), np.full(count, 0.001), known)
    assert [one.code for one in refused.value.problems] == [code]
