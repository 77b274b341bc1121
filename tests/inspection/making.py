"""Frames, plans and seeds for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chiso.inspection.drawing import Draw
from chiso.inspection.frame import Frame, Office
from chiso.inspection.plan import InspectionPlan
from chiso.inspection.seed import Seed


def a_seed(number: int = 1) -> Seed:
    return Seed(seed=f"{number:032x}", salt="0" * 32)


def a_plan(**values: Any) -> InspectionPlan:
    usual = {"day": date(2026, 3, 1), "visits": 10, "days": Decimal(100), "commitment": a_seed().commitment}
    return InspectionPlan(**{**usual, **values})


def an_office(place: str, **values: Any) -> Office:
    for name in ("risk", "days"):
        if name in values:
            values[name] = Fraction(values[name])
    if "tied" in values:
        values["tied"] = frozenset(values["tied"])
    return Office(place=place, **values)


def a_frame(*offices: Office) -> Frame:
    return Frame("frame.csv", "0" * 64, tuple(sorted(offices, key=lambda office: office.place)))


def expected_findings(frame: Frame, plan: InspectionPlan, draw: Draw, found: Mapping[str, int]) -> Fraction:
    """Findings on the mean over all draws, from one of them: certain ones, n/N of the others of a stratum."""
    certain = {one.office.place for one in draw.visits if one.reason != "random"}
    expected = Fraction(sum(found[place] for place in certain))
    for stratum in draw.strata:
        others = [
            office.place
            for office in frame.offices
            if office.place not in certain and office.stratum(plan.strata) == stratum.name
        ]
        assert len(others) == stratum.left
        if others:
            expected += Fraction(stratum.drawn, stratum.left) * sum(found[place] for place in others)
    return expected
