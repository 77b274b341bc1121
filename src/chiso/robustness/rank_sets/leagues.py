"""Leagues: estimates of one thing in one period, whose units are ranked together.

A unit has a place in a league only if its figure has an error that is known: estimates that are suppressed,
that come from no probability sample and no census, or whose sample shows no spread, are left out, each with
its reason. A census has no error of sampling: its figures are taken as exact.

    CH-8155 a unit twice    CH-8156 too few units, or too many    CH-8154 no estimates of that code
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.survey.design import WITH_ERRORS
from chiso.survey.estimates import Estimate
from chiso.survey.replicates.draws import Draws

FloatArray: TypeAlias = NDArray[np.float64]
First: TypeAlias = Literal["highest", "lowest"]
# All pairs of 2,000 units on 10,000 draws take some three seconds a step.
MOST_UNITS = 2_000

_SUPPRESSED = text("the estimate is suppressed")
_NO_FIGURE = text("there is no figure")
_NO_BASIS = text("neither a probability sample nor a census: no error is known")
_NO_ERROR = text("no error could be computed")
_NO_SPREAD = text("all answers in the sample are alike, so that it shows no error")
_NO_DEGREES = text("too few drawn units for an interval")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit without a set of ranks, and why."""

    unit: str
    estimate: float
    reason: Text


@dataclass(frozen=True, slots=True, eq=False)
class League:
    """Units in the order of their names; `estimate`, `se`, `df` (units,); df is infinite where none is told.

    `joint` (draws, units): joint draws of the estimates less their mean, in standard deviations, 0 where all
    draws of a unit are the same; None where errors of different units are taken as independent.
    """

    period: str
    code: str
    units: tuple[str, ...]
    estimate: FloatArray
    se: FloatArray
    df: FloatArray
    left_out: tuple[LeftOut, ...] = ()
    joint: FloatArray | None = None

    @property
    def is_exact(self) -> bool:
        """Whether no figure has an error."""
        return not self.se.any()


def make_leagues(
    rows: Sequence[Estimate], *, codes: Sequence[str] = (), draws: Draws | None = None, file: str = ""
) -> tuple[League, ...]:
    """One league for each code (all, or `codes`) and period, in the order in which they stand in the table.

    The row without a unit is the whole and is not ranked. Raises BadInput with every problem (CH-8155, 8156,
    8157) and WrongCall (CH-8154) for codes that the table lacks.
    """
    known = list(dict.fromkeys(row.code for row in rows))
    _refuse_unknown(codes, known)
    wanted = [
        (code, rows_of) for code in (codes or known) if (rows_of := [r for r in rows if r.code == code])
    ]
    leagues, problems = [], []
    for code, rows_of in wanted:
        for period in dict.fromkeys(row.period for row in rows_of):
            members = [row for row in rows_of if row.period == period and row.unit]
            found = list(_faults(members, code, file))
            problems += found
            if not found:
                leagues.append(_make(members, period, code))
    if draws is not None:
        problems += [one for league in leagues for one in _faults_of_draws(league, draws, file)]
    if problems:
        raise BadInput(problems)
    if draws is not None:
        leagues = [_with_draws(league, draws) for league in leagues]
    return tuple(leagues)


def _refuse_unknown(codes: Sequence[str], known: Sequence[str]) -> None:
    expected = text("Expected a code of the table: {codes}.", codes=listing(known[:20]))
    mend = text("Take one of these, or leave the option out to rank by each code.")
    problems = [
        Problem("CH-8154", Place(field="code"), code, expected, mend) for code in codes if code not in known
    ]
    if problems:
        raise WrongCall(problems)


def _faults(members: Sequence[Estimate], code: str, file: str) -> Iterable[Problem]:
    seen: set[str] = set()
    for row in members:
        if row.unit in seen:
            expected = text("Expected each unit once for each code and period.")
            yield Problem("CH-8155", Place(file, field="unit"), row.unit, expected, text("Take one row out."))
        seen.add(row.unit)
    if len(members) < 2 or len(members) > MOST_UNITS:
        expected = text(
            "Expected from 2 to {most} units to rank by “{code}”; found {count}.",
            most=MOST_UNITS,
            code=code,
            count=len(members),
        )
        mend = text("Give a table of several units, or choose another code.")
        yield Problem("CH-8156", Place(file, field="unit"), "", expected, mend)


def _make(members: Sequence[Estimate], period: str, code: str) -> League:
    ranked, left_out = [], []
    for row in sorted(members, key=lambda row: row.unit):
        reason = _reason(row)
        if reason is None:
            ranked.append(row)
        else:
            left_out.append(LeftOut(row.unit, row.estimate, reason))
    return League(
        period,
        code,
        tuple(row.unit for row in ranked),
        np.array([row.estimate for row in ranked], np.float64),
        np.array([0.0 if row.sampling_basis == "census" else row.se for row in ranked], np.float64),
        np.array([math.inf if math.isnan(row.df) else row.df for row in ranked], np.float64),
        tuple(left_out),
    )


def _reason(row: Estimate) -> Text | None:
    """Why a row has no place; None if it has one."""
    if row.flag == "suppressed":
        return _SUPPRESSED
    if math.isnan(row.estimate):
        return _NO_FIGURE
    if row.sampling_basis not in WITH_ERRORS:
        return _NO_BASIS
    if row.sampling_basis == "census":
        return None
    if math.isnan(row.se):
        return _NO_ERROR
    if row.se == 0:
        return _NO_SPREAD
    return _NO_DEGREES if row.df <= 0 else None


def _faults_of_draws(league: League, draws: Draws, file: str) -> Iterable[Problem]:
    """A problem for each unit with an error of which the joint draws know nothing, or something else."""
    mend = text("Give the draws that were written with these estimates (`--draws` of `chiso survey`).")
    place = {pair: at for at, pair in enumerate(zip(draws.units, draws.codes, strict=True))}
    expected = text("Expected joint draws of “{code}” of this unit, around its estimate.", code=league.code)
    for unit, estimate, se in zip(league.units, league.estimate, league.se, strict=True):
        at = place.get((unit, league.code))
        if se > 0 and (at is None or not _is_around(draws.values[:, at], estimate, se)):
            yield Problem("CH-8157", Place(file, field="unit"), unit, expected, mend)


def _is_around(values: FloatArray, estimate: float, se: float) -> bool:
    """Whether draws can be those of the estimate: their mean is no whole error away."""
    return bool(abs(values.mean() - estimate) < se)


def _with_draws(league: League, draws: Draws) -> League:
    place = {pair: at for at, pair in enumerate(zip(draws.units, draws.codes, strict=True))}
    joint = np.zeros((len(draws.values), len(league.units)))
    for column, (unit, se) in enumerate(zip(league.units, league.se, strict=True)):
        if se > 0:
            values = draws.values[:, place[unit, league.code]]
            # A quantile on a coarse scale may be the same in every draw: nothing tells what it goes with.
            if np.ptp(values) > 0:
                joint[:, column] = (values - values.mean()) / values.std(ddof=1)
    return League(
        league.period,
        league.code,
        league.units,
        league.estimate,
        league.se,
        league.df,
        league.left_out,
        joint,
    )
