"""Every method whose coverage is measured: its row in the table of docs/reference/survey-coverage.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from chiso.survey.estimation.replicated import Replication
from tests.survey.coverage import methods, pairs_of_rounds, quantiles, regressions, unequal, weighted
from tests.survey.coverage.bounds import LEVEL, Measured, bounds_of_hits, bounds_of_squares
from tests.survey.coverage.methods import MEAN, SATISFIED, VERY_DISCONTENTED, bootstrapped, replicated, taylor
from tests.survey.coverage.rounds import (
    DESIGNS,
    FIRST_STAGE_ALONE,
    WITH_REPLACEMENT,
    Plan,
    Rounds,
    draw_rounds,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A method in a design; `measured`: the intervals of so many rounds.

    `low`, `high`: what its coverage is, in the long run, known to lie between. `looks_at_squares`: not for
    shares of which hardly anybody or nearly everybody is, since then t is far from Student's distribution,
    nor with few degrees of freedom. `least_squares`, `largest_squares`: between which the variance over what
    is told of it is known to lie. `short`: rounds of the short form; 0: it takes too long for that.
    """

    name: str
    plan: Plan | Literal["two rounds"]
    measured: Callable[[int], Measured]
    low: float = LEVEL
    high: float = LEVEL
    looks_at_squares: bool = True
    least_squares: float = 1.0
    largest_squares: float = 1.0
    short: int = 50

    def is_as_promised(self, found: Measured, rounds: int) -> bool:
        """Whether coverage and errors lie within what chance allows."""
        fewest, most = bounds_of_hits(len(found.truth), low=self.low, high=self.high)
        is_promised = fewest <= found.holds.sum() <= most
        if not self.looks_at_squares:
            return bool(is_promised)
        least, largest = bounds_of_squares(
            rounds, float(found.degrees.mean()), low=self.least_squares, high=self.largest_squares
        )
        return bool(is_promised and least <= found.squares <= largest)


def _one(name: str, plan: Plan, measure: Callable[[Rounds], Measured], **known: Any) -> Case:
    """A method that looks at rounds one by one."""
    return Case(name, plan, lambda count: measure(draw_rounds(plan, count)), **known)


def _two(name: str, replication: Replication, **known: Any) -> Case:
    """The difference of the index between two rounds that share neighbourhoods, drawn with replacement."""
    measured = partial(pairs_of_rounds.measure, design=WITH_REPLACEMENT, replication=replication)
    return Case(name, "two rounds", measured, high=0.96, least_squares=0.9, **known)


