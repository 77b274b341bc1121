"""Measures: their values against plain arithmetic, and the domains that proofs rely on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.measures import Measure, resolve_measure, used_by
from chiso.frameworks.values import Circumstances, Ratio, Values
from chiso.language import render
from tests.frameworks.rules.building import figures

MEASURES: TypeAdapter[Any] = TypeAdapter(Measure)


def leaf_of(**types: str) -> LeafContext:
    inputs = {name: InputDefinition.model_validate({"type": kind}) for name, kind in types.items()}
    return LeafContext(max_points=Fraction(2), inputs=inputs, settings=({"limit": Fraction(3)},))


def measure_of(written: Any, leaf: LeafContext, values: Mapping[str, Any], *cases: Values) -> Fraction | None:
    measure = MEASURES.validate_python(written)
    assert measure.faults(leaf) == []
    number: Fraction | None = measure.prepare(leaf)(
        values, cases, Circumstances(parameters={"limit": Fraction(3)})
    )
    return number


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", "6"),
        ({"number": "0.25"}, "1/4"),
        ({"parameter": "limit"}, "3"),
        ({"ratio_of": ["a", "b"]}, "3/2"),
        ({"difference": ["b", "a"]}, "-2"),
        ({"sum": ["a", "b", {"number": "1/3"}]}, "31/3"),
        ({"product": ["a", "b", {"number": "0.5"}]}, "12"),
        ({"larger": ["a", "b"]}, "6"),
        ({"smaller": ["a", {"parameter": "limit"}, "b"]}, "3"),
    ],
)
def test_a_measure_is_plain_arithmetic_on_inputs(written: Any, expected: str) -> None:
    leaf = leaf_of(a="number", b="number")
    assert measure_of(written, leaf, {"a": Fraction(6), "b": Fraction(4)}) == Fraction(expected)


def test_a_ratio_over_nothing_is_undefined_and_so_is_what_is_made_of_it() -> None:
    leaf = leaf_of(a="ratio", b="count")
    nothing = {"a": Ratio(Fraction(0), Fraction(0)), "b": Fraction(0)}
    assert measure_of("a", leaf, nothing) is None
    assert measure_of({"sum": ["a", "b"]}, leaf, nothing) is None
    assert measure_of({"ratio_of": ["b", "b"]}, leaf, nothing) is None
    assert measure_of("a", leaf, {"a": Fraction("0.7404")}) == Fraction("0.7404")


def test_a_measure_over_cases_reads_each_case() -> None:
    leaf = leaf_of(product="number", weight="number")
    cases = [{"product": Fraction(p), "weight": Fraction(w)} for p, w in ((1, 2), (3, 5), (4, 1))]
    products = {"product": ["product", "weight"]}
    assert measure_of({"sum_over_cases": products}, leaf, {}, *cases) == 1 * 2 + 3 * 5 + 4 * 1
    assert measure_of({"mean_over_cases": products}, leaf, {}, *cases) == 7
    assert measure_of({"count_cases": True}, leaf, {}, *cases) == 3
    assert measure_of({"sum_over_cases": "product"}, leaf, {}) == 0
    assert measure_of({"mean_over_cases": "product"}, leaf, {}) is None


def test_days_late_count_calendar_or_working_days() -> None:
    leaf = leaf_of(due="date", finished="date")
    # Friday 6 November 2020 to Tuesday 10 November: four days, of which Monday and Tuesday are worked.
    late = {"due": date(2020, 11, 6), "finished": date(2020, 11, 10)}
    early = {"due": date(2020, 11, 6), "finished": date(2020, 11, 2)}

    def days(counts: str, values: Values) -> Fraction | None:
        dates = {"due": "due", "finished": "finished", "counts": counts}
        return measure_of({"days_late": dates}, leaf, values)

    assert [days("calendar", late), days("working", late)] == [4, 2]
    assert [days("calendar", early), days("working", early)] == [0, 0]


NESTED = st.recursive(
    st.sampled_from(["a", "b", "c"]) | st.builds(lambda f: {"number": f}, figures(-3, 3)),
    lambda inner: st.one_of(
        st.builds(lambda one, other: {"ratio_of": [one, other]}, inner, inner),
        st.builds(lambda one, other: {"difference": [one, other]}, inner, inner),
        st.builds(
            lambda word, parts: {word: parts},
            st.sampled_from(["sum", "product", "larger", "smaller"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


@given(NESTED, figures(-9, 9), st.integers(0, 9), figures(0, 1))
def test_a_measure_never_leaves_the_domain_over_which_rules_are_proved(
    written: Any, a: Fraction, b: int, c: Fraction
) -> None:
    leaf = leaf_of(a="number", b="count", c="share")
    number = measure_of(written, leaf, {"a": a, "b": Fraction(b), "c": c})
    measure = MEASURES.validate_python(written)
    if number is None:
        assert measure.may_be_undefined(leaf)
    else:
        assert measure.domain(leaf, {}).contains(number)


def test_domains_keep_what_is_known_of_the_inputs() -> None:
    leaf = leaf_of(a="count", c="share")
    shown = {
        name: MEASURES.validate_python(written).domain(leaf, {})
        for name, written in {
            "double": {"product": [{"number": "2"}, "c"]},
            "rest": {"difference": [{"number": "1"}, "c"]},
            "many": {"sum": ["a", {"number": "3"}]},
        }.items()
    }
    assert (shown["double"].interval.lower, shown["double"].interval.upper) == (0, 2)
    assert (shown["rest"].interval.lower, shown["rest"].interval.upper) == (0, 1)
    assert (shown["many"].interval.lower, shown["many"].interval.upper) == (3, None)
    assert [shown[name].whole for name in ("double", "rest", "many")] == [False, False, True]


@pytest.mark.parametrize(
    ("written", "code", "path"),
    [
        ("absent", "CH-2107", ()),
        ({"sum": ["a", "absent"]}, "CH-2107", ("sum", 1)),
        ("kind", "CH-2108", ()),
        ({"parameter": "absent"}, "CH-2114", ("parameter",)),
        (
            {"days_late": {"due": "a", "finished": "day", "counts": "working"}},
            "CH-2108",
            ("days_late", "due"),
        ),
        ({"sum_over_cases": {"count_cases": True}}, "CH-2117", ("sum_over_cases", "count_cases")),
        ({"count_cases": False}, "CH-2115", ("count_cases",)),
    ],
)
def test_a_faulty_measure_names_the_key(written: Any, code: str, path: tuple[str | int, ...]) -> None:
    faults = MEASURES.validate_python(written).faults(leaf_of(a="number", kind="label", day="date"))
    assert [(fault.code, fault.path) for fault in faults] == [(code, path)]


@pytest.mark.parametrize(
    "written", [{"quotient": ["a", "b"]}, {"sum": ["a"]}, {"ratio_of": ["a", "b", "c"]}, 3]
)
def test_what_is_no_measure_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        MEASURES.validate_python(written)


def test_the_only_number_of_a_leaf_needs_no_name() -> None:
    leaf = leaf_of(a="number", day="date")
    found = resolve_measure(None, leaf)
    assert found is not None
    assert found.name() == "a"
    assert resolve_measure(None, leaf_of(a="number", b="count")) is None
    assert resolve_measure(None, leaf_of(day="date")) is None


def test_inputs_of_the_unit_and_of_cases_are_told_apart() -> None:
    written = {"ratio_of": [{"sum_over_cases": "done"}, {"sum": ["all", {"parameter": "limit"}]}]}
    used = used_by(MEASURES.validate_python(written))
    assert (used.of_unit, used.of_case, used.parameters, used.over_cases) == (
        {"all"},
        {"done"},
        {"limit"},
        True,
    )


def test_a_measure_is_said_with_the_titles_of_its_inputs() -> None:
    inputs = {
        "late": {"type": "count", "title": {"vi": "hồ sơ trễ hạn", "en": "late dossiers"}},
        "all": {"type": "count", "title": {"vi": "hồ sơ đã giải quyết", "en": "dossiers handled"}},
    }
    leaf = LeafContext(None, inputs={n: InputDefinition.model_validate(i) for n, i in inputs.items()})
    measure = MEASURES.validate_python({"ratio_of": [{"difference": ["all", "late"]}, "all"]})
    assert render(measure.words(leaf), "en") == "(dossiers handled − late dossiers) / dossiers handled"
    assert render(measure.words(leaf), "vi") == "(hồ sơ đã giải quyết − hồ sơ trễ hạn) / hồ sơ đã giải quyết"
