"""The published table: flags and reasons of every figure; nothing that must be kept can be computed."""

import math

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.counts_table import csv_of_counts, read_counts
from chiso.survey.design import Design, Stage
from chiso.survey.estimates import COLUMNS
from chiso.survey.estimates_reading import read_estimates
from chiso.survey.estimates_table import csv_of_estimates, parquet_of_estimates
from chiso.survey.index import Index, compute_index
from chiso.survey.index_table import table_of_index
from chiso.survey.modelled_table import Known, csv_of_modelled, model_index, read_known
from chiso.survey.publishing_rules import load_rules
from tests.survey.questionnaires import six_questions
from tests.survey.test_index import DESIGN, rows

RULES = load_rules()


def many_people(sizes: dict[str, int], *, basis: str = "census") -> Index:
    """People drawn one by one in communes of these sizes; two of three are satisfied with everything."""
    communes = [name for name, size in sizes.items() for _ in range(size)]
    answers = [4 if place % 3 else 2 for place in range(len(communes))]
    table = pa.table(
        {"commune": communes, "weight": [1.0] * len(communes), "all": [len(communes)] * len(communes),
         **{f"q{n}": answers for n in range(1, 7)}}
    )  # fmt: skip
    design = Design(period="2026", basis=basis, weight="weight", stages=(Stage(population="all"),))  # type: ignore[arg-type]
    return compute_index(table, design, six_questions(), by=("commune",))


def test_a_commune_of_four_people_is_kept_with_the_smallest_other_and_each_says_why() -> None:
    made = table_of_index(many_people({"A": 4, "B": 90, "C": 30, "D": 50}), RULES, language="en")
    reasons = {(row.unit, row.code): row.reason for row in made.estimates if row.flag == "suppressed"}
    assert {unit for unit, _ in reasons} == {"A", "C"}
    assert "recognised" in reasons["A", "index"]
    assert "cannot be computed" in reasons["C", "index"]
    assert {code for unit, code in reasons if unit == "A"} == {
        "index", "I", "II", "q1", "q2", "q3", "q4", "q5", "q6",
    }  # fmt: skip


def test_a_kept_figure_stands_nowhere_in_what_is_published() -> None:
    index = many_people({"A": 7, "B": 90, "C": 31, "D": 50})
    made = table_of_index(index, RULES, language="vi")
    published = csv_of_estimates(made.estimates).decode()
    lines = [line for line in published.splitlines() if line.startswith("2026,A,")]
    assert len(lines) == 9
    for line in lines:
        assert line.split(",")[3:10] == [""] * 7
        assert "nhận ra từng người" in line
    # The parquet file has nulls in the same places.
    import io

    import pyarrow.parquet

    read = pyarrow.parquet.read_table(io.BytesIO(parquet_of_estimates(made.estimates))).to_pylist()
    for row in read:
        if row["unit"] == "A":
            assert [row[name] for name in ("estimate", "se", "n", "ci_low")] == [None] * 4


def test_nobody_can_subtract_the_shown_communes_from_the_city() -> None:
    index = many_people({"A": 4, "B": 90, "C": 30, "D": 50})
    made = table_of_index(index, RULES)
    shown = [row for row in made.estimates if row.code == "index" and row.flag != "suppressed"]
    assert [row.unit for row in shown] == ["", "B", "D"]
    # What is left of the city after the shown communes are 34 people of two communes.
    assert shown[0].n - shown[1].n - shown[2].n == 34


def test_with_modelled_figures_beside_small_samples_protect_no_one() -> None:
    # C has 20 people: suppressed as too small a sample, and so a cover for A — but the model shows it.
    sizes = {"A": 4, "B": 90, "C": 20, "D": 50}
    index = many_people(sizes, basis="probability")
    without = table_of_index(index, RULES)
    assert not without.kept[[index.units.index(unit) for unit in "BCD"]].any()
    beside = table_of_index(index, RULES, with_model=True)
    assert beside.kept[index.units.index("C")].all()


def test_ratings_have_an_estimate_and_a_number_and_nothing_more() -> None:
    made = table_of_index(many_people({"A": 40, "B": 90}, basis="open"), RULES)
    for row in made.estimates:
        assert not math.isnan(row.estimate)
        assert all(math.isnan(one) for one in (row.se, row.df, row.ci_low, row.ci_high, row.deff))
        assert row.sampling_basis == "open"


