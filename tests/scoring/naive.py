"""An evaluator written apart from the program: plain recursion over the document, nothing prepared.

It knows entered and penalty leaves, the aggregations without roots, bonus and penalty parts, and
every treatment of what does not apply or is missing. It is slow and short on purpose.

Of a group whose regular parts are all left out: what the group itself says follows, else what its
parts say. A bonus or a deduction that remains counts where the maximum is simply lower (leave_out)
or given back at the root (rescale_index); where the rest of its parent is to be stretched instead
(rescale_parent), and at the root, nobody says where it counts: open.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Tree = dict[str, Any]
Given = dict[str, str | Fraction]  # code -> points, or "missing", "not_applicable"

LEFT_OUT = ("leave_out", "rescale_parent", "rescale_index")


@dataclass
class Naive:
    """What one node comes to. `state`: points, missing, open, or how what does not apply is treated."""

    state: str
    points: Fraction | None
    maximum: Fraction
    deferred: Fraction = Fraction(0)


def whole_maximum(node: Tree) -> Fraction:
    """The maximum where everything applies."""
    if "nodes" not in node:
        return Fraction(node["max_points"])
    regular = [part for part in node["nodes"] if part.get("role", "regular") == "regular"]
    how = node.get("aggregation", {"kind": "sum@1"})
    times = Fraction(how.get("times", "1"))
    if how["kind"] == "mean_of_shares@1":
        return times
    if how["kind"] in ("weighted_sum@1", "weighted_mean@1"):
        weights = {code: Fraction(w) for code, w in how["weights"].items()}
        total = times * sum((weights[p["code"]] * whole_maximum(p) for p in regular), Fraction(0))
        return total if how["kind"] == "weighted_sum@1" else total / sum(weights.values())
    total = sum((whole_maximum(part) for part in regular), Fraction(0))
    return min(total, Fraction(how["ceiling"])) if how["kind"] == "capped_sum@1" else total


def evaluate(node: Tree, given: Given, found: dict[str, Naive], *, is_root: bool = False) -> Naive:
    """The result of a node and, in `found`, of everything below it."""
    result = _leaf(node, given) if "nodes" not in node else _group(node, given, found, is_root)
    found[node["code"]] = result
    return result


def _leaf(node: Tree, given: Given) -> Naive:
    whole = Fraction(node["max_points"])
    answer = given.get(node["code"], "missing")
    if answer == "not_applicable":
        treatment = node["when_not_applicable"]
        if treatment == "full_points":
            return Naive("points", whole, whole)
        if treatment == "zero":
            return Naive("points", Fraction(0), whole)
        return Naive(treatment, None, Fraction(0))
    if answer == "missing":
        how = node.get("when_missing", "incomplete")
        if how == "incomplete":
            return Naive("missing", None, whole)
        return Naive("points", Fraction(node.get("minimum", "0")) if how == "minimum" else Fraction(0), whole)
    value = Fraction(answer)
    return Naive("points", -value if node.get("role") == "penalty" else value, whole)


def _group(node: Tree, given: Given, found: dict[str, Naive], is_root: bool) -> Naive:
    results = {part["code"]: evaluate(part, given, found) for part in node["nodes"]}
    regular = [p for p in node["nodes"] if p.get("role", "regular") == "regular"]
    extra = [p for p in node["nodes"] if p.get("role", "regular") != "regular"]
    applying = [p for p in regular if results[p["code"]].state not in LEFT_OUT]
    extra_applying = [p for p in extra if results[p["code"]].state not in LEFT_OUT]
    left = [p for p in regular if p not in applying]
    is_missing = any(results[p["code"]].state == "missing" for p in (*applying, *extra_applying))
    if not applying and not is_missing and (left or not extra_applying):
        return _left_out(node, results, left, extra_applying, is_root)

    how = node.get("aggregation", {"kind": "sum@1"})
    kind = how["kind"]
    times = Fraction(how.get("times", "1"))
    weights = {p["code"]: Fraction(how.get("weights", {}).get(p["code"], "1")) for p in regular}
    whole = {p["code"]: whole_maximum(p) for p in regular}
    back = [p for p in left if results[p["code"]].state == "rescale_parent"]
    later = [p for p in left if results[p["code"]].state == "rescale_index"]
    deferred = Fraction(0)
    factor = Fraction(1)
    maximum = whole_maximum(node) if kind != "capped_sum@1" else sum(whole.values(), Fraction(0))

    def mean(parts: list[Tree], of: dict[str, Fraction]) -> Fraction:
        total = sum((weights[p["code"]] for p in parts), Fraction(0))
        return times * sum((weights[p["code"]] * of[p["code"]] for p in parts), Fraction(0)) / total

    now = {p["code"]: results[p["code"]].maximum for p in regular}
    if kind == "weighted_mean@1" and applying:
        if back:
            factor = mean([p for p in regular if p in applying or p in back], whole) / mean(applying, whole)
        maximum = maximum + mean(applying, now) * factor - mean(regular, whole)
        deferred = mean(applying, {p["code"]: results[p["code"]].deferred for p in applying}) * factor
    elif kind not in ("weighted_mean@1", "mean_of_shares@1"):
        worth = {code: w * (times if kind == "weighted_sum@1" else 1) for code, w in weights.items()}
        for p in regular:
            if p in back:
                continue
            maximum -= worth[p["code"]] * (whole[p["code"]] - now[p["code"]])
        deferred = sum((worth[p["code"]] * whole[p["code"]] for p in later), Fraction(0))
        deferred += sum((worth[p["code"]] * results[p["code"]].deferred for p in applying), Fraction(0))
        in_play = sum((worth[p["code"]] * now[p["code"]] for p in applying), Fraction(0))
        lost = sum((worth[p["code"]] * whole[p["code"]] for p in back), Fraction(0))
        # What parts of the applying ones lost is lost; what is given back is stretched over the rest.
        full = sum((worth[p["code"]] * whole[p["code"]] for p in applying), Fraction(0))
        lost_inside = full - in_play
        if back and full - lost_inside:
            factor = (full + lost - lost_inside) / (full - lost_inside)
    if kind == "capped_sum@1":
        maximum_above = maximum
        maximum = min(maximum, Fraction(how["ceiling"]))
        deferred = min(maximum_above + deferred, Fraction(how["ceiling"])) - maximum
    if is_missing:
        return Naive("missing", None, maximum, deferred)
    if any(results[p["code"]].state == "open" for p in applying):
        return Naive("open", None, maximum, deferred)
    if kind == "mean_of_shares@1" and any(
        results[p["code"]].points and not results[p["code"]].maximum for p in applying
    ):
        return Naive("open", None, maximum, deferred)

    if kind == "mean_of_shares@1":
        shares = [results[p["code"]].points / (results[p["code"]].maximum or 1) for p in applying]
        total = times * sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
    elif kind == "weighted_mean@1":
        total = (
            mean(applying, {p["code"]: results[p["code"]].points for p in applying})
            if applying
            else Fraction(0)
        )
    else:
        total = sum(
            (
                weights[p["code"]] * (times if kind == "weighted_sum@1" else 1) * results[p["code"]].points
                for p in applying
            ),
            Fraction(0),
        )
    total *= factor
    if is_root and deferred and maximum:
        total *= (maximum + deferred) / maximum
        maximum += deferred
        deferred = Fraction(0)
    total += _extras(results, extra_applying)
    if kind == "capped_sum@1":
        total = min(total, Fraction(how["ceiling"]))
    return Naive("points", total, maximum, deferred)


def _extras(results: dict[str, Naive], extras: list[Tree]) -> Fraction:
    """What bonus and penalty parts bring."""
    total = Fraction(0)
    for p in extras:
        bonus = results[p["code"]].points
        total += min(bonus, Fraction(p["max_points"])) if p.get("role") == "bonus" else bonus
    return total


def _left_out(
    node: Tree, results: dict[str, Naive], left: list[Tree], extras: list[Tree], is_root: bool
) -> Naive:
    """A group whose regular parts are all left out."""
    first = next(p for p in (left or node["nodes"]) if results[p["code"]].state in LEFT_OUT)
    treatment = node.get("when_not_applicable") or results[first["code"]].state
    whole = whole_maximum(node)
    how = node.get("aggregation", {"kind": "sum@1"})
    points = _extras(results, extras)
    if treatment in ("full_points", "zero"):
        points += whole if treatment == "full_points" else 0
        if how["kind"] == "capped_sum@1":
            points = min(points, Fraction(how["ceiling"]))
        return Naive("points", points, whole)
    if not points:
        return Naive(treatment, None, Fraction(0))
    if treatment == "rescale_parent" or is_root:
        return Naive("open", None, whole)
    if how["kind"] == "capped_sum@1":
        points = min(points, Fraction(how["ceiling"]))
    return Naive("points", points, Fraction(0), whole if treatment == "rescale_index" else Fraction(0))
