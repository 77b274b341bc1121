"""The trace: for each point where it comes from, as data.

Of a leaf: rule, branch that held, inputs, what was measured, rounding, what the law leaves open. Of a
group: what each part brought in and what was done to the sum. Figures are exact text ("10/3").
Nothing of a withheld answer but its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from chiso.figures import write_exact
from chiso.frameworks.model import Node
from chiso.frameworks.values import InputValue, Ratio, Values
from chiso.language import LANGUAGES
from chiso.scoring.leaves import given_to
from chiso.scoring.prepared import PreparedInner, PreparedLeaf
from chiso.scoring.questions import law_of
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.statuses import WITHHELD

FORMAT = "chiso-trace/1"


def trace_record(results: Iterable[Result]) -> dict[str, Any]:
    """The trace of all leagues of a run."""
    return {"format": FORMAT, "leagues": [_league_record(result) for result in results]}


def trace_of_unit(result: Result, uid: str) -> dict[str, Any]:
    """The trace of one unit: code -> how its points came about."""
    return {node.code: _node_record(result, uid, node) for node in result.nodes(uid)}


def _league_record(result: Result) -> dict[str, Any]:
    return {
        "league": result.league.key,
        "framework": result.framework.key,
        "period": result.period.written,
        "criteria": {leaf.code: _criterion_record(result, leaf) for leaf in result.framework.leaves},
        "units": {unit.code: trace_of_unit(result, unit.uid) for unit in result.units},
    }


def _criterion_record(result: Result, leaf: Node) -> dict[str, Any]:
    documents = result.framework.documents_by_key
    return {
        "rule": leaf.rule.kind if leaf.rule else None,
        "law": [
            {"document": documents[law.document].number, "article": law.article}
            for law in law_of(result.framework, leaf)
        ],
    }


def _node_record(result: Result, uid: str, node: NodeResult) -> dict[str, Any]:
    record: dict[str, Any] = {
        "status": node.status,
        "points": _written(node.points),
        "max_points": _written(node.max_points),
    }
    prepared = result.prepared_node(node.code)
    if isinstance(prepared, PreparedLeaf):
        record |= _leaf_record(result, uid, node, prepared)
    elif isinstance(prepared, PreparedInner) and node.points is not None:
        workings = result.workings(uid, node.code)
        names = result.prepared.nodes
        record["parts"] = {names[part.position].code: _written(part.contribution) for part in workings.parts}
        record["effects"] = {kind: _written(amount) for kind, amount in workings.effects}
        record["left_out"] = [names[position].code for position in workings.left_out]
    return record


def _leaf_record(result: Result, uid: str, node: NodeResult, leaf: PreparedLeaf) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if node.answer is not None:
        record |= {"layer": node.answer.layer, "origin": node.answer.origin, "notes": list(node.answer.notes)}
    if node.outcome is None or node.status == WITHHELD:
        return record
    outcome = node.outcome
    given = given_to(leaf, result.scores[uid].answers)
    record |= {"branch": outcome.branch, "inputs": write_values(given.values)}
    if given.cases:
        record["cases"] = dict(zip(given.case_names, map(write_values, given.cases), strict=True))
    for key, figure in (("measured", outcome.measured), ("unrounded", outcome.unrounded)):
        if figure is not None:
            record[key] = _written(figure)
    if outcome.open_point is not None:
        record["open"] = {language: outcome.open_point.in_language(language) for language in LANGUAGES}
    return record


def write_values(values: Values) -> dict[str, Any]:
    """Values of inputs as exact text."""
    return {name: write_value(value) for name, value in values.items()}


def write_value(value: InputValue) -> Any:
    """One value as exact text, a list of labels, or counts by label."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, Ratio):
        return f"{write_exact(value.numerator)}/{write_exact(value.denominator)}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return write_exact(value)
    if isinstance(value, Mapping):
        return {label: write_exact(count) for label, count in value.items()}
    return list(value)


def _written(figure: Fraction | None) -> str | None:
    return None if figure is None else write_exact(figure)
