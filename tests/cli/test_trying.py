"""A draft on last year's answers, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import FRAMEWORK, Answered, Files, bytes_below, call, write_files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The small case, and beside it a draft in which the first criterion has 3 points instead of 6."""
    files = write_files(tmp_path)
    draft = FRAMEWORK.replace('version: "1"', 'version: "2"').replace('max_points: "10"', 'max_points: "7"')
    draft = draft.replace('max_points: "6"', 'max_points: "3"')
    (tmp_path / "draft.yaml").write_text(draft, encoding="utf-8")
    return files


def try_it(files: Files, *further: str, language: str = "en") -> Answered:
    """Try the draft of the small case."""
    return call(
        "frameworks", "try", files.folder / "draft.yaml", "--against", files.framework, "--answers",
        files.answers, "--units", files.units, "--period", "2020", *further, language=language,
    )  # fmt: skip


def test_both_rankings_are_in_the_record(files: Files) -> None:
    before = bytes_below(files.folder)
    answered = try_it(files, "--json")
    assert answered.exit == 0, answered.err
    record = json.loads(answered.out)
    # 5.5 of 6 is 2.75 of 3: 2.75 + 4; 3 + 2; 2.25 of 6 is 1.125 of 3.
    assert {row["unit"]: (row["before"]["score"], row["after"]["score"]) for row in record["ranking"]} == {
        "001": ("9.5", "6.75"), "002": ("8", "5"), "003": ("2.25", "1.125"),
    }  # fmt: skip
    assert [(one["kind"], one["after"], one["mean"]) for one in record["changes"]] == [
        ("maximum", "1", "-2.291667")
    ]
    assert record["answers"]["same_share"] == ["1"]
    assert bytes_below(files.folder) == before


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_said_in_words(files: Files, language: str) -> None:
    answered = try_it(files, language=language)
    assert answered.exit == 0, answered.err
    lines = answered.out.splitlines()
    assert "two-criteria@2" in lines[0]
    assert [line.split()[2] for line in lines[3:6]] == ["001", "002", "003"]


@pytest.mark.parametrize(
    ("same", "codes"),
    [
        (("1",), ["CH-3055"]),
        (("1=2", "1=1"), ["CH-3055"]),
        (("9=1",), ["CH-3052"]),
        (("1=1", "2=1"), ["CH-3053"]),
    ],
)
def test_pairs_that_mean_nothing_are_refused(files: Files, same: tuple[str, ...], codes: list[str]) -> None:
    answered = try_it(files, *(word for pair in same for word in ("--same", pair)))
    assert (answered.exit, answered.codes) == (2, codes)


def test_an_answer_that_is_wrong_is_refused_as_in_scoring(files: Files) -> None:
    files.answers.write_text("unit,code,value\n009,1,3\n", encoding="utf-8")
    answered = try_it(files)
    assert (answered.exit, answered.codes) == (4, ["CH-1112"])
