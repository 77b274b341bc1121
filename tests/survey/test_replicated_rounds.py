"""Differences between rounds by replicates (reference/replicated_differences.R, counting, identities)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import Refused
from chiso.survey.cells import make_cells
from chiso.survey.comparing import Comparison, Side, compare_domains, compare_rounds
from chiso.survey.declared_chain import Base, Chain
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.differences import Round, differences_of_periods
from chiso.survey.estimation.estimate import estimate
from chiso.survey.estimation.linear import TermList, linearise
from chiso.survey.estimation.question import Choices, Question
from chiso.survey.estimation.replicated import Replication, replicate_errors
from chiso.survey.estimation.replicated_periods import PeriodInReplicates
from chiso.survey.estimation.statistics import parse_statistics, total
from chiso.survey.replicates import Method
from tests.survey.r import reference
from tests.survey.weighting_sample import psu_of_row, table

Said = Literal["together", "apart"] | None
ASKED = ("mean:y", "total:y")
KINDS: dict[Method, dict[str, Any]] = {
    "jk1": {},
    "jkn": {},
    "brr": {},
    "fay": {"rho": 0.3},
    "rao_wu": {"count": 60},
    "canty_davison": {"count": 60},
    "preston": {"count": 60},
    "successive_difference": {},
}


def drawn(strata: str = "big", population: str = "", cluster: str = "psu") -> Design:
    stage = Stage(cluster=cluster, strata=(strata,) if strata else (), population=population)
    return Design(weight="weight", stages=(stage,))


def later_rows(rows: pa.Table) -> pa.Table:
    """Every third person is not there, all gave other answers: as in the script of R."""
    there = rows.filter(pa.array(np.arange(rows.num_rows) % 3 != 2))
    y, z, weight = (np.asarray(there.column(name), np.float64) for name in ("y", "z", "weight"))
    there = there.set_column(there.column_names.index("y"), "y", pa.array(10 - y / 2 + 3 * z))
    return there.set_column(there.column_names.index("weight"), "weight", pa.array(1.5 * weight))


def side(
    rows: pa.Table,
    plan: Design,
    *asked: str,
    by: tuple[str, ...] = (),
    method: Method | None = None,
    **how: Any,
) -> Side:
    choices = Choices(replication=Replication(method, **how))
    return Side(rows, plan, Question(parse_statistics(asked), by, choices=choices))


def variance_of(row: Comparison) -> float:
    return row.se**2


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where.field) for problem in refused.value.problems]


def assert_as_in_r(told: dict[str, Any], plan: Design, rows: Any, said: Said = None, **how: Any) -> None:
    earlier, later = rows
    for by, groups in (((), {"": "all"}), (("sex",), {"female": "female", "male": "male"})):
        found = compare_rounds(
            side(later, plan, *ASKED, by=by, **how),
            side(earlier, plan, *ASKED, by=by, **how),
            replicate_weights=said,
        )
        assert len(found) == 2 * len(groups)
        for row, statistic in zip(found, ["mean", "total"] * len(groups), strict=True):
            expected = told[statistic][groups[row.unit_1]]
            assert [row.difference, row.se] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("name", "method", "plan"),
    [
        ("jk1", "jk1", drawn("")),
        ("jkn", "jkn", drawn()),
        ("jkn_fpc", "jkn", drawn(population="big_communes")),
        ("brr", "brr", drawn("stratum")),
        ("fay", "fay", drawn("stratum")),
    ],
)
def test_rounds_with_the_same_units_differ_as_in_replicates_of_both_together_in_r(
    name: str, method: Method, plan: Design
) -> None:
    told = reference("replicated_differences")[name]
    assert_as_in_r(told, plan, (table(), later_rows(table())), method=method, **KINDS[method])


@pytest.mark.parametrize("name", ["canty_davison_fpc", "rao_wu", "jkn_given"])
def test_replicate_weights_made_together_give_the_error_of_r(name: str) -> None:
    told = reference("replicated_differences")[name]
    place = {psu: number for number, psu in enumerate(told["psus"])}
    of_psu = np.array(told["factors"])
    rows = table()
    numbers = [place[psu] for psu in rows.column("psu").to_pylist()]
    names = tuple(f"r{number}" for number in range(of_psu.shape[1]))
    for column, values in zip(names, of_psu[numbers].T, strict=True):
        rows = rows.append_column(column, pa.array(values))
    scale, rscales = float(told["scale"][0]), tuple(told["rscales"])
    brought = Replicates(method="other", columns=names, combined=False, scale=scale, rscales=rscales)
    plan = Design(weight="weight", replicates=brought)
    assert_as_in_r(told, plan, (rows, later_rows(rows)), "together")


@pytest.mark.parametrize("population", ["", "big_communes"])
@pytest.mark.parametrize("method", KINDS)
def test_rounds_with_the_same_units_differ_as_two_domains_of_one_sample(
    method: Method, population: str
) -> None:
    earlier, later = table(), later_rows(table())
    plan = drawn("" if method == "jk1" else "big", "" if method == "jk1" else population)
    stacked = pa.concat_tables(
        rows.append_column("period", pa.array([period] * rows.num_rows))
        for period, rows in (("1", earlier), ("2", later))
    )
    how = {"method": method, **KINDS[method]}
    one_sample = compare_domains(side(stacked, plan, *ASKED, by=("period",), **how), [("2", "1")])
    rounds = compare_rounds(side(later, plan, *ASKED, **how), side(earlier, plan, *ASKED, **how))
    for row, expected in zip(rounds, one_sample, strict=True):
        assert (row.difference, row.se, row.df) == pytest.approx(
            (expected.difference, expected.se, expected.df), rel=1e-10
        )
        assert row.p_value == pytest.approx(expected.p_value, rel=1e-9)


def random_rounds(seed: int, *, strata: int, known: bool) -> tuple[pa.Table, pa.Table]:
    """Two samples of two to seven of nine PSUs of each stratum, whatever they share."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(2):
        rows: dict[str, list[Any]] = {"stratum": [], "psu": [], "psus": [], "weight": [], "y": []}
        for stratum in range(strata):
            for psu in generator.choice(9, int(generator.integers(2, 8)), replace=False).tolist():
                for _ in range(int(generator.integers(1, 4))):
                    rows["stratum"].append(f"s{stratum}")
                    rows["psu"].append(f"p{psu}")
                    rows["psus"].append(9)
                    rows["weight"].append(float(generator.uniform(1, 3)))
                    rows["y"].append(float(generator.normal(5, 2)))
        found.append(pa.table(rows if known else {**rows, "psus": [1_000_000] * len(rows["y"])}))
    return found[0], found[1]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.booleans())
