"""Inputs: which numbers each type may be, and titles in two languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from chiso.frameworks.inputs import InputDefinition


@pytest.mark.parametrize(
    ("written", "lower", "upper", "whole"),
    [
        ({"type": "number"}, None, None, False),
        ({"type": "whole"}, None, None, True),
        ({"type": "count"}, 0, None, True),
        ({"type": "share"}, 0, 1, False),
        ({"type": "ratio"}, 0, 1, False),
        ({"type": "ratio", "may_exceed_one": True}, 0, None, False),
        ({"type": "number", "at_least": "1/3", "at_most": "10/3"}, Fraction(1, 3), Fraction(10, 3), False),
        ({"type": "count", "at_least": "-5", "at_most": "7"}, 0, 7, True),
    ],
)
def test_a_type_says_which_numbers_may_stand_there(
    written: Any, lower: Fraction | None, upper: Fraction | None, whole: bool
) -> None:
    domain = InputDefinition.model_validate(written).domain()
    assert domain is not None
    assert (domain.interval.lower, domain.interval.upper, domain.whole) == (lower, upper, whole)


@pytest.mark.parametrize("kind", ["label", "labels", "tally", "boolean", "date"])
def test_what_is_no_number_has_no_domain(kind: str) -> None:
    assert InputDefinition.model_validate({"type": kind}).domain() is None


@pytest.mark.parametrize(
    "written",
    [
        {"type": "percent"},
        {"type": "number", "at_least": "1e3"},
        {"type": "number", "at_least": 0.5},
        {"type": "number", "title": "late"},
        {"type": "number", "title": {"fr": "retard"}},
        {"type": "number", "title": {"vi": " "}},
        {"type": "label", "labels": {"On time": {"vi": "đúng hạn"}}},
        {"type": "number", "colour": "red"},
    ],
)
def test_what_is_no_input_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        InputDefinition.model_validate(written)
