"""A thousand broken files: each is refused with codes and leaves nothing, or changes no result unsaid.

The variants are the same in every run: chance is seeded by the file and the number of the variant.
The files are those of the worked example, which uses every kind of rule and of input.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from tests.cli.calling import EXITS, Answered, bytes_below, call
from tests.fuzz.documents_damage import DAMAGES
from tests.fuzz.tables_damage import HARMFUL, HARMLESS, Damage, cells_of
from tests.installation import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "every-rule"
FILES = {
    "set.yaml": ROOT / "src" / "chiso" / "frameworks" / "library" / "example-every-rule@1.yaml",
    "answers.csv": EXAMPLE / "answers.csv",
    "units.csv": EXAMPLE / "units.csv",
}
Variant: TypeAlias = tuple[str, Random, Damage]
# 10 chunks of 40, 40 and 20 variants: a thousand.
CHUNKS = 10
VARIANTS = {"set.yaml": 40, "answers.csv": 40, "units.csv": 20}


class Workshop:
    """The files of the example in a folder, of which one is damaged for each call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contents = {name: path.read_bytes() for name, path in FILES.items()}
        self.restore()
        sound = self.score()
        assert sound.exit == 0, sound.err
        self.remarks = set(sound.err.splitlines())
        self.tables = self.results()
        self.missing_before = self.missing()
        self.hash = self.framework_hash()

    def restore(self) -> None:
        """Put all files back as they were, and nothing beside them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name, content in self.contents.items():
            (self.folder / name).write_bytes(content)

    def score(self) -> Answered:
        at = self.folder
        return call("score", at / "set.yaml", at / "answers.csv", "--units", at / "units.csv",
                    "--period", "2026", "--out", at / "out")  # fmt: skip

    def results(self) -> dict[str, list[list[str]]]:
        """The tables of the results, without the names, which are only copied."""
        tables = {
            name: cells_of((self.folder / "out" / name).read_bytes())
            for name in ("scores.csv", "ranking.csv")
        }
        column = tables["ranking.csv"][0].index("name")
        tables["ranking.csv"] = [row[:column] + row[column + 1 :] for row in tables["ranking.csv"]]
        # Equal ranks are written by unit, which the tables of units may name in any order.
        return {name: [rows[0], *sorted(rows[1:])] for name, rows in tables.items()}

    def framework_hash(self) -> object:
        """The hash of the framework as the run states it."""
        run = json.loads((self.folder / "out" / "run.json").read_bytes())
        return [framework["hash"] for framework in run["frameworks"]]

    def try_variant(self, name: str, content: bytes) -> Answered:
        """Score with one file replaced; what a refusal leaves behind is looked at here."""
        self.restore()
        (self.folder / name).write_bytes(content)
        before = bytes_below(self.folder)
        answered = self.score()
        assert answered.exit in EXITS
        assert "Traceback" not in answered.err
        if answered.exit:
            assert answered.codes, answered.err
            assert bytes_below(self.folder) == before
            assert sorted(path.name for path in self.folder.iterdir()) == sorted(FILES)
        return answered

    def is_said(self, answered: Answered) -> bool:
        """Whether a remark is made, or the results state a missing answer, that the sound files lack."""
        remarks = set(answered.err.splitlines()) - self.remarks
        return bool(remarks) or self.missing() > self.missing_before

    def missing(self) -> int:
        """How many figures the results state to be missing."""
        return sum(row[-1] == "missing" for row in self.results()["scores.csv"])


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "workshop")


def variants(file: str, chunk: int, damages: dict[str, Damage]) -> Iterator[Variant]:
    """Name, chance and damage of each variant of one chunk; all damages take their turns."""
    names = list(damages)
    for number in range(chunk * VARIANTS[file], (chunk + 1) * VARIANTS[file]):
        name = names[number % len(names)]
        yield f"{file} {number}: {name}", Random(f"{file} {number}"), damages[name]


def expect_refused_or_unchanged(workshop: Workshop, file: str, variants: Iterator[Variant]) -> None:
    """Each variant of a table is refused, or changes no result without a word."""
    for variant, chance, damage in variants:
        answered = workshop.try_variant(file, damage(workshop.contents[file], chance))
        if answered.exit == 0 and not workshop.is_said(answered):
            assert workshop.results() == workshop.tables, variant


def expect_refused_or_another(workshop: Workshop, variants: Iterator[Variant]) -> None:
    """Each variant of a framework is refused, or has another hash, which stands in every result."""
    for variant, chance, damage in variants:
        answered = workshop.try_variant("set.yaml", damage(workshop.contents["set.yaml"], chance))
        if answered.exit == 0 and workshop.framework_hash() == workshop.hash:
            assert workshop.results() == workshop.tables, variant


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("file", ["answers.csv", "units.csv"])
def test_a_broken_table_is_refused_or_changes_no_result_unsaid(
    workshop: Workshop, file: str, chunk: int
) -> None:
    expect_refused_or_unchanged(workshop, file, variants(file, chunk, HARMFUL))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_broken_framework_is_refused_or_is_another_framework(workshop: Workshop, chunk: int) -> None:
    expect_refused_or_another(workshop, variants("set.yaml", chunk, DAMAGES))


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(CHUNKS, 20 * CHUNKS))
def test_twenty_times_as_many_variants_do_no_more_harm(workshop: Workshop, chunk: int) -> None:
    for file in ("answers.csv", "units.csv"):
        expect_refused_or_unchanged(workshop, file, variants(file, chunk, HARMFUL))
    expect_refused_or_another(workshop, variants("set.yaml", chunk, DAMAGES))


@pytest.mark.parametrize("name", list(HARMLESS))
@pytest.mark.parametrize("file", ["answers.csv", "units.csv"])
def test_what_keeps_the_meaning_of_a_table_changes_no_result(
    workshop: Workshop, file: str, name: str
) -> None:
    for number in range(3):
        changed = HARMLESS[name](workshop.contents[file], Random(f"{name} {number}"))
        answered = workshop.try_variant(file, changed)
        assert answered.exit == 0, answered.err
        assert workshop.results() == workshop.tables


def test_there_are_a_thousand_variants() -> None:
    assert CHUNKS * sum(VARIANTS.values()) == 1000


@pytest.mark.parametrize("file", list(FILES))
@pytest.mark.parametrize("instead", ["a folder", "nothing", "a link to nothing"])
def test_something_else_than_a_file_is_refused(workshop: Workshop, file: str, instead: str) -> None:
    workshop.restore()
    path = workshop.folder / file
    path.unlink()
    if instead == "a folder":
        path.mkdir()
    elif instead == "a link to nothing":
        path.symlink_to(workshop.folder / "nowhere")
    answered = workshop.score()
    assert (answered.exit, len(answered.codes)) == (4, 1)
    assert not (workshop.folder / "out").exists()