def test_the_jackknife_of_totals_is_the_linearised_estimator_whatever_the_rounds_share(
    seed: int, strata: int, known: bool
) -> None:
    later, earlier = random_rounds(seed, strata=strata, known=known)
    plan = drawn("stratum", "psus")
    methods: tuple[Method, ...] = ("jkn", "jk1") if strata == 1 else ("jkn",)
    (linearised,) = compare_rounds(side(later, plan, "total:y"), side(earlier, plan, "total:y"))
    for method in methods:
        of_each = (side(one, plan, "total:y", method=method) for one in (later, earlier))
        (row,) = compare_rounds(*of_each)
        # Below 0 there is no error, by either.
        expected = (linearised.difference, linearised.se, linearised.df)
        assert (row.difference, row.se, row.df) == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("method", [None, "jkn"])
@pytest.mark.parametrize("shared", [2, 3])
def test_the_error_is_right_on_average_over_all_pairs_of_samples(method: Method | None, shared: int) -> None:
    """Four of six PSUs; with 2 in common what is large in one is small in the other: φ = 1 − 16/12."""
    answers = np.array([[3.0, 7.0, 4.0, 9.0, 1.0, 6.0], [2.0, 9.0, 3.0, 8.0, 4.0, 5.5]])
    plan = Design(weight="weight", stages=(Stage(cluster="unit", population="units"),))
    asked, replication = [total("y")], Replication(method)
    listed = TermList(asked)

    def period(units: tuple[int, ...], number: int) -> Round:
        rows = pa.table(
            {
                "unit": [f"u{unit}" for unit in units],
                "y": answers[number, list(units)],
                "weight": [6 / 4] * 4,
                "units": [6] * 4,
            }
        )
        cells = make_cells(rows, plan, terms=listed.terms)
        linear = linearise(cells, asked, listed)
        errors = replicate_errors(rows, plan, replication, cells, listed.terms, (), None)
        made = None if errors is None else PeriodInReplicates(errors, linear, listed)
        return Round(cells, linear, plan, replicated=made)

    samples = list(combinations(range(6), 4))
    before, after = ([period(units, number) for units in samples] for number in (0, 1))
    found = [
        differences_of_periods(later, earlier, [()], sharing=None if method is None else replication)
        for first, earlier in zip(samples, before, strict=True)
        for second, later in zip(samples, after, strict=True)
        if len(set(first) & set(second)) == shared
    ]
    # 15 samples, each with 6 or 8 that share so many units.
    assert len(found) == {2: 15 * 6, 3: 15 * 8}[shared]
    differences = np.array([one.estimates[0, 0] for one in found])
    true_variance = np.mean(differences**2) - np.mean(differences) ** 2
    # φ may make an estimate fall below 0; with these answers none does.
    assert np.mean([one.variances[0, 0] for one in found]) == pytest.approx(true_variance, rel=1e-10)


