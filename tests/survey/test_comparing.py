"""Tables of differences (reference/differences.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.problems import Refused
from chiso.survey.comparing import (
    COLUMNS,
    Comparison,
    Side,
    compare_domains,
    compare_rounds,
    csv_of_comparisons,
)
from chiso.survey.design import Design, Replicates
from chiso.survey.estimation.estimate import Question
from chiso.survey.estimation.statistics import parse_statistics
from tests.survey.estimation.test_differences import second_period
from tests.survey.r import reference
from tests.survey.tables import design, table


def side(*asked: str, by: tuple[str, ...] = (), rows: Any = None, plan: Design | None = None) -> Side:
    return Side(
        table("clusters") if rows is None else rows,
        plan or design("replacement", "remove"),
        Question(parse_statistics(asked), by),
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_domains_are_compared_pair_by_pair() -> None:
    expected = reference("differences")["domains"]["replacement"]["mean"]
    (row,) = compare_domains(side("mean:percent", by=("sex",)))
    assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)
    assert (row.period_1, row.unit_1, row.period_2, row.unit_2) == ("2026", "1", "2026", "2")
    assert row.difference == row.estimate_1 - row.estimate_2
    # 21 PSUs less 6 strata; t of 15 degrees of freedom at 97.5 %: 2.131449545559323 (any table of t).
    assert row.df == 15
    assert row.ci_high - row.difference == pytest.approx(2.131449545559323 * row.se, rel=1e-10)
    (turned,) = compare_domains(side("mean:percent", by=("sex",)), [("2", "1")])
    assert (turned.difference, turned.p_value) == pytest.approx((-row.difference, row.p_value), rel=1e-10)


def test_all_pairs_of_domains_are_compared_where_none_is_named() -> None:
    rows = compare_domains(side("mean:percent", "distribution:sex", by=("agency",)))
    assert [(row.unit_1, row.unit_2, row.code) for row in rows] == [
        (first, second, code)
        for first, second in (("k", "l"), ("k", "m"), ("l", "m"))
        for code in ("percent", "sex=1", "sex=2")
    ]


def test_rounds_with_common_units_are_compared_with_their_covariance() -> None:
    expected = reference("differences")["periods"]["replacement"]["mean"]
    earlier, later = side("mean:percent"), side("mean:percent", rows=second_period())
    (row,) = compare_rounds(later, earlier)
    assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)


def test_an_answer_that_one_round_alone_has_is_a_share_of_nobody_in_the_other() -> None:
    without = table("clusters").filter(np.asarray(table("clusters").column("q").fill_null(0)) != 1)
    one, other = side("distribution:q"), side("distribution:q", rows=without)
    turned = {row.code: row.difference for row in compare_rounds(other, one)}
    shares = {row.code: (row.difference, row.estimate_2) for row in compare_rounds(one, other)}
    assert shares["q=1"][0] > 0
    assert shares["q=1"][1] == 0.0
    assert turned == pytest.approx({code: -difference for code, (difference, _) in shares.items()})


def test_domains_that_are_not_in_both_rounds_are_left_out() -> None:
    here = np.asarray(table("clusters").column("agency")) != "m"
    rows = compare_rounds(
        side("mean:percent", by=("agency",)),
        side("mean:percent", by=("agency",), rows=table("clusters").filter(here)),
    )
    assert [row.unit_1 for row in rows] == ["k", "l"]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        compare_domains(side("mean:percent", by=("sex",)), [("1", "men"), ("2", "women")])
    assert codes(refused) == ["CH-3237", "CH-3237"]
    with pytest.raises(Refused) as refused:
        compare_domains(side("mean:percent"))
    assert codes(refused) == ["CH-3237"]
    with pytest.raises(Refused) as refused:
        compare_rounds(side("mean:percent", by=("sex",)), side("mean:percent", by=("agency",)))
    assert codes(refused) == ["CH-3237"]
    with pytest.raises(Refused) as refused:
        compare_domains(side("quantile:percent@0.5", by=("sex",)))
    assert codes(refused) == ["CH-3238"]
    replicated = Design(weight="weight", replicates=Replicates(method="jk1", columns=("x", "y")))
    with pytest.raises(Refused) as refused:
        compare_domains(side("mean:percent", by=("sex",), plan=replicated))
    assert codes(refused) == ["CH-3232"]


def test_a_sample_without_a_basis_for_errors_tells_differences_alone() -> None:
    quota = Design(basis="quota", weight="weight")
    (row,) = compare_domains(side("mean:percent", by=("sex",), plan=quota))
    (alike,) = compare_domains(side("mean:percent", by=("sex",)))
    assert row.difference == pytest.approx(alike.difference, rel=1e-12)
    assert np.isnan([row.se, row.df, row.ci_low, row.ci_high, row.p_value]).all()


def test_a_table_of_differences_has_empty_cells_for_what_there_is_none_of() -> None:
    nothing = float("nan")
    row = Comparison(
        "2026", "a", "2025", "a", "q", 0.5, 0.25, 4, 8, 0.25, nothing, nothing, nothing, nothing, nothing
    )
    written = csv_of_comparisons([row]).decode("utf-8-sig").splitlines()
    assert written == [",".join(COLUMNS), "2026,a,2025,a,q,0.5,0.25,4,8,0.25,,,,,"]
