"""A rule in one line, as a person would write it on a card: the notation of the known answers.

share {1} 2; [0.9, 1) 1; (…, 0.9) 0        steps; "?" where the law leaves it open
yes 1; no 0                                 met or not
labels: Tốt 2; Khá 1                        alternatives
each 0.5 to 2                               per item, with the cap
2 less each 0.5                             taken off from 2
2 less 0.5 without Có kế hoạch              parts that are not met
share × 2; share/0.8 × 2; 0 below 0.5       in proportion
off: each 1, at most 5                      a penalty
…; not applicable: full_points              what holds where it does not apply
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chiso.figures import write_exact

_SHOWN = {"ratio": "share", "count": "count", "number": "number"}


def shown(rule: Mapping[str, Any], inputs: Mapping[str, Any], maximum: Fraction | None) -> str:
    """The rule of a draft in the notation."""
    most = "" if maximum is None else write_exact(maximum)
    kind = rule["kind"]
    if kind == "steps@1":
        return _steps(rule, inputs)
    if kind == "labels@1":
        (definition,) = inputs.values()
        parts = [f"{definition['labels'][key]['vi']} {points}" for key, points in rule["points"].items()]
        return "labels: " + "; ".join(parts)
    if kind == "boolean@1":
        return f"yes {rule.get('points_if_true', most)}; no {rule.get('points_if_false', '0')}"
    if kind == "per_item@1":
        cap = rule.get("at_most", most)
        return f"each {rule['each']}" + (f" to {cap}" if cap else "")
    if kind == "deduction@1":
        return f"{rule['start']} less " + ", ".join(_less(part, inputs) for part in rule["less"])
    if kind == "penalty@1":
        cap = f", at most {rule['at_most']}" if "at_most" in rule else ""
        return f"off: {shown(rule['amount'], inputs, None)}{cap}"
    if kind == "proportion@1":
        target = f"/{rule['target']}" if "target" in rule else ""
        below = f"; 0 below {rule['nothing_below']}" if "nothing_below" in rule else ""
        return f"share{target} × {most}{below}"
    if kind == "survey_share@1":
        return f"satisfied × {most}"
    if kind == "lateness@1":
        return f"{rule['start']} less {rule['per_day']} a day" + (
            f" to {rule['floor']}" if "floor" in rule else ""
        )
    if kind == "entered@1":
        return "entered"
    return str(kind)


def _steps(rule: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    ((name, definition),) = inputs.items()
    measured = "days" if name == "days_late" else _SHOWN[definition["type"]]
    return f"{measured} " + "; ".join(f"{_bounds(step)} {step.get('points', '?')}" for step in rule["steps"])


def _bounds(step: Mapping[str, Any]) -> str:
    if "equals" in step:
        return f"{{{step['equals']}}}"
    lower = f"[{step['at_least']}" if "at_least" in step else f"({step.get('above', '…')}"
    upper = f"{step['at_most']}]" if "at_most" in step else f"{step.get('below', '…')})"
    return f"{lower}, {upper}"


def _less(part: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    if part["kind"] == "per_item@1":
        return f"each {part['each']}" + (f" to {part['at_most']}" if "at_most" in part else "")
    title = inputs[part["input"]]["title"]["vi"]
    if part.get("points_if_true") == "0":
        return f"{part['points_if_false']} without {title}"
    return f"{part['points_if_true']} if {title}"