def with_other_units(rows: pa.Table, renamed: tuple[str, ...]) -> pa.Table:
    """The rows with some PSUs under other names: the round drew others in their place."""
    names = [f"new {name}" if name in renamed else name for name in rows.column("psu").to_pylist()]
    return rows.set_column(rows.column_names.index("psu"), "psu", pa.array(names))


@pytest.mark.parametrize("population", ["", "big_communes"])
@pytest.mark.parametrize("method", ["rao_wu", "canty_davison", "preston"])
def test_bootstraps_tell_the_linearised_covariance_on_average(method: Method, population: str) -> None:
    """C is what is left of V_1 + V_2 − V; three of the four PSUs of each stratum are common."""
    plan = drawn(population=population)
    earlier, later = table(), with_other_units(later_rows(table()), ("p0", "p5", "p10", "p15"))

    def covariance(**how: Any) -> float:
        sides = [side(one, plan, "total:y", **how) for one in (later, earlier)]
        parts = [estimate(one.source, one.design, one.question)[0].se ** 2 for one in sides]
        return (sum(parts) - variance_of(compare_rounds(*sides)[0])) / 2

    expected = covariance()
    found = [covariance(method=method, count=400, seed=seed) for seed in range(10)]
    # Four standard errors of the ten; canty_davison repeats a sample to whole numbers only.
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - expected) < 4 * error
    assert error < 0.1 * abs(expected)


def test_two_stages_vary_together_through_the_first_alone() -> None:
    """Preston's bootstrap of two stages: V_1 and V_2 of both stages, C of the first."""
    stages = (
        Stage(cluster="psu", strata=("big",), population="big_communes"),
        Stage(population="people"),
    )
    plan = Design(weight="weight", stages=stages)
    earlier, later = table(), later_rows(table())
    (linearised,) = compare_rounds(side(later, plan, "total:y"), side(earlier, plan, "total:y"))
    found = [
        variance_of(
            compare_rounds(
                *(
                    side(one, plan, "total:y", method="preston", count=400, seed=seed)
                    for one in (later, earlier)
                )
            )[0]
        )
        for seed in range(10)
    ]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - variance_of(linearised)) < 4 * error
    assert error < 0.05 * variance_of(linearised)


@pytest.mark.parametrize("method", KINDS)
def test_rounds_without_common_units_are_independent(method: Method) -> None:
    plan = drawn("" if method == "jk1" else "big")
    earlier = table()
    later = with_other_units(later_rows(earlier), tuple(f"p{number}" for number in range(16)))
    sides = [side(one, plan, *ASKED, method=method, **KINDS[method]) for one in (later, earlier)]
    errors = [[row.se for row in estimate(one.source, one.design, one.question)] for one in sides]
    for row, *of_rounds in zip(compare_rounds(*sides), *errors, strict=True):
        assert variance_of(row) == pytest.approx(np.square(of_rounds).sum(), rel=1e-12)


@pytest.mark.parametrize("method", [None, *KINDS])
def test_a_round_does_not_differ_from_itself(method: Method | None) -> None:
    how = {} if method is None else KINDS[method]
    one = side(table(), drawn("" if method == "jk1" else "big"), *ASKED, by=("sex",), method=method, **how)
    assert [(row.difference, row.se) for row in compare_rounds(one, one)] == [(0.0, 0.0)] * 4


