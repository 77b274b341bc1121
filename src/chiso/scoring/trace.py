"""The trace: for each point where it comes from, as data.

Of a leaf: rule, branch that held, inputs, what was measured, rounding, what the law leaves open. Of a
group: what each part brought in and what was done to the sum. Figures are exact text ("10/3").
Nothing of a withheld answer but its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from chiso.figures import write_exact
from chiso.frameworks.model import Node
from chiso.frameworks.values import InputValue, Ratio, Values
from chiso.language import LANGUAGES, Bilingual, Text
from chiso.scoring.collecting import without_collecting_cycles
from chiso.scoring.leaves import given_to
from chiso.scoring.prepared import PreparedInner, PreparedLeaf
from chiso.scoring.questions import law_of
from chiso.scoring.result import Result
from chiso.scoring.statuses import OPEN, WITHHELD

FORMAT = "chiso-trace/1"


def trace_record(results: Iterable[Result]) -> dict[str, Any]:
    """The trace of all leagues of a run."""
    with without_collecting_cycles():
        return {"format": FORMAT, "leagues": [_league_record(result) for result in results]}


def trace_of_unit(result: Result, uid: str) -> dict[str, Any]:
    """The trace of one unit: code -> how its points came about."""
    return _trace_of_unit(result, uid, _written_maxima(result))


def _league_record(result: Result) -> dict[str, Any]:
    maxima = _written_maxima(result)
    return {
        "league": result.league.key,
        "framework": result.framework.key,
        "period": result.period.written,
        "criteria": {leaf.code: _criterion_record(result, leaf) for leaf in result.framework.leaves},
        "units": {unit.code: _trace_of_unit(result, unit.uid, maxima) for unit in result.units},
    }


def _written_maxima(result: Result) -> list[str | None]:
    """The maxima where everything applies, which most units have: written once for all."""
    return [_written(maximum) for maximum in result.prepared.static_maxima]


def _trace_of_unit(result: Result, uid: str, maxima: Sequence[str | None]) -> dict[str, Any]:
    scores = result.scores[uid]
    points = [_written(figure) for figure in scores.points]
    trace = {}
    for node in result.prepared.nodes:
        maximum = scores.maxima[node.position]
        is_whole = maximum is node.static_max
        record: dict[str, Any] = {
            "status": scores.statuses[node.position],
            "points": points[node.position],
            "max_points": maxima[node.position] if is_whole else _written(maximum),
        }
        if isinstance(node, PreparedLeaf):
            record |= _leaf_record(result, uid, node)
        elif isinstance(node, PreparedInner):
            record |= _group_record(result, uid, node, points)
        trace[node.code] = record
    return trace


def _criterion_record(result: Result, leaf: Node) -> dict[str, Any]:
    documents = result.framework.documents_by_key
    return {
        "rule": leaf.rule.kind if leaf.rule else None,
        "law": [
            {"document": documents[law.document].number, "article": law.article}
            for law in law_of(result.framework, leaf)
        ],
    }


def _group_record(
    result: Result, uid: str, group: PreparedInner, points: Sequence[str | None]
) -> dict[str, Any]:
    """What the parts brought in and what was done to their sum; `points`: of all nodes, as text."""
    scores = result.scores[uid]
    is_open = scores.statuses[group.position] == OPEN
    if scores.points[group.position] is None and not is_open:
        return {}
    workings = result.workings(uid, group.code)
    record: dict[str, Any] = {}
    if workings.open_point is not None:
        record["open"] = _in_all_languages(workings.open_point)
    if is_open:
        return record
    names = result.prepared.nodes
    record["parts"] = {
        # In a sum a part brings in what it has, which is written already.
        names[part.position].code: points[part.position]
        if part.contribution is part.points
        else _written(part.contribution)
        for part in workings.parts
    }
    record["effects"] = {kind: _written(amount) for kind, amount in workings.effects}
    record["left_out"] = [names[position].code for position in workings.left_out]
    return record


def _leaf_record(result: Result, uid: str, leaf: PreparedLeaf) -> dict[str, Any]:
    record: dict[str, Any] = {}
    node = result.node(uid, leaf.code)
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
        record["open"] = _in_all_languages(outcome.open_point)
    return record


def _in_all_languages(words: Text | Bilingual) -> dict[str, str]:
    return {language: words.in_language(language) for language in LANGUAGES}


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
