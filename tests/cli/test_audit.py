"""`chiso audit` as it is called."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import bytes_below, call

FRAMEWORK = """\
format: chiso-composite/1
id: roads
version: "1"
title: {vi: Đường sá, en: Roads}
status: fictitious
rights: {vi: Đặt ra để thử, en: Made up for a test}
nodes:
  - {code: roads, title: {vi: Đường sá, en: Roads}}
  - {code: paved, title: {vi: Rải nhựa, en: Paved}, parent: roads, direction: "1"}
  - {code: lit, title: {vi: Có đèn, en: Lit}, parent: roads, direction: "1"}
  - {code: holes, title: {vi: Ổ gà, en: Holes}, parent: roads, direction: "-1"}
plan:
  steps:
    - {step: normalise}
    - {step: aggregate}
"""
FIGURES = "unit,paved,lit,holes\n" + "".join(
    f"{name},{paved},{lit},{holes}\n"
    for name, paved, lit, holes in (
        ("A", 80, 70, 12), ("B", 75, 72, 9), ("C", 60, "", 15), ("D", 91, 88, 4), ("E", 55, 40, 21),
        ("F", 68, 61, 14), ("G", 83, 79, 8), ("H", 47, 52, 90),
    )
)  # fmt: skip
TABLES = {
    "components.csv", "correlations.csv", "effective_weights.csv", "findings.csv", "loadings.csv",
    "missing.csv", "outliers.csv", "placement.csv", "redundancy.csv", "reliability.csv",
    "reliability_without.csv", "statistics.csv",
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    framework, data, out = tmp_path / "roads.yaml", tmp_path / "data.csv", tmp_path / "out"
    framework.write_text(FRAMEWORK, encoding="utf-8")
    data.write_text(FIGURES, encoding="utf-8")
    assert call("composite", framework, data, "--out", out).exit == 0
    return out


def test_an_audit_writes_tables_pictures_and_a_page_beside_the_run(run: Path) -> None:
    answered = call("audit", run)
    assert answered.exit == 0
    written = {path.name for path in (run / "audit").iterdir()}
    drawn = {name for name in written if name.endswith(".svg")}
    assert written == TABLES | drawn | {"audit.html"}
    assert len(drawn) == 8
    for name in drawn:
        assert ET.fromstring((run / "audit" / name).read_bytes()).tag.endswith("svg")
    page = (run / "audit" / "audit.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert page.count("<picture>") == len(drawn)
    assert answered.out.splitlines()[1].startswith("What is missing: 1 of 24 values are missing")


def test_the_same_audit_is_the_same_bytes_and_replaces_only_when_told(run: Path) -> None:
    first = call("audit", run, "--no-pictures", "--json")
    assert first.exit == 0
    before = bytes_below(run / "audit")
    assert json.loads(first.out)["findings"].keys() >= {"statistics", "missing", "redundancy"}
    again = call("audit", run, "--no-pictures")
    assert (again.exit, again.codes) == (2, ["CH-5004"])
    assert call("audit", run, "--no-pictures", "--force").exit == 0
    assert bytes_below(run / "audit") == before


def test_tables_are_the_same_in_both_languages(run: Path, tmp_path: Path) -> None:
    for language in ("vi", "en"):
        written = call("audit", run, "--no-pictures", "--out", tmp_path / language, language=language)
        assert written.exit == 0
    vietnamese, english = (bytes_below(tmp_path / language) for language in ("vi", "en"))
    assert vietnamese.pop("audit.html") != english.pop("audit.html")
    assert vietnamese == english


def test_what_is_no_run_is_refused_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answered = call("audit", tmp_path / "empty", "--out", tmp_path / "audit")
    assert (answered.exit, answered.codes) == (4, ["CH-8038"])
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_values_that_a_mean_does_not_allow_are_told_with_the_unit(run: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "format: chiso-plan/1\nsteps:\n  - {step: normalise, method: {kind: none@1}}\n"
        "  - {step: aggregate, method: {kind: geometric@1}}\n",
        encoding="utf-8",
    )
    answered = call("composite", tmp_path / "roads.yaml", tmp_path / "data.csv", "--plan", plan, "--out",
                    tmp_path / "other")  # fmt: skip
    assert (answered.exit, answered.codes) == (4, ["CH-8050"])
    assert "“holes”" in answered.err
    assert "A: -12" in answered.err
    assert not (tmp_path / "other").exists()