def test_a_stratum_with_one_common_unit_tells_no_covariance() -> None:
    plan = drawn("stratum")
    earlier = table()
    later = with_other_units(later_rows(earlier), tuple(f"p{number}" for number in range(0, 16, 2)))
    for method in ("jkn", "brr", "fay", "rao_wu", "successive_difference"):
        sides = [side(one, plan, "total:y", method=method) for one in (later, earlier)]
        errors = [estimate(one.source, one.design, one.question)[0].se for one in sides]
        (row,) = compare_rounds(*sides)
        assert variance_of(row) == pytest.approx(np.square(errors).sum(), rel=1e-12)


@pytest.mark.parametrize("method", ["brr", "fay", "successive_difference"])
def test_a_method_that_cannot_take_a_part_of_the_units_says_so_for_each_stratum(method: Method) -> None:
    later = with_other_units(later_rows(table()), ("p0", "p15"))
    sides = [side(one, drawn(), "total:y", method=method) for one in (later, table())]
    with pytest.raises(Refused) as refused:
        compare_rounds(*sides)
    assert codes(refused) == [("CH-8753", "replicates")] * 2
    found = [problem.found for problem in refused.value.problems]
    assert [str(one.in_language("en")) for one in found if not isinstance(one, str)] == [
        "stratum “b0”: common PSUs 3",
        "stratum “b3”: common PSUs 3",
    ]


def test_half_samples_of_common_pairs_leave_out_what_share_was_drawn() -> None:
    """One pair of each two is common: as if pairs were strata, drawn with replacement."""
    later = with_other_units(later_rows(table()), ("p0", "p1", "p4", "p5", "p8", "p9", "p12", "p13"))
    counted = drawn(population="big_communes")
    (row,) = compare_rounds(*(side(one, counted, "total:y", method="brr") for one in (later, table())))
    (linearised,) = compare_rounds(*(side(one, drawn("stratum"), "total:y") for one in (later, table())))
    assert row.se == pytest.approx(linearised.se, rel=1e-10)


def brought(count: int = 16, *, scale: float = 0.75, rscales: tuple[float, ...] = ()) -> Replicates:
    columns = tuple(f"r{number}" for number in range(count))
    return Replicates(method="jkn", columns=columns, combined=False, scale=scale, rscales=rscales)


def with_columns(rows: pa.Table, seed: int) -> pa.Table:
    """Sixteen factors of each PSU, made up."""
    factors: npt.NDArray[np.float64] = np.random.default_rng(seed).uniform(0.5, 1.5, (16, 16))
    for number, values in enumerate(factors[psu_of_row()].T):
        rows = rows.append_column(f"r{number}", pa.array(values))
    return rows


GIVEN = Design(weight="weight", replicates=brought())


def test_replicates_drawn_apart_add_their_variances() -> None:
    earlier, later = with_columns(table(), 1), later_rows(with_columns(table(), 2))
    sides = [side(one, GIVEN, *ASKED, by=("sex",)) for one in (later, earlier)]
    errors = [[row.se for row in estimate(one.source, one.design, one.question)] for one in sides]
    apart = compare_rounds(*sides, replicate_weights="apart")
    for row, *of_rounds in zip(apart, *errors, strict=True):
        assert variance_of(row) == pytest.approx(np.square(of_rounds).sum(), rel=1e-12)
    together = compare_rounds(*sides, replicate_weights="together")
    assert all(one.se != other.se for one, other in zip(apart, together, strict=True))


@pytest.mark.parametrize("method", [None, "jkn"])
def test_one_round_may_bring_replicates_and_the_other_not(method: Method | None) -> None:
    later = side(later_rows(with_columns(table(), 2)), GIVEN, *ASKED)
    earlier = side(table(), drawn(), *ASKED, method=method)
    errors = [[row.se for row in estimate(one.source, one.design, one.question)] for one in (later, earlier)]
    for first, second in ((later, earlier), (earlier, later)):
        for row, *of_rounds in zip(
            compare_rounds(first, second, replicate_weights="apart"), *errors, strict=True
        ):
            assert variance_of(row) == pytest.approx(np.square(of_rounds).sum(), rel=1e-12)
    with pytest.raises(Refused) as refused:
        compare_rounds(later, earlier, replicate_weights="together")
    assert codes(refused) == [("CH-8752", "replicate-weights")]


