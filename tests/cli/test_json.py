"""The shapes of what commands print with --json, and of problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chiso.examples.catalogue import EXAMPLES
from chiso.frameworks.composite.library import composite_keys
from chiso.frameworks.library import keys, load_framework
from tests.cli.calling import SCORES, call, write_files


def given(*arguments: str | Path, **settings: str) -> Any:
    """The JSON that a call prints; it must be the whole of stdout."""
    answered = call(*arguments, "--json", **settings)
    assert answered.exit == 0, answered.err
    return json.loads(answered.out)


def test_frameworks_are_listed_with_status_and_hash() -> None:
    listed = given("frameworks", "list")
    assert [one["key"] for one in listed] == [*keys(), *composite_keys()]
    assert {frozenset(one) for one in listed} == {
        frozenset({"key", "title", "status", "completeness", "leaves", "hash"})
    }


def test_a_framework_is_shown_as_its_document() -> None:
    assert given("frameworks", "show", "papi@2019") == load_framework("papi@2019").tree


def test_a_check_names_the_sound_sets() -> None:
    assert given("frameworks", "check", "papi@2018", "papi@2019") == {"sound": ["papi@2018", "papi@2019"]}


def test_differences_are_records() -> None:
    records = given("frameworks", "diff", "papi@2018", "papi@2019")
    assert {frozenset(record) for record in records} == {frozenset({"sort", "before", "after", "sentence"})}
    assert given("frameworks", "diff", "papi@2019", "papi@2019") == []


def test_reports_of_cases_are_records() -> None:
    (report,) = given("frameworks", "test", "one-stop-shop@2018")
    assert report["framework"] == "one-stop-shop@2018"
    assert report["failures"] == report["missed"] == []
    assert (report["passed"], report["reached"]) == (report["total"], report["landmarks"])


def test_examples_are_listed_by_name() -> None:
    assert [one["name"] for one in given("examples", "list")] == [example.name for example in EXAMPLES]


def test_results_hold_ranking_and_what_is_incomplete(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    answered = files.score("--json")
    (league,) = json.loads(answered.out)["leagues"]
    assert {row["unit"]: row["score"] for row in league["ranking"]} == SCORES
    assert [row["rank"] for row in league["ranking"]] == [1, 2, 3]
    assert league["incomplete"] == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_problems_are_records_on_stdout_and_words_on_stderr(tmp_path: Path, language: str) -> None:
    files = write_files(tmp_path)
    written = files.framework.read_text("utf-8")
    files.framework.write_text(written.replace("status: fictitious", "status: invented"), encoding="utf-8")
    answered = call("frameworks", "check", files.framework, "--json", language=language)
    assert answered.exit == 4
    (problem,) = json.loads(answered.out)["problems"]
    assert {key: problem[key] for key in ("code", "file", "row", "field", "found")} == {
        "code": "CH-2013",
        "file": "set.yaml",
        "row": 5,
        "field": "status",
        "found": "invented",
    }
    assert problem["expected"] in answered.err
    assert problem["mend"] in answered.err
