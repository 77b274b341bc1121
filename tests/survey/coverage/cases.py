"""Every method whose coverage is measured: its row in the table of docs/reference/survey-coverage.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.survey.coverage import methods, weighted
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
    """A method in a design. `low`, `high`: what its coverage is, in the long run, known to lie between.

    `looks_at_squares`: not for shares of which hardly anybody or nearly everybody is, since then t is far
    from Student's distribution, nor with few degrees of freedom. `least_squares`, `largest_squares`: between
    which the variance over what is told of it is known to lie. `short`: rounds of the short form.
    """

    name: str
    plan: Plan
    measure: Callable[[Rounds], Measured]
    low: float = LEVEL
    high: float = LEVEL
    looks_at_squares: bool = True
    least_squares: float = 1.0
    largest_squares: float = 1.0
    short: int = 50

    def measured(self, rounds: int) -> Measured:
        """The intervals of so many rounds."""
        return self.measure(draw_rounds(self.plan, rounds))

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


CASES = (
    Case("mean, t", "clusters", taylor(MEAN)),
    Case("share 86 %, t", "clusters", taylor(SATISFIED, "t")),
    Case("share 86 %, logit", "clusters", taylor(SATISFIED, "logit")),
    Case("share 86 %, Wilson", "clusters", taylor(SATISFIED, "wilson")),
    Case("share 86 %, beta", "clusters", taylor(SATISFIED, "beta"), high=0.96),
    Case("share 86 %, likelihood", "clusters", taylor(SATISFIED, "likelihood")),
    Case("share 1.4 %, t", "clusters", taylor(VERY_DISCONTENTED, "t"), low=0.88, looks_at_squares=False),
    Case(
        "share 1.4 %, logit", "clusters", taylor(VERY_DISCONTENTED, "logit"), low=0.94, looks_at_squares=False
    ),
    Case(
        "share 1.4 %, Wilson",
        "clusters",
        taylor(VERY_DISCONTENTED, "wilson"),
        low=0.92,
        looks_at_squares=False,
    ),
    Case(
        "share 1.4 %, beta", "clusters", taylor(VERY_DISCONTENTED, "beta"), high=0.96, looks_at_squares=False
    ),
    Case(
        "share 1.4 %, likelihood",
        "clusters",
        taylor(VERY_DISCONTENTED, "likelihood"),
        low=0.92,
        looks_at_squares=False,
    ),
    Case(
        "share 86 % of a commune, t",
        "clusters",
        methods.taylor_by_commune("t"),
        low=0.92,
        looks_at_squares=False,
    ),
    Case(
        "share 86 % of a commune, beta",
        "clusters",
        methods.taylor_by_commune("beta"),
        high=0.985,
        looks_at_squares=False,
    ),
    Case("median, Woodruff", "clusters", methods.median),
    Case("index, beta", "clusters", methods.index, high=0.96),
    Case("difference of two factors, t", "clusters", methods.difference_of_factors),
    Case("index, women less men, t", "clusters", methods.difference_of_sexes),
    Case("mean, t", "people", taylor(MEAN)),
    Case("share 85 %, beta", "people", taylor(SATISFIED, "beta"), high=0.96),
    Case("share 1.8 %, beta", "people", taylor(VERY_DISCONTENTED, "beta"), high=0.97, looks_at_squares=False),
    Case("index, beta", "people", methods.index, high=0.96),
    Case("median, Woodruff", "people", methods.median),
    Case(
        "share 85 % of a commune, beta",
        "people",
        methods.taylor_by_commune("beta"),
        high=0.97,
        looks_at_squares=False,
    ),
    Case(
        "share 85 % by commune and sex, beta, what is shown",
        "people",
        methods.shown_by_commune_and_sex,
        high=0.985,
        looks_at_squares=False,
    ),
    # With replacement is told a variance that is too large by the share drawn of what neighbourhoods differ.
    Case("index, JKn", "clusters", replicated("jkn", WITH_REPLACEMENT), high=0.96, least_squares=0.9),
    Case("index, Rao–Wu", "clusters", bootstrapped("rao_wu", WITH_REPLACEMENT), high=0.96, least_squares=0.9),
    # The share drawn at the first stage alone is taken off what people within neighbourhoods differ, too.
    Case(
        "index, JKn, only the first stage’s population",
        "clusters",
        replicated("jkn", FIRST_STAGE_ALONE),
        low=0.92,
        largest_squares=1.2,
    ),
    Case(
        "index, Rao–Wu, only the first stage’s population",
        "clusters",
        bootstrapped("rao_wu", FIRST_STAGE_ALONE),
        low=0.92,
        largest_squares=1.2,
    ),
    Case("index, Preston", "clusters", bootstrapped("preston", DESIGNS["clusters"])),
    Case("index, BRR", "pairs", replicated("brr", DESIGNS["pairs"]), short=100),
    Case("index, Fay 0.5", "pairs", replicated("fay", DESIGNS["pairs"]), short=100),
    Case(
        "index, raked, chain replayed in JKn", "clusters", weighted.by_replay, high=0.965, least_squares=0.85
    ),
    Case(
        "index, linear calibration, residuals",
        "clusters",
        weighted.by_residuals,
        high=0.96,
        least_squares=0.9,
    ),
)
