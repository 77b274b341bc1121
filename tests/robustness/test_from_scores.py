"""An index of scores as a sum of shares of its maxima, varied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chiso.problems import BadInput
from chiso.robustness.data_errors import data_errors
from chiso.robustness.from_scores import league_of, measured_scores
from chiso.robustness.measured import Measured
from chiso.robustness.replaying import replay
from chiso.robustness.results import carry_out, stream_for, write_histogram
from chiso.robustness.specification import read_specification
from chiso.scoring.run import Run, read_run
from chiso.verbs import score, write_example, write_run
from tests.cli.calling import write_files


@pytest.fixture(scope="module")
def papi(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("papi")
    write_example("papi", folder)
    scored = score("papi@2019", folder / "answers.csv", units=folder / "units.csv", period="2019")
    return write_run(scored, folder / "out")


@pytest.fixture
def small(tmp_path: Path) -> Run:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    return read_run(files.out)


def measured(run: Run, specification: str, folder: Path = Path(), seed: int = 1) -> Measured:
    spec = read_specification(("format: chiso-robustness/1\n" + specification).encode())
    errors = data_errors(spec.data_error, folder, seed, as_tables=False)
    return measured_scores(league_of(run, None), spec, errors)


def test_the_maxima_as_weights_give_the_ranks_of_the_run(papi: Run) -> None:
    # Nobody is left out of those named with a chance so small: 63 ranks as they were.
    made = measured(papi, 'leave_out: {kind: each@1, chance: "1/1000000000"}')
    spec = read_specification(
        b'format: chiso-robustness/1\nleave_out: {kind: each@1, chance: "1/1000000000"}'
    )
    run = replay(made.model, stream_for(made.model, spec, 1), 0)
    assert list(run.ranks) == [row.rank for row in made.model.rows]
    hanoi = next(row for row in made.model.rows if row.unit == "01")
    assert hanoi.rank == 59


def test_figures_of_nine_places_stay_exact_in_whole_numbers_of_64_bits(papi: Run) -> None:
    form = measured(papi, "weights: {kind: uniform@1}").model.form_of(0)
    assert form.exactness.is_exact
    assert not form.exactness.is_rounded
    assert form.exactness.places > 9


def test_the_histogram_of_a_published_year_is_made_again_to_the_byte(papi: Run) -> None:
    written = "weights: {kind: uniform@1}"
    spec = read_specification(f"format: chiso-robustness/1\n{written}".encode())

    def histogram(seed: int) -> bytes:
        made = measured(papi, written)
        return write_histogram(made.model, carry_out(made, spec, runs=2000, seed=seed).counts)

    assert histogram(5) == histogram(5)
    assert histogram(5) != histogram(6)
    assert histogram(5).startswith(b"unit,period,rank,count\n01,,")


def test_weights_of_fields_move_less_than_those_of_criteria(papi: Run) -> None:
    widths = []
    for of in ("fields", "indicators"):
        written = f"weights: {{kind: uniform@1, of: {of}}}"
        spec = read_specification(f"format: chiso-robustness/1\n{written}".encode())
        made = carry_out(measured(papi, written), spec, runs=3000, seed=1).sections[0]
        widths.append((made.high - made.low).mean())
    assert measured(papi, "weights: {kind: uniform@1, of: fields}").model.weights.numbers_needed == 8
    assert all(width > 5 for width in widths)


def test_only_complete_units_are_varied_and_the_others_are_named(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.answers.write_text(
        files.answers.read_text().replace("2020,003,1,2.25,,,given", "2020,003,1,,,,missing")
    )
    assert files.score().exit == 0
    made = measured(read_run(files.out), "weights: {kind: uniform@1}")
    assert [row.unit for row in made.model.rows] == ["001", "002"]
    assert made.left_out == (("003", "incomplete"),)


def test_errors_from_a_column_are_drawn_anew_in_every_run_and_said_to_be_independent(
    small: Run, tmp_path: Path
) -> None:
    # 9.5 against 8 with an error of 1.5 each way: Φ(1.5 / √(1.5² + 1.5²)) = 0.7602.
    (tmp_path / "errors.csv").write_text("unit,code,se\n001,1,1.5\n002,1,1.5\n")
    written = "data_error: {kind: column@1, file: errors.csv}"
    made = measured(small, written, tmp_path)
    spec = read_specification(f"format: chiso-robustness/1\n{written}".encode())
    counts = carry_out(made, spec, runs=40_000, seed=1).counts.sections[0]
    assert abs(counts.wins[0][0, 1] / 40_000 - 0.7602) < 0.01
    assert "independent" in made.assumptions[0].in_language("en")


def test_joint_draws_move_units_together(small: Run, tmp_path: Path) -> None:
    # Both units move by the same amount: their order never turns, though each moves by far more than 1.5.
    shifts = (-3, -1, 0, 2)
    rows = [f"{n},{unit},1,{points + shift}" for n, shift in enumerate(shifts)
            for unit, points in (("001", 5.5), ("002", 6))]  # fmt: skip
    (tmp_path / "draws.csv").write_text("draw,unit,code,value\n" + "\n".join(rows) + "\n")
    written = "data_error: {kind: draws@1, file: draws.csv}"
    made = measured(small, written, tmp_path)
    spec = read_specification(f"format: chiso-robustness/1\n{written}".encode())
    result = carry_out(made, spec, runs=4000, seed=1)
    assert result.counts.sections[0].wins[0][0, 1] == 4000
    # 003 stands at 2.25; 002 falls to 5 at least: nobody passes anybody.
    assert result.sections[0].median.tolist() == [1, 2, 3]
    assert made.tables == 4


@pytest.mark.parametrize(
    ("specification", "code"),
    [
        ("weights: {kind: uniform@1}\nnormalise: [{method: {kind: rank@1}}, {}]", "CH-8106"),
        ('told: {above: ["001"]}', "CH-8118"),
        ("weights: {kind: uniform@1}\ntold: {above: [nobody]}", "CH-8102"),
        ("weights: {kind: uniform@1}\ntold: {top: [0]}", "CH-8102"),
        ('weights: {kind: dirichlet@1, concentration: "1/2"}', "CH-8108"),
        ('leave_out: {kind: one@1, among: ["9"]}', "CH-8109"),
        ('leave_out: {kind: one@1, among: ["1", "1"]}', "CH-8109"),
    ],
)
def test_what_cannot_be_varied_is_said_before_anything_is_computed(
    small: Run, specification: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        measured(small, specification)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_an_index_that_is_no_sum_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "hdi"
    write_example("hdi", folder)
    scored = score("hdi@2021", folder / "answers.csv", units=folder / "units.csv", period="2021")
    run = write_run(scored, tmp_path / "out")
    with pytest.raises(BadInput) as refused:
        measured(run, "weights: {kind: uniform@1}")
    assert [problem.code for problem in refused.value.problems] == ["CH-8105"]


def test_the_same_figures_tie_though_the_points_come_from_different_answers(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    # 95 of 100 and 19 of 20 are both worth 4 points.
    changed = (
        files.answers.read_text().replace("002,1,6", "002,1,5.5").replace("002,2,,50,100", "002,2,,19,20")
    )
    files.answers.write_text(changed)
    assert files.score().exit == 0
    made = measured(read_run(files.out), "weights: {kind: uniform@1}")
    spec = read_specification(b"format: chiso-robustness/1\nweights: {kind: uniform@1}")
    wins = carry_out(made, spec, runs=5000, seed=1).counts.sections[0].wins[0]
    assert wins[0, 1] == wins[1, 0] == 0
    assert np.all(wins[0, 2] == 5000)