def test_the_table_is_read_back_as_it_was() -> None:
    made = table_of_index(compute_index(rows(), DESIGN, six_questions(), by=("commune",)), RULES)
    again = read_estimates(csv_of_estimates(made.estimates))
    assert repr(again) == repr(made.estimates)
    assert csv_of_estimates(made.estimates).decode().splitlines()[0] == ",".join(COLUMNS)


def test_counts_are_read_back_as_they_were() -> None:
    made = table_of_index(compute_index(rows(), DESIGN, six_questions(), by=("commune",)), RULES)
    assert repr(read_counts(csv_of_counts(made.counts))) == repr(made.counts)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026,A,index,x,,,,,,,shown,probability,", "CH-3195"),
        ("2026,A,index,0.5,,,1.5,,,,shown,probability,", "CH-3195"),
        ("2026,A,index,nan,,,,,,,shown,probability,", "CH-3195"),
        ("2026,A,index,0.5,,,,,,,visible,probability,", "CH-3195"),
        ("2026,A,index,0.5,,,,,,,shown,lottery,", "CH-3195"),
    ],
)
def test_a_table_of_estimates_with_a_strange_cell_is_refused(row: str, code: str) -> None:
    from chiso.problems import BadInput

    with pytest.raises(BadInput) as refused:
        read_estimates(f"{','.join(COLUMNS)}\n{row}\n".encode())
    assert [one.code for one in refused.value.problems] == [code]


def known_of(index: Index) -> Known:
    units = (*(unit for unit in index.units if unit), "Z")
    drawn = np.random.default_rng(1)
    return Known("known.csv", units, ("online",), drawn.uniform(0.2, 0.8, (len(units), 1)))


def test_modelled_figures_are_marked_and_a_kept_commune_lends_nothing() -> None:
    sizes = {f"C{n:02}": 30 + n for n in range(12)} | {"A": 4}
    index = many_people(sizes, basis="probability")
    made = table_of_index(index, RULES, with_model=True)
    modelled = model_index(index, known_of(index), made.kept)
    kinds = {row.unit: row.kind for row in modelled if row.code == "index"}
    kept = {unit for unit, hidden in zip(index.units, made.kept[:, 0], strict=True) if hidden and unit}
    assert "A" in kept
    assert {unit for unit, kind in kinds.items() if kind == "synthetic"} == kept | {"Z"}
    for row in modelled:
        assert (row.direct_share == 0) if row.kind == "synthetic" else (0 <= row.direct_share < 1)
        assert row.rmse > 0 or row.direct_share == 0
    assert csv_of_modelled(modelled).decode().splitlines()[1].split(",")[3] in ("modelled", "synthetic")


def test_answers_of_a_kept_commune_change_no_modelled_figure() -> None:
    sizes = {f"C{n:02}": 30 + n for n in range(12)} | {"A": 4}
    index = many_people(sizes, basis="probability")
    made = table_of_index(index, RULES, with_model=True)
    changed = index.chosen.copy()
    changed[index.units.index("A")] = 0
    from dataclasses import replace

    other = model_index(replace(index, chosen=changed), known_of(index), made.kept)
    assert other == model_index(index, known_of(index), made.kept)


@pytest.mark.parametrize(
    "written",
    [
        "unit,online\nA,x\n",
        "unit,online\nA,\n",
        "unit\nA\n",
        "unit,online\nA,1\nA,2\n",
        "unit,online\nA,inf\n",
    ],
)
def test_known_columns_that_cannot_be_used_are_refused(written: str) -> None:
    from chiso.problems import BadInput

    with pytest.raises(BadInput) as refused:
        read_known(written.encode(), name="known.csv")
    assert {one.code for one in refused.value.problems} == {"CH-3198"}


def test_a_domain_that_the_known_table_lacks_is_named() -> None:
    from chiso.problems import BadInput

    index = many_people({"A": 40, "B": 50}, basis="probability")
    made = table_of_index(index, RULES)
    with pytest.raises(BadInput) as refused:
        model_index(index, Known("known.csv", ("A",), ("x",), np.ones((1, 1))), made.kept)
    assert [one.code for one in refused.value.problems] == ["CH-3199"]


def test_ratings_are_not_modelled() -> None:
    from chiso.problems import BadInput

    index = many_people({"A": 40, "B": 50}, basis="open")
    with pytest.raises(BadInput) as refused:
        model_index(index, known_of(index), np.zeros(index.n.shape, np.bool_))
    assert [one.code for one in refused.value.problems] == ["CH-3203"]
