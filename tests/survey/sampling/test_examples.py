"""The two examples run, and do what their schemes say."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from chiso.problems import WrongCall
from chiso.survey.sampling.examples import EXAMPLES, write_example
from chiso.survey.sampling.record import write_record
from chiso.survey.sampling.selecting import select_sample


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode())))


def test_papis_scheme_takes_the_seats_with_certainty_and_one_other_beside_each(tmp_path: Path) -> None:
    # Published: the capital district and 5 others; 2 communes in each; 2 villages in each of those.
    write_example("papi-hanoi-2020", tmp_path)
    rows = rows_of(select_sample(tmp_path / "plan.yaml", sample_name="villages.csv").table)
    assert len(rows) == 24
    assert set(Counter(row["district"] for row in rows).values()) == {4}
    assert len(Counter(row["district"] for row in rows)) == 6
    assert set(Counter(row["commune"] for row in rows).values()) == {2}
    assert {row["probability_1"] for row in rows if row["capital_district"] == "1"} == {"1.0"}
    seats = [row for row in rows if row["seat_village_made_up"] == "1"]
    assert len(seats) == 12
    assert {row["probability_3"] for row in seats} == {"1.0"}
    assert len({row["commune"] for row in rows if row["seat_commune_made_up"] == "1"}) == 6


def test_the_frame_of_papi_has_every_commune_of_the_register(tmp_path: Path) -> None:
    write_example("papi-hanoi-2020", tmp_path)
    rows = rows_of((tmp_path / "frame.csv").read_bytes())
    assert len({row["district"] for row in rows}) == 30
    assert len({row["commune"] for row in rows}) == 579


def test_a_round_of_2027_asks_no_commune_of_2026_again(tmp_path: Path) -> None:
    write_example("sipas-hanoi-2026", tmp_path)
    first = select_sample(tmp_path / "plan-2026.yaml", sample_name="sample-2026.csv")
    (tmp_path / "sample-2026.record.yaml").write_text(write_record(first.record), encoding="utf-8")
    second = select_sample(tmp_path / "plan-2027.yaml", sample_name="sample-2027.csv")
    asked = [{row["commune"] for row in rows_of(one.table)} for one in (first, second)]
    assert [len(one) for one in asked] == [30, 30]
    assert not asked[0] & asked[1]
    # Chances in proportion to the dossiers and 20 of each commune: each kind of commune has one weight.
    weights = {(row["kind"], round(float(row["weight"]), 9)) for row in rows_of(first.table) if row["weight"]}
    assert len(weights) == 2


def test_an_example_says_on_its_face_that_it_is_made_up(tmp_path: Path) -> None:
    for name in EXAMPLES:
        write_example(name, tmp_path / name)
        readme = (tmp_path / name / "README.md").read_text("utf-8")
        assert "GIẢ ĐỊNH" in readme
        assert "MADE-UP DATA" in readme
        for plan in (tmp_path / name).glob("plan*.yaml"):
            assert "EXAMPLE" in plan.read_text("utf-8")


def test_an_example_that_is_not_there_is_answered_with_the_names(tmp_path: Path) -> None:
    with pytest.raises(WrongCall) as refused:
        write_example("papi", tmp_path / "new")
    (problem,) = refused.value.problems
    assert problem.code == "CH-3182"
    assert "papi-hanoi-2020, sipas-hanoi-2026" in problem.expected.in_language("en")
    assert not (tmp_path / "new").exists()
