"""Whole draws: stages, strata, chances, weights, reserve; the record by which they are repeated."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chiso.language import Text, render
from chiso.problems import BadInput
from chiso.survey.design import design_text, read_design
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sampling.drawing import draw_sample
from chiso.survey.sampling.frame import read_frame
from chiso.survey.sampling.plan import read_plan
from chiso.survey.sampling.record import SampleRecord, read_sample_record, write_record
from chiso.survey.sampling.sample_table import design_of, joint_text, pairs_of, sample_text
from chiso.survey.sampling.selecting import Selected, repeat_draw, select_sample
from tests.survey.sampling.drawing import COMMUNES, FRAME, HEAD, TWO_STAGES, write_plan


def rows_of(table: str | bytes) -> list[dict[str, str]]:
    written = table if isinstance(table, str) else table.decode()
    return list(csv.DictReader(io.StringIO(written)))


def draw(folder: Path, stages: str = TWO_STAGES, **given: str) -> Selected:
    return select_sample(write_plan(folder, stages, **given), sample_name="sample.csv")


def written(folder: Path, stages: str = TWO_STAGES) -> Path:
    """A draw that was written to the disk; the path of its record."""
    selected = draw(folder, stages)
    (folder / "sample.csv").write_bytes(selected.table)
    record = folder / "sample.record.yaml"
    record.write_text(write_record(selected.record), encoding="utf-8")
    return record


def test_an_outsider_draws_the_same_people_with_a_few_lines(tmp_path: Path) -> None:
    people = [row["person"] for row in rows_of(FRAME)]

    def number(person: str) -> str:
        return hashlib.sha256(f"lottery 48213\nperson\n{person}".encode()).hexdigest()

    found = [row["person"] for row in rows_of(draw(tmp_path, "- {unit: person, n: 5}\n").table)]
    assert found == sorted(people, key=number)[:5]


def test_the_weight_is_one_over_the_product_of_the_chances(tmp_path: Path) -> None:
    for row in rows_of(draw(tmp_path).table):
        if row["drawn"] == "reserve":
            assert (row["probability"], row["weight"], row["probability_3"]) == ("", "", "")
            continue
        chance = float(row["probability_1"]) * float(row["probability_2"]) * float(row["probability_3"])
        assert float(row["probability"]) == pytest.approx(chance, rel=1e-15)
        assert float(row["weight"]) == pytest.approx(1 / chance, rel=1e-15)
        assert float(row["probability_3"]) == pytest.approx(2 / COMMUNES[row["commune"]], rel=1e-15)
        assert (row["probability_2"], row["population_1"], row["population_2"]) == ("1.0", "3", "2")


def test_size_is_added_up_over_the_rows_of_a_unit(tmp_path: Path) -> None:
    ages = Counter[str]()
    for row in rows_of(FRAME):
        ages[row["district"]] += int(row["age"])
    chances = {row["district"]: float(row["probability_1"]) for row in rows_of(draw(tmp_path).table)}
    for district, chance in chances.items():
        assert chance == pytest.approx(2 * ages[district] / sum(ages.values()), rel=1e-15)


def test_the_reserve_stands_behind_the_sample_of_its_group_in_its_order(tmp_path: Path) -> None:
    by_group: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of(draw(tmp_path).table):
        by_group.setdefault(row["commune"], []).append((row["drawn"], row["draw_order"]))
    assert set(map(tuple, by_group.values())) == {(("sample", "1"), ("sample", "2"), ("reserve", "1"))}
    assert len(by_group) == 4


def test_certain_units_count_among_n_and_come_first(tmp_path: Path) -> None:
    frame = FRAME.replace("C2-1,rural,21,2", "C2-1,rural,21,1").replace(",2\n", ",0\n")
    selected = draw(tmp_path, "- {unit: person, n: 3, certain: n}\n", frame=frame)
    first, *others = rows_of(selected.table)
    assert (first["person"], first["probability"]) == ("C2-1", "1.0")
    # 32 others share two places.
    assert [float(row["probability"]) for row in others] == pytest.approx([2 / 32] * 2)


def test_a_total_is_shared_among_strata_in_proportion(tmp_path: Path) -> None:
    # 15 urban people and 18 rural ones: 11 × 15 / 33 = 5.
    selected = draw(tmp_path, "- {unit: person, strata: [kind], allocation: {total: 11}}\n")
    assert Counter(row["kind"] for row in rows_of(selected.table)) == {"urban": 5, "rural": 6}


def test_a_neyman_total_asks_more_where_people_differ_more(tmp_path: Path) -> None:
    # S as 3 : 1, N as 15 : 18; 9 × 45 / 63 = 6.43, and by priority values 6 and 3.
    frame = FRAME.replace("urban,", "urban,").replace(",2\n", ",1\n")
    frame = "\n".join(line[:-1] + "3" if "urban" in line else line for line in frame.splitlines()) + "\n"
    stages = "- {unit: person, strata: [kind], allocation: {total: 9, method: neyman, deviation: n}}\n"
    assert Counter(row["kind"] for row in rows_of(draw(tmp_path, stages, frame=frame).table)) == {
        "urban": 6, "rural": 3,
    }  # fmt: skip


def test_small_groups_are_taken_whole_where_the_plan_says_so(tmp_path: Path) -> None:
    stages = "- {unit: commune, n: 6}\n- {unit: person, n: 5, when_fewer: all}\n"
    people = Counter(row["commune"] for row in rows_of(draw(tmp_path, stages).table))
    assert people == {commune: min(5, count) for commune, count in COMMUNES.items()}


def test_a_list_made_after_an_earlier_draw_carries_its_chance_on(tmp_path: Path) -> None:
    frame = FRAME.replace(",n\n", ",village_chance\n").replace(",2\n", ",0.25\n")
    head = HEAD.replace("stages:", "before: village_chance\nstages:")
    selected = draw(tmp_path, "- {unit: person, n: 3}\n", frame=frame, head=head)
    assert {row["probability"] for row in rows_of(selected.table)} == {repr(3 / 33 * 0.25)}


def test_an_order_is_that_of_the_cells_with_figures_as_figures(tmp_path: Path) -> None:
    # Ages 5, 10, 15 … 40 in mixed order: every second in order of age comes from alternating places.
    ages = [40, 5, 30, 15, 20, 35, 10, 25]
    frame = "person,age\n" + "".join(f"p{age},{age}\n" for age in ages)
    selected = draw(tmp_path, "- {unit: person, n: 4, method: systematic, order: [age]}\n", frame=frame)
    drawn = [int(row["age"]) for row in rows_of(selected.table)]
    assert drawn in ([5, 15, 25, 35], [10, 20, 30, 40])


def test_joint_chances_stand_for_each_pair_of_a_group(tmp_path: Path) -> None:
    rows = rows_of(joint_text(draw(tmp_path).sample))
    # One pair of districts, one of communes in each, one of people in each of four communes.
    assert Counter(row["stage"] for row in rows) == {"1": 1, "2": 2, "3": 4}
    people = [row for row in rows if row["stage"] == "3"]
    for row in people:
        count = COMMUNES[row["group"]]
        assert float(row["probability"]) == pytest.approx(2 / (count * (count - 1)), rel=1e-15)


def test_the_design_reads_back_and_names_columns_of_the_sample(tmp_path: Path) -> None:
    selected = draw(tmp_path)
    design = design_of(selected.sample.plan)
    assert read_design(design_text(design).encode()) == design
    assert set(design.columns) <= set(rows_of(selected.table)[0])
    # Districts have unequal chances: no population, so that the stage counts as drawn with replacement.
    assert [stage.population for stage in design.stages] == ["", "population_2", "population_3"]


def test_a_draw_by_size_at_one_stage_hands_its_joint_chances_to_the_design(tmp_path: Path) -> None:
    stages = "- {unit: person, strata: [kind], method: sampford, size: age, n: 3}\n"
    selected = draw(tmp_path, stages)
    pairs = pairs_of(selected.sample)
    told = rows_of(joint_text(selected.sample))
    assert pairs == tuple((row["unit"], row["other"], float(row["probability"])) for row in told)
    design = design_of(selected.sample.plan, pairs)
    assert design.approximation == "joint"
    assert read_design(design_text(design).encode()) == design
    drawn = [row for row in rows_of(selected.table) if row["drawn"] == "sample"]
    rows = pyarrow.table(
        {name: [row[name] for row in drawn] for name in ("person", "kind")}
        | {name: [float(row[name]) for row in drawn] for name in ("weight", "probability_1", "age")}
    )
    # Sen, Yates and Grundy: totals in proportion to the chances do not vary; ages are what was drawn by.
    [total] = estimate(rows, design, Question(parse_statistics(["total:age"])))
    assert total.se == pytest.approx(0, abs=1e-6 * total.estimate)


@pytest.mark.parametrize(
    "stages",
    [
        "- {unit: person, n: 4}\n",  # equal chances: numbers in the population say all
        "- {unit: person, method: pps_systematic, size: age, n: 4}\n",  # pairs that never come together
        "- {unit: person, method: pareto, size: age, n: 4}\n",  # no form
        "- {unit: district, n: 2}\n- {unit: person, method: brewer, size: age, n: 2}\n",  # the second
    ],
)
def test_where_pairs_do_not_tell_the_variance_the_design_names_none(tmp_path: Path, stages: str) -> None:
    assert pairs_of(draw(tmp_path, stages).sample) == ()


def test_of_several_stages_the_first_one_hands_its_joint_chances_to_the_design(tmp_path: Path) -> None:
    selected = draw(tmp_path, TWO_STAGES)
    [told] = [row for row in rows_of(joint_text(selected.sample)) if row["stage"] == "1"]
    assert pairs_of(selected.sample) == ((told["unit"], told["other"], float(told["probability"])),)


def test_the_period_of_a_plan_goes_into_the_design() -> None:
    stages = "- {unit: person, n: 2}\n"
    plan = read_plan((HEAD.replace("seed:", 'period: "2026"\nseed:', 1) + stages).encode())
    assert design_of(plan).period == "2026"


def test_the_weights_of_a_draw_with_equal_chances_add_up_to_the_frame(tmp_path: Path) -> None:
    rows = rows_of(draw(tmp_path, "- {unit: person, strata: [kind], n: 4}\n").table)
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(33, rel=1e-14)


METHODS = (
    "simple",
    "systematic",
    "pps_systematic",
    "pps_shuffled",
    "brewer",
    "sampford",
    "pareto",
    "chao",
    "cube",
)


@settings(max_examples=60)
@given(
    sizes=some.lists(some.integers(1, 60), min_size=1, max_size=25),
    method=some.sampled_from(METHODS),
    seed=some.text(some.characters(categories=["L", "N"]), min_size=1, max_size=4),
    reserve=some.integers(0, 3),
    choice=some.data(),
)
def test_whatever_the_frame_n_units_come_out_with_chances_that_add_up_to_n(
    sizes: list[int], method: str, seed: str, reserve: int, choice: some.DataObject
) -> None:
    n = choice.draw(some.integers(0, len(sizes)))
    size = "" if method in ("simple", "systematic") else ", size: x"
    balance = ", balance: [x]" if method == "cube" else ""
    stages = f"- {{unit: u, method: {method}, n: {n}, reserve: {reserve}{size}{balance}}}\n"
    plan = read_plan(HEAD.replace("lottery 48213", f"'{seed}'").encode() + stages.encode())
    frame = "u,x\n" + "".join(f"u{place},{one}\n" for place, one in enumerate(sizes))
    sample = draw_sample(plan, read_frame(plan, frame.encode()))
    (group,) = sample.groups[0]
    assert len(set(group.drawn.tolist())) == n
    assert len(group.reserve) == min(reserve, len(sizes) - n)
    assert not set(group.drawn.tolist()) & set(group.reserve.tolist())
    assert group.target.probabilities.sum() == pytest.approx(n)
    assert sample_text(sample) == sample_text(draw_sample(plan, read_frame(plan, frame.encode())))


def test_a_record_repeats_its_draw(tmp_path: Path) -> None:
    record = written(tmp_path)
    told, met = repeat_draw(record)
    assert met == []
    assert told.sample.rows == 12
    assert read_sample_record(record) == told


def test_a_sample_that_was_changed_is_found(tmp_path: Path) -> None:
    record = written(tmp_path)
    sample = tmp_path / "sample.csv"
    sample.write_text(sample.read_text("utf-8").replace("sample,1,", "sample,2,", 1), encoding="utf-8")
    _, met = repeat_draw(record)
    assert [render(one, "en") for one in met] == [
        "The file of the sample has other bytes than the record tells."
    ]


def test_a_unit_that_was_exchanged_in_record_and_sample_is_named(tmp_path: Path) -> None:
    record = written(tmp_path, "- {unit: person, n: 1}\n")
    drawn = rows_of((tmp_path / "sample.csv").read_bytes())[0]["person"]
    friend = next(row["person"] for row in rows_of(FRAME) if row["person"] != drawn)
    record.write_text(record.read_text("utf-8").replace(f"drawn: [{drawn}]", f"drawn: [{friend}]"), "utf-8")
    _, met = repeat_draw(record)
    assert render(met[0], "en") == (
        f"Stage person, group the whole frame: {friend} in the record, {drawn} in the repeated draw."
    )


def test_another_frame_is_refused(tmp_path: Path) -> None:
    record = written(tmp_path)
    (tmp_path / "frame.csv").write_text(FRAME + "C,C2,C2-9,rural,40,2\n", encoding="utf-8")
    with pytest.raises(BadInput) as met:
        repeat_draw(record)
    assert [one.code for one in met.value.problems] == ["CH-3179"]


def test_a_year_later_the_same_offices_are_avoided_or_kept(tmp_path: Path) -> None:
    written(tmp_path, "- {unit: commune, n: 3}\n- {unit: person, n: 1}\n")
    asked = {row["commune"] for row in rows_of((tmp_path / "sample.csv").read_bytes())}
    for wish, expected in (("avoid", set(COMMUNES) - asked), ("keep", asked)):
        wished = f"coordination: {{record: sample.record.yaml, wish: {wish}}}"
        later = draw(tmp_path, f"- {{unit: commune, n: 3, {wished}}}\n- {{unit: person, n: 1}}\n")
        assert {row["commune"] for row in rows_of(later.table)} == expected
        told, met = _repeated(tmp_path, later)
        assert (met, told.plan) == ([], later.sample.plan)


def _repeated(folder: Path, selected: Selected) -> tuple[SampleRecord, list[Text]]:
    (folder / "later.csv").write_bytes(selected.table)
    record = folder / "later.record.yaml"
    record.write_text(write_record(selected.record), encoding="utf-8")
    return repeat_draw(record, sample=folder / "later.csv")


def test_a_record_with_another_seed_cannot_be_coordinated_with(tmp_path: Path) -> None:
    written(tmp_path, "- {unit: person, n: 3}\n")
    stages = "- {unit: person, n: 3, coordination: {record: sample.record.yaml, wish: avoid}}\n"
    with pytest.raises(BadInput) as met:
        draw(tmp_path, stages, head=HEAD.replace("48213", "48214"))
    assert [(one.code, one.where.field) for one in met.value.problems] == [("CH-3178", "person")]


def test_decimals_of_a_size_are_exact(tmp_path: Path) -> None:
    # 0.1 + 0.2 + 0.3: the third unit has exactly one half of the whole, so of two it is certain.
    frame = "u,x\na,0.1\nb,0.2\nc,0.3\n"
    rows = rows_of(draw(tmp_path, "- {unit: u, method: sampford, size: x, n: 2}\n", frame=frame).table)
    assert rows[0]["u"] == "c"
    assert rows[0]["probability"] == "1.0"
    other = Fraction(1, 3) if rows[1]["u"] == "a" else Fraction(2, 3)
    assert float(rows[1]["probability"]) == pytest.approx(float(other))
