"""The draw of a simulated round, and its files."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from chiso.survey.design import read_design
from chiso.survey.quality import read_plan
from chiso.survey.reading import read_data
from chiso.survey.simulation import draw_people, make_city, people_of, round_tables, simulate_round
from chiso.survey.simulation.truth import COLUMNS
from chiso.survey.weights import apply_chain, prepare_chain, read_chain
from chiso.tables.reading import read_table


@pytest.fixture(scope="module")
def city():
    return replace(make_city(4, questions=5), drawn_neighbourhoods=6, neighbourhoods=15, people=30)


def test_everybody_has_the_chance_that_her_weight_says(city):
    people = people_of(city, 1, 0)
    total = len(people.age)
    draws = 3000
    times = np.zeros(total)
    for draw in range(draws):
        times[draw_people(city, people, 1, 0, draw).rows] += 1
    # m/M · min(k, N_c)/N_c, by hand from the sizes.
    sizes = people.sizes[people.neighbourhood]
    chance = (6 / len(people.sizes)) * np.minimum(28, sizes) / sizes
    deviation = (times - draws * chance) / np.sqrt(draws * chance * (1 - chance))
    assert np.abs(deviation).max() < 5
    assert abs((deviation**2).mean() - 1) < 0.25


def test_the_weights_of_those_drawn_are_the_inverse_of_their_chance(city):
    people = people_of(city, 1, 0)
    drawn = draw_people(city, people, 1, 0)
    sizes = people.sizes[people.neighbourhood[drawn.rows]]
    expected = len(people.sizes) / 6 * sizes / np.minimum(28, sizes)
    assert drawn.base_weight == pytest.approx(expected, rel=1e-12)


def test_means_of_many_draws_come_to_the_truth_though_the_young_answer_less(city):
    people = people_of(city, 3, 0)
    ratings = people.answers[:, 0].astype(float)
    told = ratings != 9
    truth = ratings[told].mean()
    weighted, plain = [], []
    for draw in range(600):
        drawn = draw_people(city, people, 3, 0, draw)
        kept = drawn.answered & told[drawn.rows]
        y, weight = ratings[drawn.rows[kept]], drawn.weight[kept]
        weighted.append((y * weight).sum() / weight.sum())
        plain.append((people.age[drawn.rows[drawn.answered]] == 0).mean())
    error = np.std(weighted, ddof=1) / np.sqrt(600)
    assert abs(np.mean(weighted) - truth) < 3.5 * error + 2e-3
    # Without weights the young would be too few.
    assert np.mean(plain) < (people.age == 0).mean() - 0.01


def test_the_same_call_writes_the_same_bytes(city, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        simulate_round(city, tmp_path / name, seed=6)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_another_draw_asks_others_of_the_same_people(city):
    one, other = (round_tables(city, 6, draw) for draw in (0, 1))
    assert one.data["interview"].to_pylist() != other.data["interview"].to_pylist()
    first = dict(zip(one.data["interview"].to_pylist(), one.data["q01"].to_pylist(), strict=True))
    second = dict(zip(other.data["interview"].to_pylist(), other.data["q01"].to_pylist(), strict=True))
    both = set(first) & set(second)
    assert both
    assert {key: first[key] for key in both} == {key: second[key] for key in both}


def test_the_files_are_read_by_the_room_and_say_that_they_are_made_up(city, tmp_path):
    made = simulate_round(city, tmp_path, seed=6)
    data = read_data(tmp_path / "data.parquet")
    design = read_design(tmp_path / "design.yaml")
    assert set(design.columns) <= set(data.columns)
    assert set(read_plan(tmp_path / "quality.yaml").columns) <= set(data.columns)
    assert data.rows == made.interviews
    assert data.missing["q01"] == (9,)
    assert data.labels["q01"][4] == "Hài lòng"
    record = json.loads((tmp_path / "simulation.json").read_text("utf-8"))
    assert "Made-up" in record["note"]["en"]
    assert b"Made-up" in pq.read_schema(tmp_path / "data.parquet").metadata[b"note"]
    truth = read_table(tmp_path / "truth.csv", required=COLUMNS)
    # 1 whole, 2 areas, 5 ages, 2 sexes, 6 procedures, 4 units; 5 questions twice and the index.
    assert len(truth.rows) == (1 + 2 + 5 + 2 + 6 + 4) * 11
    sample = pq.read_table(tmp_path / "sample.parquet")
    assert sum(sample["answered"].to_pylist()) == made.interviews


def test_the_sample_holds_the_answers_of_those_who_gave_an_interview_and_no_others(city):
    made = round_tables(city, 6)
    answers = dict(zip(made.data["interview"].to_pylist(), made.data["q03"].to_pylist(), strict=True))
    for key, disposition, answered, answer in zip(
        *(made.sample[name].to_pylist() for name in ("interview", "disposition", "answered", "q03")),
        strict=True,
    ):
        assert answered == (disposition == "interview") == (key in answers)
        assert answer == answers.get(key)


def test_the_chain_of_weights_brings_the_totals_of_the_population(city, tmp_path):
    simulate_round(city, tmp_path, seed=6)
    sample = pq.read_table(tmp_path / "sample.parquet")
    done = apply_chain(prepare_chain(read_chain(tmp_path / "weights.yaml"), sample, tmp_path))
    for file, columns in (("totals_unit.csv", ["unit"]), ("totals_age_sex.csv", ["age", "sex"])):
        rows = read_table(tmp_path / file, required=(*columns, "total")).rows
        totals = {tuple(row[column] for column in columns): int(row["total"]) for row in rows}
        keys = list(zip(*(sample[column].to_pylist() for column in columns), strict=True))
        found = dict.fromkeys(totals, 0.0)
        for key, weight in zip(keys, done.weights, strict=True):
            found[key] += weight
        assert found == pytest.approx(totals)
    people = sum(len(people_of(city, 6, unit).age) for unit in range(4))
    assert sum(totals.values()) == people


def test_rows_stand_in_the_order_of_strata_and_clusters(city):
    table = round_tables(city, 6).data
    places = list(zip(table["unit"].to_pylist(), table["neighbourhood"].to_pylist(), strict=True))
    assert places == sorted(places)


def test_a_round_has_about_as_many_rows_as_were_asked_for():
    for rows in (5_000, 20_000):
        table = round_tables(make_city(60, rows=rows, questions=1), 1).data
        # Whole neighbourhoods are drawn, so steps of 60 × 20 interviews.
        assert abs(table.num_rows - rows) < 0.3 * rows


def test_with_full_response_everybody_who_is_drawn_answers(city):
    made = round_tables(replace(city, has_nonresponse=False), 6)
    assert made.data.num_rows == made.sample.num_rows
    assert made.data["weight"].to_pylist() == made.data["base_weight"].to_pylist()


def test_interviewers_with_an_effect_move_some_answers_by_one_step(city):
    plain = round_tables(city, 6).data
    moved = round_tables(replace(city, interviewer_sd=0.5), 6).data
    before, after = (np.array(table["q01"].to_pylist()) for table in (plain, moved))
    changed = before != after
    assert 0 < changed.mean() < 0.3
    assert set(np.abs(before - after)[changed]) == {1}
    assert not (changed & (before == 9)).any()
