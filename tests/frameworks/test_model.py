"""A framework as its parts see it: names, order, directions, roundings; and that nothing changes it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from chiso.figures import Rounding
from tests.frameworks.documents import SOUND, changed, read


def test_a_framework_is_named_by_id_and_version() -> None:
    assert read(SOUND).key == "three-leaves@1"


def test_nodes_come_in_the_order_of_the_document_with_parent_and_depth() -> None:
    framework = read(SOUND)
    walked = [(node.code, parent.code if parent else None, depth) for node, parent, depth in framework.walk()]
    assert walked == [("A", None, 1), ("A.1", "A", 2), ("A.2", "A", 2), ("B", None, 1)]
    assert [leaf.code for leaf in framework.leaves] == ["A.1", "A.2", "B"]
    assert list(framework.nodes_by_code) == ["A", "A.1", "A.2", "B"]
    assert {code: parent and parent.code for code, parent in framework.parents.items()} == {
        "A": None,
        "A.1": "A",
        "A.2": "A",
        "B": None,
    }


def test_the_identity_of_a_node_is_its_concept_else_its_code() -> None:
    framework = read(changed(("- code: B\n", "- code: B\n  concept: share_done\n")))
    assert [framework.nodes_by_code[code].identity for code in ("A", "B")] == ["A", "share_done"]


def test_a_direction_is_inherited_from_the_nearest_node_above() -> None:
    framework = read(
        changed(
            ("  law:", "  higher_is_better: false\n  law:"),
            ("  - code: A.2\n", "  - code: A.2\n    higher_is_better: true\n"),
        )
    )
    directions = {node.code: framework.is_higher_better(node) for node, _, _ in framework.walk()}
    assert directions == {"A": False, "A.1": False, "A.2": True, "B": True}


def test_a_node_is_written_with_its_own_rounding_else_with_that_of_the_index() -> None:
    framework = read(changed(("  law:", "  published: {places: '1', mode: down}\n  law:")))
    assert framework.published_rounding("A") == Rounding(1, "down")
    assert framework.published_rounding("B") == Rounding(2, "half_up")
    assert framework.published_rounding("total") == Rounding(2, "half_up")


def test_figures_are_exact_however_they_are_written() -> None:
    framework = read(changed(('max_points: "2"', "max_points: 4/2")))
    assert framework.nodes_by_code["A.1"].max_points == Fraction(2)
    # The document is what is hashed, as its author wrote it.
    assert framework.hash != read(SOUND).hash


@pytest.mark.parametrize(
    "figure", ["2,5", "1e3", "10/0", "½", " 2", "2.", ".5", "1_000", "NaN", "inf", "", "--1", "9" * 61]
)
def test_what_is_no_plain_figure_is_refused(figure: str) -> None:
    with pytest.raises(Exception, match="CH-2015"):
        read(changed(('max_points: "2"', f'max_points: "{figure}"')))


def test_nothing_in_a_framework_can_be_changed() -> None:
    framework = read(SOUND)
    with pytest.raises(ValidationError):
        framework.id = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        framework.nodes[0].max_points = Fraction(9)  # type: ignore[misc]


def test_a_document_of_which_only_the_year_is_known_has_a_year_as_its_date() -> None:
    assert read(changed(('date: "2018-04-23"', 'date: "2018"'))).documents[0].date == "2018"
