"""The index, its factors and questions: estimates, errors and covariances as R's `svyratio` has them."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from chiso.problems import BadInput
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.replicated import Replication
from chiso.survey.index import Index, compute_index, index_covariances
from chiso.survey.index_replicates import draws_of_index
from chiso.survey.index_table import table_of_index
from chiso.survey.publishing_rules import load_rules
from chiso.survey.questionnaire import Questionnaire, load_questionnaire, questionnaire_names
from tests.survey.questionnaires import SIX_QUESTIONS, read, six_questions
from tests.survey.r import FOLDER, reference

DESIGN = Design(
    period="2026",
    weight="weight",
    stages=(Stage(cluster="cluster", strata=("stratum",), population="clusters"),),
)
EXACT = 1e-10


def rows() -> pa.Table:
    return pyarrow.csv.read_csv(FOLDER / "index_rows.csv")


def with_code_list(written: str) -> Questionnaire:
    return read(written)


def compare(index: Index, said: dict[str, Any]) -> None:
    places = [next(n for n, item in enumerate(index.items) if item.code == code)
              for code in ("index", "I", "II", "q1", "q6")]  # fmt: skip
    for row, unit in enumerate(index.units):
        r = said[f"u{unit}"]
        assert index.ratio[row, places] == pytest.approx(r["estimate"], rel=EXACT), unit
        assert np.sqrt(index.variance[row, places]) == pytest.approx(r["se"], rel=EXACT), unit
        assert index.df[row] == r["df"][0], unit


def test_every_item_in_every_commune_has_the_estimate_and_error_of_r() -> None:
    compare(compute_index(rows(), DESIGN, six_questions(), by=("commune",)), reference("index")["leave_out"])


def test_the_design_effect_of_a_question_is_that_of_r() -> None:
    index = compute_index(rows(), DESIGN, six_questions())
    place = next(n for n, item in enumerate(index.items) if item.code == "q1")
    assert index.deff[0, place] == pytest.approx(reference("index")["deff"][0], rel=EXACT)
    # A factor has none: cells do not hold the squares of a person's sum.
    assert np.isnan(index.deff[0, 0])


def test_dont_know_counts_as_asked_where_that_is_declared() -> None:
    counting = six_questions().declaring(dont_know=("9",), does_not_apply=("8",), when_dont_know="count")
    compare(compute_index(rows(), DESIGN, counting, by=("commune",)), reference("index")["count"])


def test_answers_as_words_give_the_same_as_numbers() -> None:
    table = rows()
    for name in [f"q{n}" for n in range(1, 7)]:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).cast(pa.string()))
    compare(compute_index(table, DESIGN, six_questions(), by=("commune",)), reference("index")["leave_out"])


def test_covariances_of_factors_are_those_of_r() -> None:
    units, found = index_covariances(rows(), DESIGN, six_questions(), ("I", "II"), by="commune")
    said = np.array(reference("index")["factors"])
    assert found[units.index("A")] == pytest.approx(said[:2, :2], rel=EXACT)
    # The difference of two factors: var I + var II − 2 cov.
    one = found[units.index("A")]
    assert one[0, 0] + one[1, 1] - 2 * one[0, 1] == pytest.approx(said[2, 2], rel=EXACT)


PLACES = [("index", 0), ("II", 5), ("q1", 2)]


@pytest.mark.parametrize("unit", ["", "A"])
def test_errors_by_the_jackknife_are_those_of_r(unit: str) -> None:
    jackknife = Replication("jkn")
    index = compute_index(rows(), DESIGN, six_questions(), by=("commune",), replication=jackknife)
    row = index.units.index(unit)
    for (code, place), said in zip(PLACES, reference("index")["jkn_A" if unit else "jkn"], strict=True):
        assert index.items[place].code == code
        assert index.ratio[row, place] == pytest.approx(said[0], rel=EXACT)
        assert np.sqrt(index.variance[row, place]) == pytest.approx(said[1], rel=EXACT)


def test_replicate_weights_of_the_data_are_taken_instead_of_strata() -> None:
    table = rows()
    number = np.array([int(name.partition("c")[2]) for name in table.column("cluster").to_pylist()])
    weight = table.column("weight").to_numpy()
    for left in range(6):
        table = table.append_column(f"r{left}", pa.array(weight * np.where(number == left, 0, 6 / 5)))
    own = Replicates(method="other", columns=tuple(f"r{n}" for n in range(6)), scale=5 / 6)
    design = DESIGN.model_copy(update={"stages": (Stage(),), "replicates": own})
    index = compute_index(table, design, six_questions(), by=("commune",))
    row = index.units.index("A")
    for (_, place), said in zip(PLACES, reference("index")["own_A"], strict=True):
        assert index.ratio[row, place] == pytest.approx(said[0], rel=EXACT)
        assert np.sqrt(index.variance[row, place]) == pytest.approx(said[1], rel=EXACT)


def test_draws_have_the_covariance_of_the_figures_and_none_of_what_is_suppressed() -> None:
    bootstrap = Replication("rao_wu", count=200)
    index = compute_index(rows(), DESIGN, six_questions(), by=("commune",), replication=bootstrap)
    made = table_of_index(index, load_rules())
    draws = draws_of_index(index.replicated, made.estimates, count=4000, seed=1)
    told = [(row.unit, row.code) for row in made.estimates if row.flag != "suppressed"]
    assert list(zip(draws.units, draws.codes, strict=True)) == told
    assert len(told) < len(made.estimates)
    # Two factors of the whole: correlation and errors of 4,000 draws, to four standard errors.
    one, two = told.index(("", "I")), told.index(("", "II"))
    assert index.replicated is not None
    covariance = index.replicated.covariance()
    places = [next(n for n, row in enumerate(made.estimates) if (row.unit, row.code) == ("", code))
              for code in ("I", "II")]  # fmt: skip
    expected = covariance[np.ix_(places, places)]
    seen = np.cov(draws.values[:, [one, two]].T)
    assert seen == pytest.approx(expected, rel=4 * np.sqrt(2 / 4000), abs=1e-4)


def test_codes_that_the_file_declares_as_missing_are_left_out_unless_they_are_counted() -> None:
    table = rows()
    for name in [f"q{n}" for n in range(1, 7)]:
        answers = [7 if one == 9 else one for one in table.column(name).to_pylist()]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(answers))
    missing = {f"q{n}": (7,) for n in range(1, 7)}
    compare(
        compute_index(table, DESIGN, six_questions(), by=("commune",), missing=missing),
        reference("index")["leave_out"],
    )
    counting = six_questions().declaring(dont_know=("7",), does_not_apply=("8",), when_dont_know="count")
    compare(
        compute_index(table, DESIGN, counting, by=("commune",), missing=missing), reference("index")["count"]
    )


def test_a_factor_is_a_ratio_of_sums_and_no_mean_of_shares() -> None:
    # Question 1: 1 of 1 satisfied; question 2: 1 of 3; question 3 nobody. 2/4, not the mean 2/3.
    table = pa.table(
        {"q1": ["4", None, None], "q2": ["5", "1", "3"], "q3": [None, "9", "8"],
         **{f"q{n}": ["4"] * 3 for n in (4, 5, 6)}}
    )  # fmt: skip
    index = compute_index(table, Design(stages=(Stage(),)), six_questions())
    place = next(n for n, item in enumerate(index.items) if item.code == "I")
    assert index.ratio[0, place] == 0.5
    assert (index.chosen_n[0, place], index.asked_n[0, place]) == (2, 4)
    # The most answered question was answered by three.
    assert index.n[0, place] == 3
    nobody = next(n for n, item in enumerate(index.items) if item.code == "q3")
    assert np.isnan(index.ratio[0, nobody])


def test_larger_domains_are_the_sums_of_their_parts() -> None:
    table = rows()
    # Strata and clusters are nested, so that they can stand for areas and villages.
    index = compute_index(table, DESIGN, six_questions(), by=("stratum", "cluster"))
    assert len(index.units) == 1 + 4 + 24
    for figures in (index.chosen, index.asked, index.asked_n):
        for whole in range(5):
            parts = figures[index.domain_parents == whole]
            assert parts.sum(axis=0) == pytest.approx(figures[whole], rel=1e-12)


def test_a_scale_that_runs_the_other_way_counts_its_own_best_answers() -> None:
    turned = read(
        SIX_QUESTIONS.replace('best: "5"', 'best: "1"').replace('chosen: ["4", "5"]', 'chosen: ["1", "2"]')
    )
    table = rows()
    usual = compute_index(table, DESIGN, six_questions())
    for name in [f"q{n}" for n in range(1, 7)]:
        old = table.column(name).to_pylist()
        new = [6 - one if one is not None and one < 6 else one for one in old]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(new))
    assert compute_index(table, DESIGN, turned).ratio == pytest.approx(usual.ratio, rel=EXACT)


def test_without_a_probability_sample_there_is_no_error() -> None:
    for basis in ("quota", "open"):
        index = compute_index(rows(), Design(basis=basis, weight="weight"), six_questions(), by=("commune",))
        assert np.isnan(index.variance).all()
        assert np.isnan(index.df).all()
        assert np.isfinite(index.ratio).all()


def test_a_census_of_all_clusters_has_no_sampling_error() -> None:
    table = rows()
    everything = pa.array([6] * len(table))
    table = table.set_column(table.schema.get_field_index("clusters"), "clusters", everything)
    census = DESIGN.model_copy(update={"basis": "census"})
    index = compute_index(table, census, six_questions(), by=("commune",))
    assert np.nanmax(np.abs(index.variance)) == 0
    assert index.is_certain.all()


def test_an_answer_that_no_scale_knows_is_named_with_its_column() -> None:
    table = rows()
    answers = table.column("q2").to_pylist()
    answers[:3] = [7, 7, 0]
    table = table.set_column(table.schema.get_field_index("q2"), "q2", pa.array(answers))
    with pytest.raises(BadInput) as refused:
        compute_index(table, DESIGN, six_questions(), by=("commune",))
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-3193", "q2")
    assert "3" in problem.as_record("en")["found"]  # type: ignore[operator]


def test_columns_that_are_not_nested_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        compute_index(rows(), DESIGN, six_questions(), by=("commune", "stratum"))
    assert [one.code for one in refused.value.problems] == ["CH-3194"]


def test_rows_without_a_domain_are_refused_since_the_whole_would_lack_them() -> None:
    table = rows()
    communes = table.column("commune").to_pylist()
    communes[0] = None
    table = table.set_column(table.schema.get_field_index("commune"), "commune", pa.array(communes))
    with pytest.raises(BadInput) as refused:
        compute_index(table, DESIGN, six_questions(), by=("commune",))
    assert [one.code for one in refused.value.problems] == ["CH-3194"]


def test_the_forms_have_the_number_of_items_that_their_names_say() -> None:
    assert questionnaire_names() == ("sipas-form-33", "sipas-form-39-2026")
    for name, count in (("sipas-form-33", 33), ("sipas-form-39-2026", 39)):
        form = load_questionnaire(name)
        assert len(form.index.questions) == count
        assert form.index.basis == "ours"
        assert all(scale.chosen_basis == "ours" for scale in form.scales.values())
        assert all(item.title.vi and item.title.en for item in form.items)


def test_the_most_wished_answer_of_one_form_is_1_and_of_the_other_4() -> None:
    assert load_questionnaire("sipas-form-33").scales["wish_3"].chosen == ("1",)
    assert load_questionnaire("sipas-form-39-2026").scales["wish_4"].chosen == ("4",)


def test_columns_of_the_index_can_be_named_by_a_pattern() -> None:
    form = load_questionnaire("sipas-form-39-2026").with_columns("q{number:02}")
    assert [one.column for one in form.index.questions][::38] == ["q01", "q39"]
    assert form.apart[0].column == "q10_1"
    with pytest.raises(BadInput):
        form.with_columns("q{0.__class__}")


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ('chosen: ["4", "5"]', 'chosen: ["3", "5"]'),
        ('chosen: ["4", "5"]', 'chosen: ["6"]'),
        ('best: "5"', 'best: "3"'),
        ('dont_know: ["9"]', 'dont_know: ["5"]'),
        ("column: q2", "column: q1"),
        ("code: q2", "code: q1"),
        ("scale: five}]", "scale: six}]"),
        ("column: q3, scale: five", "column: q3"),
    ],
)
def test_a_questionnaire_that_contradicts_itself_is_refused(change: str, to: str) -> None:
    assert change in SIX_QUESTIONS
    with pytest.raises(BadInput) as refused:
        read(SIX_QUESTIONS.replace(change, to))
    assert {one.code for one in refused.value.problems} == {"CH-3190"}


def test_a_code_of_dont_know_that_is_an_answer_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        six_questions().declaring(dont_know=("5",))
    assert [one.code for one in refused.value.problems] == ["CH-3190"]
