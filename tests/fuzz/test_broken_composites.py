"""Composite indices from damaged frameworks, figures and results: refused with codes, never a fault.

The variants are the same in every run: chance is seeded by the file and the number of the variant.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.cli.calling import EXITS, Answered, bytes_below, call
from tests.fuzz.documents_damage import DAMAGES
from tests.fuzz.tables_damage import HARMFUL
from tests.fuzz.test_broken_results import JSON, changed

SET = """\
format: chiso-composite/1
id: roads
version: "1"
title:
  vi: Đường sá
  en: Roads
status: fictitious
rights:
  en: made up for a test
groupings:
  - code: area
    title: {en: Area}
denominators:
  - code: people
    title: {en: People}
nodes:
  - code: roads
    title: {en: Roads}
    method: {kind: geometric@1}
  - code: safety
    title: {en: Safety}
    parent: roads
    weight: "2"
  - code: paved
    title: {en: Paved}
    parent: roads
    weight: "1"
    direction: "1"
    goalposts: {lower: "0", upper: "100"}
  - code: accidents
    title: {en: Accidents}
    parent: safety
    direction: "-1"
    denominator: people
  - code: lamps
    title: {en: Lamps}
    parent: safety
    direction: "1"
plan:
  steps:
    - step: denominate
    - step: impute
      methods:
        - kind: group_mean@1
          group: area
        - kind: nearest@1
          neighbours: "2"
    - step: screen
      minimum_share: "0.5"
      keep: ["006"]
    - step: treat
      method: {kind: by_shape@1, skewness: "1", kurtosis: "1", most_winsorised: "2"}
    - step: normalise
      method: {kind: min_max@1, lower: "1", upper: "100"}
      by_indicator:
        paved: {kind: goalposts@1, lower: "1", upper: "100"}
    - step: aggregate
"""
FIGURES = """\
unit,paved,accidents,lamps
001,91.5,12,300
002,88.25,40,
003,,7,210
004,70,25,180.5
005,64.75,31,4000
006,99,3,520
"""
UNITS = """\
unit,name,area,people
001,Phường Bạch Mai,north,10.5
002,Phường Cầu Giấy,north,22
003,Phường Đống Đa,south,18.25
004,Xã Gia Lâm,south,30
005,Xã Hoài Đức,south,
006,Phường Kim Liên,north,9
"""
CONTENTS = {"set.yaml": SET, "data.csv": FIGURES, "units.csv": UNITS}
FILES_OF_RESULT = (
    "Raw.csv", "Treated.csv", "Aggregated.csv", "weights.csv", "treatment.csv", "units.csv", "plan.json",
)  # fmt: skip
# What needs columns that answers have, and figures have not.
TABLE_DAMAGES = {
    name: damage for name, damage in HARMFUL.items() if name not in ("cell moved", "open quotation mark")
}
VARIANTS = 40


def compose(folder: Path) -> Answered:
    return call("composite", folder / "set.yaml", folder / "data.csv", "--units", folder / "units.csv",
                "--out", folder / "out")  # fmt: skip


def restore(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", CONTENTS)
def test_a_broken_file_is_refused_with_codes_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    damages = DAMAGES if name == "set.yaml" else TABLE_DAMAGES
    for number in range(VARIANTS):
        folder = tmp_path / "work"
        restore(folder)
        damage = list(damages)[number % len(damages)]
        chance = Random(f"composite {name} {number}")
        (folder / name).write_bytes(damages[damage](CONTENTS[name].encode(), chance))
        before = bytes_below(folder)
        answered = compose(folder)
        assert answered.exit in EXITS, (number, damage)
        assert "Traceback" not in answered.err
        if answered.exit:
            assert answered.codes, (number, damage, answered.err)
            assert bytes_below(folder) == before, (number, damage)


@pytest.mark.parametrize("name", FILES_OF_RESULT)
def test_a_damaged_result_is_refused_by_whoever_starts_from_it(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "work"
    restore(folder)
    assert compose(folder).exit == 0
    content = (folder / "out" / name).read_bytes()
    documents = list(JSON) if name.endswith(".json") else []
    for number in range(20 + len(documents)):
        damaged = documents.pop() if documents else changed(content, Random(f"composite {name} {number}"))
        (folder / "out" / name).write_bytes(damaged)
        answered = call("composite", folder / "set.yaml", folder / "out", "--from", "Treated",
                        "--out", tmp_path / "again")  # fmt: skip
        assert answered.exit in EXITS, number
        assert answered.exit == 0 or answered.codes, (number, answered.err)
        assert (tmp_path / "again").exists() == (answered.exit == 0)
        shutil.rmtree(tmp_path / "again", ignore_errors=True)
