"""The model of risk: learned from visits in the order of their days, told for a place whoever goes there.

1. Visits are cut by day into five blocks of about as many. From the blocks before each of the last three the
   model is learned and held against that block: the ridge λ of least loss is taken, and what these forecasts
   say is what calibration is told by. No finding of a later day is used in them; the scale of figures and the
   words that are told apart (`encoding`) are those of all visits.
2. With that λ everything is learned from all visits: a, b and the strictness u of inspectors (`joint`), and
   each place's own part d (`own_history`), for which u belongs to what was expected.
3. Where forecasts did not hold, a line is laid over logits (`calibration`). One that would fall says that
   they told nothing: it is laid level, at the share that was found, and all places are equal.

    risk = Σ_k w_k logit⁻¹(line(a + x b + d + u_k)),     w_k the share of the visits that inspector k made

So it is the share of visits that would find something were inspectors sent there as they are sent anywhere.
It rises with a + x b + d alone, or not at all: who goes, or went, puts no place before another.

Where days do not allow three blocks to be held back, λ is the stated prior: 16, coefficients of a spread
of 1/4 on the scale of logits for a spread of the figure. No random number is drawn anywhere.

    CH-8810 too few visits with a finding, or without one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from chiso.inspection.risk.arrays import FloatArray, IntArray, chances_of, logits_of
from chiso.inspection.risk.calibration import Calibration, Line, calibrate, mean_loss, recalibrated
from chiso.inspection.risk.columns import Column
from chiso.inspection.risk.encoding import Encoding, learn_encoding
from chiso.inspection.risk.given import refuse_too_few
from chiso.inspection.risk.joint import JointFit, fit_jointly
from chiso.inspection.risk.own_history import OwnHistory, learn_own_history

RIDGES, PRIOR_RIDGE = (1024.0, 256.0, 64.0, 16.0, 4.0, 1.0), 16.0
LEAST_OF_A_BLOCK = 10
_BLOCKS, _HELD_BACK = 5, (2, 3, 4)
# Half of what the last step gains at most; where it ends, far less is left, and losses differ by whole units.
_ENOUGH_TO_COMPARE = 1e-2


@dataclass(frozen=True, slots=True)
class Visits:
    """What happened, by visit in the order of their days: day, what was found, inspector, place, columns.

    Inspectors and places are numbers, of `inspector_names` and below `place_count`; where that is 0 nobody
    said which visits were of one place.
    """

    days: FloatArray
    found: FloatArray
    inspectors: IntArray
    inspector_names: tuple[str, ...]
    places: IntArray
    place_count: int
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True, slots=True)
class Held:
    """Forecasts of visits from what was before them: rows of the visits, logits with and without who went."""

    rows: IntArray
    logits: FloatArray
    without: FloatArray


@dataclass(frozen=True, slots=True)
class RiskModel:
    """What was learned. `line` is None where forecasts held, or none could be made."""

    encoding: Encoding
    fit: JointFit
    history: OwnHistory
    shares: FloatArray
    line: Line | None
    held: Held | None
    calibration: Calibration | None

    def logits(self, design: FloatArray, parts: FloatArray) -> FloatArray:
        """a + x b + d on the line, for an inspector whose strictness is nought."""
        return self.fit.logits(design) + parts

    def risks(self, design: FloatArray, parts: FloatArray) -> FloatArray:
        """The chance that a visit finds something, whoever goes; (rows,)."""
        return mean_over_inspectors(self.logits(design, parts), self.fit.effects, self.shares, self.line)

    def risks_with(self, design: FloatArray, parts: FloatArray, inspectors: IntArray) -> FloatArray:
        """The same for these inspectors; -1: one that never went before, taken as of strictness nought."""
        effects = np.where(inspectors < 0, 0.0, self.fit.effects[inspectors])
        return chances_of(recalibrated(self.logits(design, parts) + effects, self.line))


def mean_over_inspectors(
    logits: FloatArray, effects: FloatArray, shares: FloatArray, line: Line | None
) -> FloatArray:
    """Σ_k w_k logit⁻¹(line(logit + u_k)); at most some hundred inspectors, one after the other."""
    risks = np.zeros(len(logits))
    for effect, share in zip(effects, shares, strict=True):
        risks += share * chances_of(recalibrated(logits + effect, line))
    return risks


def learn_risk(visits: Visits) -> RiskModel:
    """Learn from visits that are in the order of their days. Raises BadInput (CH-8810)."""
    findings = int(visits.found.sum())
    refuse_too_few(findings, len(visits) - findings)
    encoding = learn_encoding(visits.columns)
    design = encoding.encode(visits.columns, len(visits))
    ridge, held = _hold_back(visits, design)
    fit = fit_jointly(design, visits.found, visits.inspectors, len(visits.inspector_names), ridge=ridge)
    history = _learn_history(visits, design, np.arange(len(visits)), fit)
    calibration = None if held is None else calibrate(held.logits, visits.found[held.rows])
    counts = np.bincount(visits.inspectors, minlength=len(visits.inspector_names))
    return RiskModel(
        encoding=encoding,
        fit=fit,
        history=history,
        shares=counts / len(visits),
        line=None if calibration is None else _line_of(calibration),
        held=held,
        calibration=calibration,
    )


def _line_of(calibration: Calibration) -> Line | None:
    """The line onto which chances are brought: none where they held, never one that falls.

    None either where visits of one kind alone were held back: it would bring all chances to that end.
    """
    line = calibration.line
    if not line.is_needed or calibration.auc is None:
        return None
    if line.slope >= 0:
        return line
    share = np.array([calibration.findings / calibration.visits])
    return Line(float(logits_of(share)[0]), 0.0, line.ratio)


def _learn_history(visits: Visits, design: FloatArray, rows: IntArray, fit: JointFit) -> OwnHistory:
    """Each place's own part, by these rows."""
    expected = chances_of(_forecast(visits, design, rows, fit))
    return learn_own_history(visits.places[rows], visits.place_count, visits.found[rows], expected)