CASES = (
    _one("mean, t", "clusters", taylor(MEAN)),
    _one("share 86 %, t", "clusters", taylor(SATISFIED, "t")),
    _one("share 86 %, logit", "clusters", taylor(SATISFIED, "logit")),
    _one("share 86 %, Wilson", "clusters", taylor(SATISFIED, "wilson")),
    _one("share 86 %, beta", "clusters", taylor(SATISFIED, "beta"), high=0.96),
    _one("share 86 %, likelihood", "clusters", taylor(SATISFIED, "likelihood")),
    _one("share 1.4 %, t", "clusters", taylor(VERY_DISCONTENTED, "t"), low=0.88, looks_at_squares=False),
    _one(
        "share 1.4 %, logit", "clusters", taylor(VERY_DISCONTENTED, "logit"), low=0.94, looks_at_squares=False
    ),
    _one(
        "share 1.4 %, Wilson",
        "clusters",
        taylor(VERY_DISCONTENTED, "wilson"),
        low=0.92,
        looks_at_squares=False,
    ),
    _one(
        "share 1.4 %, beta", "clusters", taylor(VERY_DISCONTENTED, "beta"), high=0.96, looks_at_squares=False
    ),
    _one(
        "share 1.4 %, likelihood",
        "clusters",
        taylor(VERY_DISCONTENTED, "likelihood"),
        low=0.92,
        looks_at_squares=False,
    ),
    _one(
        "share 86 % of a commune, t",
        "clusters",
        methods.taylor_by_commune("t"),
        low=0.92,
        looks_at_squares=False,
    ),
    _one(
        "share 86 % of a commune, beta",
        "clusters",
        methods.taylor_by_commune("beta"),
        high=0.985,
        looks_at_squares=False,
    ),
    _one("median, Woodruff", "clusters", methods.median),
    _one("index, beta", "clusters", methods.index, high=0.96),
    _one("difference of two factors, t", "clusters", methods.difference_of_factors),
    _one("index, women less men, t", "clusters", methods.difference_of_sexes),
    _one("mean, t", "people", taylor(MEAN)),
    _one("share 85 %, beta", "people", taylor(SATISFIED, "beta"), high=0.96),
    _one("share 1.8 %, beta", "people", taylor(VERY_DISCONTENTED, "beta"), high=0.97, looks_at_squares=False),
    _one("index, beta", "people", methods.index, high=0.96),
    _one("median, Woodruff", "people", methods.median),
    _one(
        "share 85 % of a commune, beta",
        "people",
        methods.taylor_by_commune("beta"),
        high=0.97,
        looks_at_squares=False,
    ),
    _one(
        "share 85 % by commune and sex, beta, what is shown",
        "people",
        methods.shown_by_commune_and_sex,
        high=0.985,
        looks_at_squares=False,
    ),
    # With replacement is told a variance that is too large by the share drawn of what neighbourhoods differ.
    _one("index, JKn", "clusters", replicated("jkn", WITH_REPLACEMENT), high=0.96, least_squares=0.9),
    _one("index, Rao–Wu", "clusters", bootstrapped("rao_wu", WITH_REPLACEMENT), high=0.96, least_squares=0.9),
    # The share drawn at the first stage alone is taken off what people within neighbourhoods differ, too.
    _one(
        "index, JKn, only the first stage’s population",
        "clusters",
        replicated("jkn", FIRST_STAGE_ALONE),
        low=0.92,
        largest_squares=1.2,
    ),
    _one(
        "index, Rao–Wu, only the first stage’s population",
        "clusters",
        bootstrapped("rao_wu", FIRST_STAGE_ALONE),
        low=0.92,
        largest_squares=1.2,
    ),
    _one("index, Preston", "clusters", bootstrapped("preston", DESIGNS["clusters"])),
    _one("index, BRR", "pairs", replicated("brr", DESIGNS["pairs"]), short=100),
    _one("index, Fay 0.5", "pairs", replicated("fay", DESIGNS["pairs"]), short=100),
    _one(
        "index, raked, chain replayed in JKn", "clusters", weighted.by_replay, high=0.965, least_squares=0.85
    ),
    _one(
        "index, linear calibration, residuals",
        "clusters",
        weighted.by_residuals("linear"),
        high=0.96,
        least_squares=0.9,
    ),
    _one(
        "index, post-stratification, residuals",
        "clusters",
        weighted.by_residuals("post_stratification"),
        high=0.96,
        least_squares=0.9,
    ),
    _one(
        "index, linear calibration within bounds, residuals",
        "clusters",
        weighted.by_residuals("linear", weighted.BOUNDS),
        high=0.96,
        least_squares=0.9,
    ),
    _one(
        "index, logit calibration, residuals",
        "clusters",
        weighted.by_residuals("logit", weighted.BOUNDS),
        high=0.96,
        least_squares=0.9,
    ),
    _one(
        "index, Canty–Davison",
        "clusters",
        bootstrapped("canty_davison", WITH_REPLACEMENT),
        high=0.96,
        least_squares=0.9,
    ),
    _one("index, JK1", "simple", replicated("jk1", DESIGNS["simple"]), high=0.96, least_squares=0.9),
    # In a list that rises, the last less the first is far more than neighbours differ: it makes a sixth of
    # what is told.
    _one(
        "index, successive differences",
        "systematic",
        replicated("successive_difference", DESIGNS["systematic"]),
        high=0.975,
        least_squares=0.8,
    ),
    # The order of the list is worth nearly half of the variance, which the jackknife does not see.
    _one(
        "index, JKn, as if drawn by chance",
        "systematic",
        replicated("jkn", DESIGNS["systematic"]),
        high=0.995,
        least_squares=0.5,
    ),
    _one("index, Brewer", "unequal", unequal.by("brewer")),
    _one("index, Overton", "unequal", unequal.by("overton")),
    _one("index, Hartley–Rao", "unequal", unequal.by("hartley_rao")),
    _one("index, joint chances, Sen–Yates–Grundy", "unequal", unequal.by("joint")),
    _one("index, joint chances, Horvitz–Thompson", "unequal", unequal.by("horvitz_thompson")),
    _one(
        "median, Woodruff by JKn",
        "clusters",
        quantiles.by_woodruff(Replication("jkn"), WITH_REPLACEMENT, 10),
        least_squares=0.9,
    ),
    _one(
        "median, Woodruff by Rao–Wu",
        "clusters",
        quantiles.by_woodruff(Replication("rao_wu", count=200), WITH_REPLACEMENT, 50),
        least_squares=0.9,
    ),
    _one(
        "median, spread of Rao–Wu",
        "clusters",
        quantiles.by_spread(Replication("rao_wu", count=200), WITH_REPLACEMENT, 50),
        least_squares=0.9,
    ),
    _one(
        "median, spread of Preston",
        "clusters",
        quantiles.by_spread(Replication("preston", count=200), DESIGNS["clusters"], 50),
    ),
    _one(
        "median, Woodruff by BRR",
        "pairs",
        quantiles.by_woodruff(Replication("brr"), DESIGNS["pairs"], 10),
    ),
    _one("median, spread of BRR", "pairs", quantiles.by_spread(Replication("brr"), DESIGNS["pairs"])),
    _one("linear coefficient, t", "clusters", regressions.coefficient("linear", DESIGNS["clusters"])),
    _one("logistic coefficient, t", "clusters", regressions.coefficient("logistic", DESIGNS["clusters"])),
    _one(
        "logistic coefficient, JKn",
        "clusters",
        regressions.coefficient("logistic", WITH_REPLACEMENT, Replication("jkn")),
    ),
    _two("difference of the index, linearised", Replication()),
    _two("difference of the index, JKn", Replication("jkn")),
    # Variances and covariance have replicates of their own, whose chance is in the difference: see the page.
    _two(
        "difference of the index, Rao–Wu, 400 replicates",
        Replication("rao_wu", count=400),
        low=0.92,
        looks_at_squares=False,
    ),
    _two("difference of the index, Rao–Wu, 2,000 replicates", Replication("rao_wu", count=2_000), short=0),
)
