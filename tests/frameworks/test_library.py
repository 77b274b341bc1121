"""The library: every set loads, is locked, cites its sources and passes the cases that go with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chiso.frameworks import library
from chiso.frameworks.library import catalogue, entry, keys, load_framework, locked_hashes
from chiso.periods import parse_period
from chiso.problems import BadInput, WrongCall
from chiso.scoring.answers import Answers
from chiso.scoring.framework_tests import run_cases
from chiso.scoring.score import score
from tests.frameworks.documents import SOUND

KEYS = keys()
# What the purpose of the project names as the least that ships.
PROMISED = {
    "anti-corruption@2014",
    "example-every-rule@1",
    "example-hundred@1",
    "hdi@2021",
    "official-quality@2025",
    "one-stop-shop@2018",
    "organisation-quality@2025",
    "papi@2011",
    "papi@2016",
    "papi@2018",
    "papi@2019",
    "papi@2021",
    "pci@2021",
    "resolution-57-commune@2026",
    "service-quality@2022",
}


def has_rules(key: str) -> bool:
    """Whether at least one leaf of a set gives points: a tracked value has no edge to test."""
    leaves = entry(key).framework.leaves
    pointless = ("not_stated@1", "tracked@1")
    return any(leaf.rule is not None and leaf.rule.kind not in pointless for leaf in leaves)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The library as a copy that a test may change."""
    folder = tmp_path / "library"
    shutil.copytree(library.FOLDER, folder)
    monkeypatch.setattr(library, "FOLDER", folder)
    monkeypatch.setattr(library, "LOCK", folder / "lock.json")
    remembered = (library.keys, library.locked_hashes, library.entry)
    for function in remembered:
        function.cache_clear()
    yield folder
    for function in remembered:
        function.cache_clear()


def test_the_promised_sets_are_there() -> None:
    assert PROMISED - set(KEYS) == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_set_loads_under_its_name(key: str) -> None:
    assert entry(key).framework.key == key


def test_the_lock_holds_every_set_and_no_other() -> None:
    assert locked_hashes() == {one.key: one.framework.hash for one in catalogue()}


def test_a_set_whose_content_changed_is_refused(copied: Path) -> None:
    path = copied / "papi@2019.yaml"
    before = locked_hashes()["papi@2019"]
    written = path.read_text(encoding="utf-8")
    assert "E-responsiveness" in written
    path.write_text(written.replace("E-responsiveness", "Answering"), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_framework("papi@2019")
    (problem,) = refused.value.problems
    assert problem.code == "CH-2060"
    assert before in problem.expected.in_language("en")


def test_a_remark_in_the_file_changes_no_content(copied: Path) -> None:
    path = copied / "papi@2019.yaml"
    path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_framework("papi@2019").hash == locked_hashes()["papi@2019"]


def test_a_set_that_was_never_locked_is_refused(copied: Path) -> None:
    (copied / "three-leaves@1.yaml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(BadInput, match="CH-2060"):
        load_framework("three-leaves@1")


def test_a_set_under_the_name_of_another_is_refused(copied: Path) -> None:
    shutil.copy(copied / "papi@2018.yaml", copied / "papi@2019.yaml")
    with pytest.raises(BadInput, match="CH-2060"):
        load_framework("papi@2019")


def test_an_unknown_name_is_answered_with_the_versions_that_there_are() -> None:
    with pytest.raises(WrongCall) as refused:
        load_framework("papi@2020")
    (problem,) = refused.value.problems
    assert problem.code == "CH-5001"
    assert "papi@2019" in problem.mend.in_language("en")


def test_a_file_is_loaded_by_its_path_without_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert load_framework(str(path)).key == "three-leaves@1"


@pytest.mark.parametrize("key", [key for key in KEYS if has_rules(key)])
def test_every_set_with_rules_has_cases_that_hold_and_reach_every_edge(key: str) -> None:
    one = entry(key)
    assert one.cases is not None, "a set with rules has test cases"
    report = run_cases(one.framework, one.cases)
    assert [failure.in_language("en") for failure in report.failures] == []
    assert report.missed == ()
    assert report.total > 0


def test_every_file_of_cases_belongs_to_a_set() -> None:
    assert {path.stem for path in library.CASES.glob("*.yaml")} - set(KEYS) == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_set_states_sources_and_rights_in_both_languages(key: str) -> None:
    framework = entry(key).framework
    assert framework.sources
    for words in (framework.rights, *(source.text for source in framework.sources)):
        assert words.vi
        assert words.en


@pytest.mark.parametrize("key", KEYS)
def test_an_official_set_that_is_whole_cites_the_documents_that_it_rests_on(key: str) -> None:
    framework = entry(key).framework
    if framework.status == "official" and framework.completeness == "full":
        assert framework.documents


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_in_force_says_so(key: str) -> None:
    framework = entry(key).framework
    assert ("draft" in key) == (framework.status == "draft")
    assert key.startswith("example-") == (framework.status == "fictitious")


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_whole_says_what_is_missing(key: str) -> None:
    framework = entry(key).framework
    if framework.completeness == "full":
        assert all(leaf.rule and leaf.rule.kind != "not_stated@1" for leaf in framework.leaves)
    else:
        assert framework.missing


@pytest.mark.parametrize("key", [key for key in KEYS if entry(key).framework.completeness == "headings_only"])
def test_headings_alone_cannot_be_scored(key: str) -> None:
    with pytest.raises(BadInput):
        score(entry(key).framework, Answers.of({}), [], parse_period("2022"))


@pytest.mark.parametrize("key", KEYS)
def test_no_set_ranks_what_its_law_says_is_not_for_ranking(key: str) -> None:
    index = entry(key).framework.index
    assert index.ranking_law is None or index.ranked == "none"