def test_how_replicates_of_two_rounds_were_made_is_said_and_not_guessed() -> None:
    rows = with_columns(table(), 1)
    one = side(rows, GIVEN, "mean:y")
    made = side(rows, drawn(), "mean:y", method="jkn")
    plain = side(rows, drawn(), "mean:y")
    for first, second in ((one, one), (one, made), (plain, one)):
        with pytest.raises(Refused) as refused:
            compare_rounds(first, second)
        assert codes(refused) == [("CH-3232", "replicate-weights")]
        assert "--replicate-weights together" in refused.value.problems[0].mend.in_language("en")
    for pair in ((made, made), (plain, plain)):
        with pytest.raises(Refused) as refused:
            compare_rounds(*pair, replicate_weights="apart")
        assert codes(refused) == [("CH-3237", "replicate-weights")]
    for other in (plain, side(rows, drawn(), "mean:y", method="jkn", seed=2)):
        with pytest.raises(Refused) as refused:
            compare_rounds(made, other)
        assert codes(refused) == [("CH-8752", "replicate-weights")]
    # A method beside columns of both rounds.
    both = side(rows, GIVEN, "mean:y", method="jkn")
    with pytest.raises(Refused) as refused:
        compare_rounds(both, both, replicate_weights="together")
    assert codes(refused) == [("CH-3162", "replicates")]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (brought(15), "columns, rscales"),
        (brought(scale=0.5), "scale"),
        (brought(rscales=(2.0,) * 16), "rscales"),
    ],
)
def test_columns_that_cannot_come_from_one_draw_are_refused(other: Replicates, told: str) -> None:
    rows = with_columns(table(), 1)
    first = side(rows, GIVEN, "mean:y")
    second = side(rows, GIVEN.model_copy(update={"replicates": other}), "mean:y")
    with pytest.raises(Refused) as refused:
        compare_rounds(first, second, replicate_weights="together")
    assert codes(refused) == [("CH-8752", "replicate-weights")]
    assert refused.value.problems[0].found == told
    # Written out, the rscales of one each are those that stand for themselves.
    same = GIVEN.model_copy(update={"replicates": brought(rscales=(1.0,) * 16)})
    (row,) = compare_rounds(first, replace(second, design=same), replicate_weights="together")
    assert row.se == 0


def test_rounds_drawn_apart_name_no_unit_of_both() -> None:
    rows = with_columns(table(), 1)
    named = GIVEN.model_copy(update={"stages": drawn().stages})
    one = side(rows, named, "mean:y")
    with pytest.raises(Refused) as refused:
        compare_rounds(one, side(rows, drawn(), "mean:y"), replicate_weights="apart")
    assert codes(refused) == [("CH-8754", "replicate-weights")]
    assert refused.value.problems[0].found.in_language("en") == "PSUs in both rounds: 16"  # type: ignore[union-attr]
    others = with_other_units(rows, tuple(f"p{number}" for number in range(16)))
    (row,) = compare_rounds(one, replace(one, source=others), replicate_weights="apart")
    assert row.se == pytest.approx(np.sqrt(2) * estimate(rows, named, one.question)[0].se, rel=1e-12)


def test_replicates_that_each_round_had_for_itself_are_of_one_draw_with_the_same_units_alone() -> None:
    rows = with_columns(table(), 1)
    chain = Chain(steps=(Base(kind="base", weight="weight"),))
    named = GIVEN.model_copy(update={"stages": drawn().stages, "chain": chain})
    one = side(rows, named, "mean:y")
    (row,) = compare_rounds(one, one, replicate_weights="together")
    assert row.se == 0
    others = with_other_units(rows, (rows.column("psu").to_pylist()[0],))
    by_row = replace(one, design=named.model_copy(update={"stages": (Stage(),)}))
    for shared in (replace(one, source=others), by_row):
        with pytest.raises(Refused) as refused:
            compare_rounds(one, shared, replicate_weights="together")
        assert codes(refused) == [("CH-8752", "replicate-weights")]
    # Who else may have made them for both is not known without a chain.
    panel = replace(one, source=others, design=named.model_copy(update={"chain": None}))
    assert compare_rounds(one, panel, replicate_weights="together")[0].se == 0


def test_rounds_without_a_basis_for_errors_need_no_word_on_replicates() -> None:
    rows = with_columns(table(), 1)
    quota = side(rows, GIVEN.model_copy(update={"basis": "quota"}), "mean:y")
    (row,) = compare_rounds(quota, side(rows, GIVEN, "mean:y"))
    assert row.difference == 0
    assert np.isnan([row.se, row.df, row.ci_low, row.p_value]).all()
