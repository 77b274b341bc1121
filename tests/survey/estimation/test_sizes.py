"""Figures whose squares are lost are refused; up to there the size of a column changes no relative figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.problems import BadInput
from chiso.survey.comparing import Side, compare_domains
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from tests.survey.tables import design, table

DESIGN = design("replacement", "remove")
# What a factor on y does to each figure.
ASKED = {"mean:y": 1, "total:y": 1, "ratio:y/x": 1, "ratio:x/y": -1}


def rows_times(factor: float) -> Any:
    rows = table("clusters")
    values = [None if one is None else one * factor for one in rows.column("y").to_pylist()]
    return rows.set_column(rows.column_names.index("y"), "y", pa.array(values, pa.float64()))


def question(asked: str, **more: Any) -> Question:
    return Question(parse_statistics([asked]), **more)


@pytest.mark.parametrize("factor", [1e-98, 1e94])
@pytest.mark.parametrize("method", [None, "jkn"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_figure_and_its_error_have_the_size_of_the_column(asked: str, method: Any, factor: float) -> None:
    choices = Choices(replication=Replication(method))
    (plain,) = estimate(rows_times(1), DESIGN, question(asked, choices=choices))
    (other,) = estimate(rows_times(factor), DESIGN, question(asked, choices=choices))
    scale = factor ** ASKED[asked]
    expected = [plain.estimate * scale, plain.se * scale, plain.ci_low * scale, plain.deff, plain.df]
    found = [other.estimate, other.se, other.ci_low, other.deff, other.df]
    np.testing.assert_allclose(found, expected, rtol=1e-11)


@pytest.mark.parametrize("factor", [1e-160, 1e-108, 1e108])
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("by", [(), ("sex",)])
def test_figures_whose_squares_are_lost_are_refused(asked: str, factor: float, by: tuple[str, ...]) -> None:
    for refused_by in (
        lambda: estimate(rows_times(factor), DESIGN, question(asked, by=by)),
        lambda: compare_domains(Side(rows_times(factor), DESIGN, question(asked, by=("sex",))), []),
    ):
        with pytest.raises(BadInput) as refused:
            refused_by()
        assert {one.code for one in refused.value.problems} == {"CH-8822"}


def test_a_quantile_needs_no_squares_and_nought_is_no_small_figure() -> None:
    (plain,) = estimate(rows_times(1), DESIGN, question("quantile:y@0.5"))
    (small,) = estimate(rows_times(1e-160), DESIGN, question("quantile:y@0.5"))
    np.testing.assert_allclose(
        [small.estimate, small.se], [plain.estimate * 1e-160, plain.se * 1e-160], rtol=1e-12
    )
    (nought,) = estimate(rows_times(0), DESIGN, question("mean:y"))
    assert (nought.estimate, nought.se) == (0.0, 0.0)
