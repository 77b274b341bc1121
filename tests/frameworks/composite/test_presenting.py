"""A composite framework in words: every kind has its own, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from chiso.frameworks.composite.aggregations import Aggregation
from chiso.frameworks.composite.kinds_in_words import (
    aggregation_in_words,
    imputation_in_words,
    normalisation_in_words,
    treatment_in_words,
    weighing_in_words,
)
from chiso.frameworks.composite.library import composite_keys, load_composite
from chiso.frameworks.composite.normalisations import Normalisation
from chiso.frameworks.composite.preparations import Imputation, Treatment
from chiso.frameworks.composite.presentation import describe_composite, nodes_in_order, plan_in_words
from chiso.frameworks.composite.weighings import Weighing
from chiso.language import Bilingual, Text
from tests.cli.calling import call
from tests.docs.pages import DOCS

# What some kinds cannot do without.
ARGUMENTS = {
    "group_mean@1": {"group": "region"},
    "group_median@1": {"group": "region"},
    "constant@1": {"value": "0"},
    "distance_to_reference@1": {"unit": "x"},
    "power@1": {"exponent": "2"},
}
IN_WORDS: dict[str, tuple[Any, Callable[[Any], Text]]] = {
    "imputation": (Imputation, lambda kind: imputation_in_words(kind, {"region": Bilingual(vi="v", en="r")})),
    "treatment": (Treatment, treatment_in_words),
    "normalisation": (Normalisation, normalisation_in_words),
    "weighing": (Weighing, weighing_in_words),
    "aggregation": (Aggregation, aggregation_in_words),
}  # fmt: skip
# Two kinds of one family, whose difference is too fine for a sentence.
ALIKE = {("mazziotta_pareto@1", "adjusted_mazziotta_pareto@1")}


@pytest.mark.parametrize("family", IN_WORDS)
def test_each_kind_is_told_in_words_of_its_own_in_both_languages(family: str) -> None:
    union, in_words = IN_WORDS[family]
    seen: dict[str, str] = {}
    for kind in kinds_of(union):
        read: Any = TypeAdapter(union).validate_python({"kind": kind, **ARGUMENTS.get(kind, {})})
        sentence = in_words(read)
        english = sentence.in_language("en")
        assert english != sentence.in_language("vi")
        assert english not in seen or (seen[english], kind) in ALIKE
        seen[english] = kind


def kinds_of(union: object) -> list[str]:
    return [get_args(member.model_fields["kind"].annotation)[0] for member in get_args(get_args(union)[0])]


@pytest.mark.parametrize(
    ("union", "page"),
    [
        (Imputation, "composite-format.md"),
        (Treatment, "composite-format.md"),
        (Normalisation, "composite-format.md"),
        (Weighing, "composite-methods.md"),
        (Aggregation, "composite-methods.md"),
    ],
    ids=["imputation", "treatment", "normalisation", "weighing", "aggregation"],
)
def test_each_kind_stands_in_the_reference(union: object, page: str) -> None:
    written = (DOCS / "reference" / page).read_text("utf-8")
    assert [kind for kind in kinds_of(union) if f"`{kind}`" not in written] == []


@pytest.mark.parametrize("key", composite_keys())
def test_every_node_of_the_library_is_shown_once_below_its_parent(key: str) -> None:
    framework = load_composite(key)
    shown = list(nodes_in_order(framework))
    assert sorted(one.node.code for one in shown) == sorted(node.code for node in framework.nodes)
    depth = {one.node.code: one.depth for one in shown}
    for one in shown:
        assert depth[one.node.code] == (depth[one.node.parent] + 1 if one.node.parent else 1)
    assert dict(describe_composite(framework))


def test_the_plan_of_the_hdi_says_that_incomes_are_taken_by_logarithms() -> None:
    sentences = [one.in_language("en") for one in plan_in_words(load_composite("hdi-composite@2021"))]
    assert sentences == [
        "One scale: from 0 to 1 between goalposts.",
        "income otherwise: from 0 to 1 between goalposts, by logarithms.",
        "Scores go up the tree by the method of each group.",
    ]


def test_commands_about_frameworks_know_those_of_the_composite_kind() -> None:
    assert "asem@1" in call("frameworks", "list").out
    assert "  Conn  Connectivity\n" in call("frameworks", "show", "asem@1").out
    assert call("frameworks", "check", "asem@1", "hdi-composite@2021").out == (
        "Sound: asem@1, hdi-composite@2021.\n"
    )
