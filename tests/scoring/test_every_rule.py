"""The fictitious example with every rule, against the table that was worked out by hand in the docs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chiso.frameworks.library import PROGRAMMES
from chiso.frameworks.model import TOTAL
from chiso.periods import parse_period
from chiso.scoring.compare import compare_units
from chiso.scoring.exact import exact_sum
from chiso.scoring.explain import explain
from chiso.scoring.programme import read_programme
from chiso.scoring.reading import read_answers
from chiso.scoring.result import Result
from chiso.scoring.run import leagues_for, score_all
from chiso.units import read_units

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "every-rule"


@pytest.fixture(scope="module")
def results() -> tuple[Result, ...]:
    """Both leagues of the example."""
    programme = read_programme(PROGRAMMES / "example-two-leagues@1.yaml")
    units, report = read_units(FOLDER / "units.csv")
    report.stop_if_any()
    period = parse_period("2026")
    answers, report = read_answers(FOLDER / "answers.csv", leagues_for(programme), units, period)
    report.stop_if_any()
    return score_all(programme, answers, units, period).results


def table(name: str) -> list[dict[str, str]]:
    """The rows of a file of the example."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_figure_is_the_one_worked_out_by_hand(results: tuple[Result, ...]) -> None:
    found = {
        (unit.code, node.code): (
            result.written(node.points, node.code), result.written(node.max_points, node.code), node.status,
        )
        for result in results
        for unit in result.units
        for node in result.nodes(unit.uid)
    }  # fmt: skip
    expected = {
        (row["unit"], row["code"]): (row["points"], row["max_points"], row["status"])
        for row in table("expected.csv")
    }
    assert found == expected


def test_every_rank_and_class_is_the_one_worked_out_by_hand(results: tuple[Result, ...]) -> None:
    found = [
        {
            "unit": row.unit.code,
            "score": result.written(row.score, TOTAL),
            "rank": "" if row.rank is None else str(row.rank),
            "of": str(row.of),
            "class": row.class_code,
        }
        for result in results
        for row in result.ranking
    ]
    assert found == table("expected-ranking.csv")


def test_any_two_units_differ_by_exactly_the_parts_that_are_named(results: tuple[Result, ...]) -> None:
    everyone = [(result, unit) for result in results for unit in result.units]
    for before, one in everyone:
        for after, other in everyone:
            comparison = compare_units(before, one, after, other)
            if comparison.difference is not None:
                assert exact_sum(part.amount for part in comparison.parts) == comparison.difference


def test_every_figure_can_be_explained(results: tuple[Result, ...]) -> None:
    for result in results:
        for unit in result.units:
            for node in result.prepared.nodes:
                sentences = [text.in_language("en") for text in explain(result, unit, node.code)]
                assert len(sentences) > 1
                assert not any("{" in sentence for sentence in sentences)