def _hold_back(visits: Visits, design: FloatArray) -> tuple[float, Held | None]:
    """λ of the least loss and the forecasts under it; the stated prior and none where days do not allow."""
    tried = list(_try_blocks(visits, design))
    if not tried:
        return PRIOR_RIDGE, None
    losses = [
        sum(
            mean_loss(_forecast(visits, design, after, fits[number]), visits.found[after]) * len(after)
            for _, after, fits in tried
        )
        for number in range(len(RIDGES))
    ]
    best = int(np.argmin(losses))
    logits, without = [], []
    for before, after, fits in tried:
        fit = fits[best]
        history = _learn_history(visits, design, before, fit)
        own = fit.logits(design[after]) + history.parts_of(visits.places[after])
        without.append(own)
        logits.append(own + fit.effects[visits.inspectors[after]])
    rows = np.concatenate([after for _, after, _ in tried])
    return RIDGES[best], Held(rows, np.concatenate(logits), np.concatenate(without))


def _forecast(visits: Visits, design: FloatArray, rows: IntArray, fit: JointFit) -> FloatArray:
    return fit.logits(design[rows]) + fit.effects[visits.inspectors[rows]]


def _try_blocks(
    visits: Visits, design: FloatArray
) -> Iterator[tuple[IntArray, IntArray, Sequence[JointFit]]]:
    """For each block that is held back: visits before it, visits of it, the fit at every λ."""
    edges = _edges(visits.days)
    known: JointFit | None = None
    for block in _HELD_BACK:
        before = np.arange(edges[block])
        after = np.arange(edges[block], edges[block + 1])
        kinds = visits.found[before]
        if not len(after) or min(kinds.sum(), len(before) - kinds.sum()) < LEAST_OF_A_BLOCK:
            continue
        fits: list[JointFit] = []
        for ridge in RIDGES:
            fits.append(
                fit_jointly(
                    design[before],
                    kinds,
                    visits.inspectors[before],
                    len(visits.inspector_names),
                    ridge=ridge,
                    spread=fits[0].spread if fits else None,
                    start=fits[-1] if fits else known,
                    enough=_ENOUGH_TO_COMPARE,
                )
            )
        known = fits[0]
        yield before, after, fits


def _edges(days: FloatArray) -> list[int]:
    """Where the blocks begin, and where the last ends; no day is cut in two."""
    inner = [int(np.searchsorted(days, days[len(days) * block // _BLOCKS])) for block in range(1, _BLOCKS)]
    return [0, *inner, len(days)]


def model_record(model: RiskModel, inspectors: Sequence[str]) -> dict[str, Any]:
    """What was learned, for JSON."""
    effects = zip(inspectors, *model.fit.strictness(model.shares), model.shares, strict=True)
    return {
        "ridge": model.fit.ridge,
        "spread_of_inspectors": model.fit.spread,
        "visits_that_the_expectation_is_worth": model.history.strength,
        "recalibrated": model.line is not None,
        "strictness": [
            {
                "inspector": name,
                "effect": float(effect),
                "error": float(error),
                "share_of_visits": float(share),
            }
            for name, effect, error, share in effects
        ],
    }
