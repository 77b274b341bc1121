"""Differences of ratios and of shares by replicates, of domains and of rounds (replicated_ratios.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.comparing import Side, compare_domains, compare_rounds
from chiso.survey.design import Design
from chiso.survey.estimation.question import Choices, Question
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.replicates import Method
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.test_replicated_rounds import KINDS, drawn, later_rows
from tests.survey.weighting_sample import table

# Each with the condition under which it is asked.
ASKED = {
    "ratio": ("ratio:y/income", ""),
    "share": ("proportion:z=1", ""),
    "share_of_some": ("proportion:z=1", "y > 4"),
}
DRAWN = [
    ("jk1", "jk1", drawn("")),
    ("jkn", "jkn", drawn()),
    ("jkn_fpc", "jkn", drawn(population="big_communes")),
    ("brr", "brr", drawn("stratum")),
    ("fay", "fay", drawn("stratum")),
]  # fmt: skip


def rows_with_gaps() -> pa.Table:
    """Every seventh person told nothing of y: as in the script of R."""
    rows = table()
    y = np.asarray(rows.column("y"), np.float64)
    told = pa.array(y, mask=np.arange(1, rows.num_rows + 1) % 7 == 0)
    return rows.set_column(rows.column_names.index("y"), "y", told)


def side(rows: Any, plan: Design, method: Method, statistic: str, by: tuple[str, ...]) -> Side:
    asked, where = ASKED[statistic]
    conditions = parse_conditions(where) if where else ()
    choices = Choices(replication=Replication(method, **KINDS[method]))
    return Side(rows, plan, Question(parse_statistics([asked]), by, conditions, choices))


@pytest.mark.parametrize("statistic", ASKED)
@pytest.mark.parametrize(("name", "method", "plan"), DRAWN, ids=[name for name, _, _ in DRAWN])
def test_women_and_men_differ_as_in_r(name: str, method: Method, plan: Design, statistic: str) -> None:
    told = reference("replicated_ratios")["domains"][name][statistic]
    asked = side(rows_with_gaps(), plan, method, statistic, ("sex",))
    [row] = compare_domains(asked, [("male", "female")])
    assert [row.difference, row.se] == pytest.approx(told, rel=1e-10)


@pytest.mark.parametrize("statistic", ASKED)
@pytest.mark.parametrize(("name", "method", "plan"), DRAWN, ids=[name for name, _, _ in DRAWN])
def test_rounds_differ_as_in_replicates_of_both_together_in_r(
    name: str, method: Method, plan: Design, statistic: str
) -> None:
    told = reference("replicated_ratios")["periods"][name]
    rounds = (later_rows(rows_with_gaps()), rows_with_gaps())
    for by in ((), ("sex",)):
        found = compare_rounds(*(side(rows, plan, method, statistic, by) for rows in rounds))
        assert len(found) == (2 if by else 1)
        for row in found:
            expected = told[row.unit_1 or "all"][statistic]
            assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10), row.unit_1
