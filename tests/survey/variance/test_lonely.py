"""Strata with one drawn unit. That "remove", "certainty", "adjust" and "average" are those of R is shown with
the estimates; here what R does not have."""

from __future__ import annotations

import numpy as np
import pyarrow
import pytest

from chiso.problems import Refused
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.psus import Stage as DrawnStage
from chiso.survey.sql import Condition
from chiso.survey.variance.lonely import collapse_strata
from tests.survey.tables import design, table

MEAN = parse_statistics(["mean:percent"])


def test_a_lonely_unit_is_refused_and_its_stratum_named() -> None:
    with pytest.raises(Refused) as raised:
        estimate(table("clusters"), design("replacement"), Question(MEAN))
    (problem,) = raised.value.problems
    assert problem.code == "CH-3138"
    assert "E" in problem.in_language("en")


def test_a_domain_without_rows_in_the_lonely_stratum_is_estimated() -> None:
    question = Question(MEAN, where=(Condition("agency", "=", ("m",)),))
    (row,) = estimate(table("clusters"), design("replacement"), question)
    assert row.se > 0


def test_a_collapsed_stratum_is_one_with_the_next() -> None:
    """E has one PSU: the same as a table in which E and F have one name."""
    joined = table("clusters")
    names = ["F" if name == "E" else name for name in joined.column("stratum").to_pylist()]
    renamed = joined.set_column(joined.column_names.index("stratum"), "stratum", pyarrow.array(names))
    collapsed = estimate(joined, design("replacement", "collapse"), Question(MEAN))
    assert collapsed == estimate(renamed, design("replacement", "collapse"), Question(MEAN))


def strata_of(counts: list[int], parents: list[int]) -> list[list[int]]:
    """Which strata are put together, as lists of the numbers of strata."""
    whole = np.asarray(counts, np.int64)
    stage = DrawnStage(
        np.asarray(parents, np.int64),
        np.repeat(np.arange(len(counts)), whole),
        whole,
        np.full(len(counts), np.nan),
    )
    group = collapse_strata(stage).stratum_of_unit
    firsts = np.cumsum(whole) - whole
    found: dict[int, list[int]] = {}
    for stratum, first in enumerate(firsts.tolist()):
        found.setdefault(int(group[first]), []).append(stratum)
    return list(found.values())


def test_of_lonely_strata_in_a_row_two_and_two_are_put_together() -> None:
    assert strata_of([1, 1, 3], [0, 0, 0]) == [[0, 1], [2]]
    assert strata_of([2, 1, 1, 1, 4], [0] * 5) == [[0], [1, 2], [3, 4]]
    assert strata_of([2, 1], [0, 0]) == [[0, 1]]
    assert strata_of([3, 2], [0, 0]) == [[0], [1]]
    assert strata_of([1, 1, 1], [0, 0, 0]) == [[0, 1, 2]]


def test_strata_of_two_units_above_are_never_put_together() -> None:
    assert strata_of([2, 1, 1, 2], [0, 0, 1, 1]) == [[0, 1], [2, 3]]


def test_a_single_stratum_with_a_single_unit_has_no_neighbour() -> None:
    rows = pyarrow.table({"unit": [1, 1], "percent": [10.0, 20.0]})
    alone = Design(stages=(Stage(cluster="unit"),), lonely="collapse")
    with pytest.raises(Refused) as raised:
        estimate(rows, alone, Question(MEAN))
    assert [problem.code for problem in raised.value.problems] == ["CH-3138"]
