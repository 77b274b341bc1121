"""What is shown at once and what is folded away, so that a form asks for no more than is needed."""

from __future__ import annotations

from chiso.frameworks.inputs import LABEL_TYPES, NUMERIC_TYPES

_NEVER: frozenset[str] = frozenset()
_RATIO = frozenset({"ratio"})
_OF_RULES = dict.fromkeys(("measure", "input", "rounding", "when_undefined", "left_out"), _NEVER)
_OF_STEPS = {"open": _NEVER}

# By model: keys that are folded away, and the types of an input for which they are shown all the same.
SELDOM: dict[str, dict[str, frozenset[str]]] = {
    "InputDefinition": {
        "numerator": _RATIO,
        "denominator": _RATIO,
        "may_exceed_one": _RATIO,
        "unit": NUMERIC_TYPES - _RATIO,
        "at_least": NUMERIC_TYPES - _RATIO,
        "at_most": NUMERIC_TYPES - _RATIO,
        "labels": LABEL_TYPES,
        "same_as": _NEVER,
    },
    "Step": _OF_STEPS,
    "Case": _OF_STEPS,
    "Segment": _OF_STEPS,
    "ClassBand": {"needs": _NEVER, "applies_to": _NEVER, "law": _NEVER},
    "ClassCap": {"note": _NEVER, "law": _NEVER},
    "SourceDocument": {"note": _NEVER, "title": _NEVER},
    "Parameter": {"law": _NEVER, "note": _NEVER},
    "Index": dict.fromkeys(
        ("title", "bounds", "bounds_law", "tie_break", "maxima_note", "published", "ranking_law"), _NEVER
    ),
    "Quota": {"scope": _NEVER, "open_points": _NEVER, "law": _NEVER},
    **dict.fromkeys(
        (
            "Steps", "Proportion", "PiecewiseLinear", "PerItem", "RatioRule", "Goalposts", "MinMax",
            "Lateness", "Cases", "Labels", "Boolean", "Entered", "Veto", "SurveyShare", "SurveyMean",
            "MeanOverCasesRule", "Tracked",
        ),
        _OF_RULES,
    ),
}  # fmt: skip

# Keys that come last in a part, in this order: first what must hold, then what follows from it.
ORDER = ("when", "otherwise", "above", "at_least", "below", "at_most", "equals", "points", "open")
