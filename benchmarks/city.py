"""A made-up city for benchmarks: 631 units, 100 criteria of the usual kinds, as many years as wanted.

A mix as in a department's set: entered points, steps on a ratio, yes/no, proportion with rounding
to two places, per item, labels. Seeded, so that every run scores the same.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from chiso.frameworks.loader import framework_from_tree
from chiso.frameworks.model import Framework
from chiso.frameworks.values import InputValue, Ratio
from chiso.scoring.answers import Answer, Answers
from chiso.units import Unit

UNITS = 631
FIELDS = 10
CRITERIA_OF_A_FIELD = 10
KINDS = ("entered", "steps", "boolean", "proportion", "per_item", "labels")


def make_framework() -> Framework:
    """100 criteria in 10 fields, one point each."""
    fields = []
    for field in range(1, FIELDS + 1):
        leaves = [_leaf(f"{field}.{n}", KINDS[(field + n) % len(KINDS)]) for n in range(CRITERIA_OF_A_FIELD)]
        title = {"vi": f"Lĩnh vực {field}", "en": f"Field {field}"}
        fields.append({"code": str(field), "title": title, "max_points": "10", "nodes": leaves})
    tree = {
        "format": "chiso-framework/1",
        "id": "benchmark",
        "version": "1",
        "title": {"vi": "Bộ hư cấu để đo tốc độ", "en": "Fictitious set for benchmarks"},
        "status": "fictitious",
        "completeness": "full",
        "periods": {"from": "2001"},
        "rights": {"vi": "hư cấu", "en": "fictitious"},
        "index": {"max_points": "100", "published": {"places": "2", "mode": "half_up"}},
        "nodes": fields,
    }
    return framework_from_tree(tree, name="benchmark")


def _leaf(code: str, kind: str) -> dict[str, Any]:
    inputs: dict[str, Any] = {"x": {"type": "number"}}
    rule: dict[str, Any] = {"kind": "entered@1"}
    if kind == "steps":
        inputs = {"x": {"type": "ratio"}}
        steps = [
            {"at_least": "0.9", "points": "1"},
            {"at_least": "0.7", "below": "0.9", "points": "0.5"},
            {"below": "0.7", "points": "0"},
        ]
        rule = {"kind": "steps@1", "steps": steps, "when_undefined": "zero"}
    elif kind == "boolean":
        inputs = {"x": {"type": "boolean"}}
        rule = {"kind": "boolean@1"}
    elif kind == "proportion":
        inputs = {"x": {"type": "ratio"}}
        rounding = {"places": "2", "mode": "half_up"}
        rule = {"kind": "proportion@1", "target": "0.8", "rounding": rounding, "when_undefined": "zero"}
    elif kind == "per_item":
        inputs = {"x": {"type": "count"}}
        rule = {"kind": "per_item@1", "each": "0.25"}
    elif kind == "labels":
        titles = {key: {"vi": key, "en": key} for key in ("all", "some", "none")}
        inputs = {"x": {"type": "label", "labels": titles}}
        rule = {"kind": "labels@1", "points": {"all": "1", "some": "0.5", "none": "0"}}
    title = {"vi": f"Tiêu chí {code}", "en": f"Criterion {code}"}
    return {"code": code, "title": title, "max_points": "1", "inputs": inputs, "rule": rule}


def make_units() -> list[Unit]:
    """631 units without a history."""
    return [
        Unit(uid=f"u{n:04d}", code=f"{n:05d}", name=f"Đơn vị {n}", level="commune", kind="xa")
        for n in range(UNITS)
    ]


def make_answers(framework: Framework, units: list[Unit], year: int) -> Answers:
    """One answer for every criterion of every unit."""
    chance = random.Random(year)
    given = {
        unit.uid: {
            leaf.code: Answer(values={"x": _value(leaf.rule.kind if leaf.rule else "", chance)})
            for leaf in framework.leaves
        }
        for unit in units
    }
    return Answers.of(given)


def _value(kind: str, chance: random.Random) -> InputValue:
    if kind in ("steps@1", "proportion@1"):
        whole = chance.randint(1, 5000)
        return Ratio(Fraction(chance.randint(0, whole)), Fraction(whole))
    if kind == "boolean@1":
        return chance.random() < 0.7
    if kind == "per_item@1":
        return Fraction(chance.randint(0, 6))
    if kind == "labels@1":
        return chance.choice(("all", "some", "none"))
    return Fraction(chance.randint(0, 100), 100)
