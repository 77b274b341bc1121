"""Faults planted one by one into sound data: each is found with its code, its number and its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.checking import check_data
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.findings import Finding
from chiso.survey.reading import Data

DESIGN = Design(
    weight="w",
    stages=(
        Stage(cluster="commune", strata=("area",), population="communes"),
        Stage(cluster="village", population="villages"),
        Stage(population="people"),
    ),
)
# Two strata of two communes of two villages of two persons.
SOUND: dict[str, list[Any]] = {
    "id": list(range(1, 17)),
    "area": ["north"] * 8 + ["south"] * 8,
    "commune": [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4,
    "communes": [10] * 8 + [12] * 8,
    # Villages have numbers within their commune.
    "village": [1, 1, 2, 2] * 4,
    "villages": [5] * 16,
    "people": [80] * 16,
    "w": [2.5] * 16,
    "chance": [0.2] * 16,
    "r1": [1.0] * 16,
    "r2": [1.5] * 16,
}


def found(
    changed: dict[str, list[Any]] | None = None, design: Design = DESIGN, key: tuple[str, ...] = ()
) -> list[Finding]:
    """What is found in the sound data with some columns changed."""
    return list(check_data(Data("round.csv", pa.table(SOUND | (changed or {}))), design, key=key))


def told(findings: list[Finding]) -> list[tuple[str, bool, int, tuple[int, ...]]]:
    return [(one.problem.code, one.is_error, one.count, one.rows) for one in findings]


def with_cell(column: str, row: int, value: Any) -> list[Any]:
    """A column with another value in one row, counted from 1."""
    cells = list(SOUND[column])
    cells[row - 1] = value
    return cells


def test_sound_data_have_no_finding() -> None:
    assert found(key=("id",)) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"w": with_cell("w", 3, None)}, ("CH-3108", True, 1, (3,))),
        ({"w": ["2.5"] * 4 + ["l"] + ["2.5"] * 11}, ("CH-3109", True, 1, (5,))),
        ({"w": with_cell("w", 6, float("inf"))}, ("CH-3109", True, 1, (6,))),
        ({"w": with_cell("w", 7, -1.0)}, ("CH-3110", True, 1, (7,))),
        ({"w": with_cell("w", 7, 1e-7)}, ("CH-3124", True, 1, (7,))),
        ({"w": [1e9] * 16}, ("CH-3123", True, 1, ())),
        (
            {"area": with_cell("area", 2, "south"), "communes": with_cell("communes", 2, 12)},
            ("CH-3111", True, 1, (2,)),
        ),
        ({"area": with_cell("area", 2, None)}, ("CH-3116", True, 1, (2,))),
        ({"communes": [1] * 8 + [12] * 8}, ("CH-3113", True, 1, (1,))),
        ({"people": [1] * 2 + [80] * 14}, ("CH-3113", True, 1, (1,))),
        ({"communes": with_cell("communes", 4, 11)}, ("CH-3114", True, 1, (4,))),
        ({"communes": with_cell("communes", 4, None)}, ("CH-3115", True, 1, (4,))),
        ({"communes": with_cell("communes", 4, 0)}, ("CH-3115", True, 1, (4,))),
        ({"communes": ["x"] * 16}, ("CH-3115", True, 16, tuple(range(1, 11)))),
        ({"id": with_cell("id", 5, 4)}, ("CH-3117", True, 1, (5,))),
    ],
)
def test_a_planted_fault_is_found_with_its_rows(
    changed: dict[str, list[Any]], expected: tuple[str, bool, int, tuple[int, ...]]
) -> None:
    assert told(found(changed, key=("id",))) == [expected]


def test_a_cluster_that_is_not_a_number_is_empty() -> None:
    findings = found({"commune": [float("nan"), *map(float, SOUND["commune"][1:])]})
    # The other person of the village stands alone then.
    assert told(findings) == [("CH-3116", True, 1, (1,)), ("CH-3112", True, 1, (2,))]


def test_a_stratum_with_one_cluster_stops_a_design_that_says_so() -> None:
    alone = {"commune": [1] * 8 + [3] * 4 + [4] * 4, "village": [1, 1, 2, 2, 3, 3, 4, 4] + [1, 1, 2, 2] * 2}
    assert told(found(alone)) == [("CH-3112", True, 1, (1,))]
    adjusted = DESIGN.model_copy(update={"lonely": "adjust"})
    assert told(found(alone, adjusted)) == [("CH-3112", False, 1, (1,))]


def test_a_stratum_that_has_only_one_cluster_is_not_alone() -> None:
    whole = {
        "commune": [1] * 8 + [3] * 4 + [4] * 4,
        "communes": [1] * 8 + [12] * 8,
        "village": [1, 1, 2, 2, 3, 3, 4, 4] + [1, 1, 2, 2] * 2,
    }
    assert found(whole) == []


def test_stages_below_a_draw_with_replacement_may_have_one_cluster() -> None:
    stages = (Stage(cluster="commune", strata=("area",)), Stage(cluster="village"))
    design = DESIGN.model_copy(update={"stages": stages})
    assert found({"village": [1] * 16}, design) == []


def test_a_column_that_is_missing_is_told_with_its_nearest_name() -> None:
    design = DESIGN.model_copy(update={"weight": "wt", "domains": ("comune",)})
    findings = found(design=design)
    assert [(one.problem.code, one.problem.where.field) for one in findings] == [
        ("CH-3107", "wt"),
        ("CH-3107", "comune"),
    ]
    assert "commune" in findings[1].problem.mend.in_language("en")


@pytest.mark.parametrize("basis", ["quota", "open"])
def test_a_basis_without_chance_is_told_to_have_no_errors(basis: str) -> None:
    design = DESIGN.model_copy(update={"basis": basis})
    assert told(found(design=design)) == [("CH-3118", False, 1, ())]


@pytest.mark.parametrize(
    ("changed", "rows"),
    [
        ({"chance": with_cell("chance", 9, 1.5)}, (9,)),
        ({"chance": with_cell("chance", 9, 0)}, (9,)),
        ({"chance": with_cell("chance", 10, 0.3)}, (10,)),
    ],
)
def test_a_chance_of_inclusion_is_one_for_the_cluster(
    changed: dict[str, list[Any]], rows: tuple[int, ...]
) -> None:
    stages = (Stage(cluster="commune", strata=("area",), population="communes", probability="chance"),)
    design = DESIGN.model_copy(update={"stages": stages, "approximation": "brewer"})
    assert told(found(changed, design)) == [("CH-3119", True, 1, rows)]


def test_replicate_weights_are_numbers_in_each_row() -> None:
    replicates = Replicates(method="jk1", columns=("r1", "r2"))
    design = DESIGN.model_copy(update={"replicates": replicates})
    assert found(design=design) == []
    assert told(found({"r2": with_cell("r2", 12, None)}, design)) == [("CH-3120", True, 1, (12,))]


def test_rows_without_a_domain_are_remarked() -> None:
    design = DESIGN.model_copy(update={"domains": ("village",)})
    stages = (Stage(cluster="commune", strata=("area",), population="communes"),)
    design = design.model_copy(update={"stages": stages})
    assert told(found({"village": with_cell("village", 8, None)}, design)) == [("CH-3128", False, 1, (8,))]


def test_errors_stand_before_remarks() -> None:
    design = DESIGN.model_copy(update={"basis": "quota"})
    findings = found({"w": with_cell("w", 3, -1.0)}, design)
    assert [one.is_error for one in findings] == [True, False]


@pytest.mark.parametrize("shuffled", [lambda cells: cells[::-1], lambda cells: cells[8:] + cells[:8]])
def test_the_order_of_the_rows_changes_no_number(shuffled: Callable[[list[Any]], list[Any]]) -> None:
    faulty = SOUND | {"communes": [1] * 8 + [12] * 8, "area": with_cell("area", 16, None)}
    one = found(faulty)
    other = found({name: shuffled(cells) for name, cells in faulty.items()})
    assert [(f.problem.code, f.count) for f in one] == [(f.problem.code, f.count) for f in other]


_COLUMNS = some.sampled_from(["", *SOUND, "nothing"])
_STAGES = some.builds(
    Stage,
    cluster=_COLUMNS,
    strata=some.lists(some.sampled_from(list(SOUND)), max_size=3).map(tuple),
    population=_COLUMNS,
    probability=_COLUMNS,
)


@given(
    stages=some.lists(_STAGES, min_size=1, max_size=3).map(tuple),
    weight=_COLUMNS,
    holes=some.lists(some.tuples(some.sampled_from(list(SOUND)), some.integers(1, 16)), max_size=4),
)
def test_columns_in_whatever_roles_give_findings_and_no_fault(
    stages: tuple[Stage, ...], weight: str, holes: list[tuple[str, int]]
) -> None:
    changed = dict(SOUND)
    for column, row in holes:
        changed[column] = [None if place == row else cell for place, cell in enumerate(changed[column], 1)]
    findings = found(changed, Design(stages=stages, weight=weight), key=("id",))
    assert all(one.problem.in_language("vi") and one.count > 0 for one in findings)
