"""A period that is over, in another order: how much earlier its findings would have come.

The model learns from the training visits. Those of the test period are put in the order of their risk, into
the same slots: as many a day, on the same days, as there were.

    days_earlier          mean over test visits with a finding of (day as it was - day of its slot)
    found_in_first_half   share of the findings in slots of the days whose running number of visits is below
                          half of all
    auc                   the chance that a visit with a finding is put before one without

Visits of equal risk share their slots: each counts with the mean of them. All is told twice, by what is known
of the place alone, and with the inspector who went; what the second has more is the inspectors', and is not
had by sending them elsewhere.

Source of the measures: City of Chicago, food-inspections-evaluation, 2015 (MIT).

    CH-8806 neither train nor test      CH-8811 a test period without findings, or of one day
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from chiso.inspection.risk.arrays import FloatArray, IntArray, logits_of
from chiso.inspection.risk.calibration import Calibration, area_under_curve, calibrate
from chiso.inspection.risk.columns import Column, read_columns
from chiso.inspection.risk.files import (
    days_of,
    findings_of,
    missing_column,
    numbers_of,
    read_visits_table,
    refuse_personal,
)
from chiso.inspection.risk.model import RiskModel, Visits, learn_risk, model_record
from chiso.inspection.risk.personal import is_key
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import Table

_TRAIN, _TEST = "train", "test"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which columns hold what; `place`: the place of the visit, for its own history ("" for none)."""

    outcome: str
    date: str
    inspector: str
    split: str
    place: str = ""
    leave_out: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that have to be there."""
        return tuple(
            name for name in (self.outcome, self.date, self.inspector, self.split, self.place) if name
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What an order of the test visits brings."""

    days_earlier: float
    found_in_first_half: float
    auc: float


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole answer. `own`: without the inspector; `with_inspectors`: with who went."""

    own: Order
    with_inspectors: Order
    as_it_was: float
    model: RiskModel
    calibration: Calibration
    inspectors: tuple[str, ...]
    training: Visits
    test_days: FloatArray
    test_findings: int
    too_early: int
    columns: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def share_of_inspectors(self) -> float | None:
        """Of the days that come with inspectors, the share that is theirs; None where there are none."""
        whole = self.with_inspectors.days_earlier
        return (whole - self.own.days_earlier) / whole if whole > 0 else None

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **_order(self.own),
            "as_it_was": {"found_in_first_half": self.as_it_was},
            "with_inspectors": _order(self.with_inspectors),
            "inspectors": {
                "days_earlier": self.with_inspectors.days_earlier - self.own.days_earlier,
                "found_in_first_half": self.with_inspectors.found_in_first_half
                - self.own.found_in_first_half,
                "auc": self.with_inspectors.auc - self.own.auc,
                "share_of_days_earlier": self.share_of_inspectors,
            },
            "training": {"visits": len(self.training), "findings": int(self.training.found.sum())},
            "test": {
                "visits": len(self.test_days),
                "findings": self.test_findings,
                "first": date.fromordinal(int(self.test_days.min())).isoformat(),
                "last": date.fromordinal(int(self.test_days.max())).isoformat(),
                "before_the_last_of_training": self.too_early,
            },
            "calibration": self.calibration.as_record(),
            "model": model_record(self.model, self.inspectors),
            "columns": list(self.columns),
            "left_out": list(self.left_out),
        }


def _order(order: Order) -> dict[str, float]:
    return {
        "days_earlier": order.days_earlier,
        "found_in_first_half": order.found_in_first_half,
        "auc": order.auc,
    }


def replay(path: Path, asked: Asked) -> Replay:
    """Learn from the training visits and put those of the test in order. Raises BadInput."""
    table = read_visits_table(path, asked.named)
    refuse_personal(table, {*asked.leave_out, *asked.named})
    for column in asked.leave_out:
        if not table.has(column):
            table.report.problems.append(missing_column(table, column))
    found, days = findings_of(table, asked.outcome), days_of(table, asked.date)
    is_test = _tests(table, asked.split)
    table.report.stop_if_any()
    used = [name for name in table.columns if name not in {*asked.named, *asked.leave_out}]
    keys = [name for name in used if is_key(name)]
    (columns,) = read_columns([(table, days)], [name for name in used if name not in keys])
    # The same visits in another order are the same visits.
    rows = zip(days.tolist(), (row.cells for row in table.rows), range(len(days)), strict=True)
    order = [number for _, _, number in sorted(rows)]
    training = [row for row in order if not is_test[row]]
    tested = np.array([row for row in order if is_test[row]], dtype=np.int64)
    _refuse_empty_test(table, asked.split, days[tested], found[tested])
    names, inspectors = numbers_of([table.rows[row][asked.inspector] for row in training])
    visits = _visits(table, asked, training, days, found, columns, names, inspectors)
    model = learn_risk(visits)
    design = model.encoding.encode([column.take(tested.tolist()) for column in columns], len(tested))
    known = {name: number for number, name in enumerate(names)}
    who = np.array([known.get(table.rows[row][asked.inspector], -1) for row in tested])
    parts = _parts(table, asked, training, tested, model)
    own, with_who = model.risks(design, parts), model.risks_with(design, parts, who)
    then, outcome = days[tested], found[tested]
    return Replay(
        own=measure_order(then, own, outcome),
        with_inspectors=measure_order(then, with_who, outcome),
        as_it_was=float(_is_in_first_half(np.sort(then))[np.searchsorted(np.sort(then), then)] @ outcome)
        / float(outcome.sum()),
        model=model,
        calibration=calibrate(logits_of(with_who), outcome),
        inspectors=names,
        training=visits,
        test_days=then,
        test_findings=int(outcome.sum()),
        too_early=int(np.sum(then < visits.days[-1])) if len(visits) else 0,
        columns=model.encoding.names,
        left_out=(*keys, *model.encoding.left_out),
    )


def measure_order(days: FloatArray, scores: FloatArray, found: FloatArray) -> Order:
    """What it brings to go in the order of `scores`, the greatest first, on the same `days`."""
    slots = np.sort(days)
    early = _is_in_first_half(slots)
    greatest_first = np.argsort(-scores, kind="stable")
    new = np.append(True, np.diff(scores[greatest_first]) != 0)
    group = np.cumsum(new) - 1
    sizes = np.bincount(group)
    slot_of, early_of = np.empty(len(days)), np.empty(len(days))
    slot_of[greatest_first] = (np.bincount(group, weights=slots) / sizes)[group]
    early_of[greatest_first] = (np.bincount(group, weights=early) / sizes)[group]
    yes = found > 0.5
    area = area_under_curve(scores, found)
    return Order(
        days_earlier=float(np.mean(days[yes] - slot_of[yes])),
        found_in_first_half=float(np.mean(early_of[yes])),
        auc=0.5 if area is None else area,
    )


def _is_in_first_half(slots: FloatArray) -> FloatArray:
    """1 for slots of days with which fewer than half of all visits are made; `slots` in order."""
    through = np.searchsorted(slots, slots, side="right")
    return (through < len(slots) / 2).astype(np.float64)


def _tests(table: Table, column: str) -> list[bool]:
    tests = []
    for row in table.rows:
        written = row[column].lower()
        if written not in (_TRAIN, _TEST):
            expected = text("Expected train or test.")
            mend = text("Write train for visits that are learned from, test for those of the period after.")
            table.report.add("CH-8806", table.place(row, column), quote(row[column]), expected, mend)
        tests.append(written == _TEST)
    return tests


def _refuse_empty_test(table: Table, column: str, days: FloatArray, found: FloatArray) -> None:
    if not found.sum() or len(np.unique(days)) < 2:
        expected = text("Expected test visits of two days at least, one of them with a finding.")
        mend = text("Mark more of the last visits as test.")
        raise BadInput([Problem("CH-8811", Place(table.name, field=column), "", expected, mend)])


def _visits(
    table: Table,
    asked: Asked,
    training: list[int],
    days: FloatArray,
    found: FloatArray,
    columns: Sequence[Column],
    names: tuple[str, ...],
    inspectors: list[int],
) -> Visits:
    places: list[int] = [0] * len(training)
    known: tuple[str, ...] = ()
    if asked.place:
        known, places = numbers_of([table.rows[row][asked.place] for row in training])
    return Visits(
        days=days[training],
        found=found[training],
        inspectors=np.array(inspectors, dtype=np.int64),
        inspector_names=names,
        places=np.array(places, dtype=np.int64),
        place_count=len(known),
        columns=tuple(column.take(training) for column in columns),
    )


def _parts(table: Table, asked: Asked, training: list[int], tested: IntArray, model: RiskModel) -> FloatArray:
    """The own part of each test visit's place."""
    known, _ = numbers_of([table.rows[row][asked.place] for row in training]) if asked.place else ((), [])
    number = {name: place for place, name in enumerate(known)}
    at = [number.get(table.rows[row][asked.place], -1) if asked.place else -1 for row in tested]
    return model.history.parts_of(np.array(at, dtype=np.int64))
