"""Broken data, designs and mappings of surveys: refused with codes, or closed; never a traceback.

Chance is seeded by the kind of file and the number of the variant, so that each run is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter

from chiso.problems import Problem, Refused
from chiso.survey.closing import close_round
from chiso.survey.design import Design, Stage, read_design
from chiso.survey.importing import map_columns
from chiso.survey.mapping import read_mapping
from chiso.survey.reading import Data, read_data
from tests.fuzz.documents_damage import DAMAGES
from tests.fuzz.tables_damage import STRANGE

ROWS: dict[str, list[Any]] = {
    "area": ["a", "a", "b", "b"],
    "commune": [1, 2, 3, 4],
    "w": [1.5, 2.0, 2.5, 1.0],
    "q": [5, 4, 98, 1],
}
DESIGN = """\
format: chiso-survey-design/1
title: Một cửa
period: "2026"
basis: probability
weight: w
stages:
- {cluster: commune, strata: [area]}
lonely: adjust
domains: [area]
"""
MAPPING = """\
format: chiso-survey-mapping/1
source: table
others: keep
columns:
  xa: {from: commune, title: Xã}
  q1: {from: q, values: {"5": "1", "4": "2"}, others: missing, labels: {"1": Tốt}, missing: ["98"]}
"""
VARIANTS = 60


def _csv(path: Path) -> None:
    rows = zip(*ROWS.values(), strict=True)
    path.write_text(",".join(ROWS) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, (name, cells) in enumerate(ROWS.items()):
            sheet.write_column(0, place, [name, *cells])


KINDS: dict[str, Callable[[Path], None]] = {
    ".csv": _csv,
    ".xlsx": _workbook,
    ".parquet": lambda path: pq.write_table(pa.table(ROWS), path),
    ".sav": lambda path: pyreadstat.write_sav(pl.DataFrame(ROWS), str(path)),
    ".zsav": lambda path: pyreadstat.write_sav(pl.DataFrame(ROWS), str(path), compress=True),
    ".dta": lambda path: pyreadstat.write_dta(pl.DataFrame(ROWS), str(path)),
}


def _damaged(content: bytes, chance: Random) -> bytes:
    """Bytes changed, cut off, repeated, replaced."""
    way = chance.randrange(5)
    if way == 0:
        return chance.randbytes(chance.randrange(400))
    if way == 1:
        return content[: chance.randrange(len(content))]
    if way == 2:
        start = chance.randrange(len(content))
        return content[:start] + content[start : start + 50] * 3 + content[start + 50 :]
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _refusal(work: Callable[[], object]) -> tuple[Problem, ...] | None:
    """The problems that the work ended in; None where it was done."""
    try:
        work()
    except Refused as refused:
        return refused.problems
    return None


def _ends_in_a_round_or_a_refusal(path: Path, folder: Path) -> None:
    design = Design(weight="w", stages=(Stage(cluster="commune", strata=("area",)),), lonely="adjust")
    problems = _refusal(lambda: close_round(read_data(path), design, folder))
    if problems is None:
        assert read_data(folder / "data.parquet").rows > 0
    else:
        assert problems
        assert all(one.code.startswith("CH-") and one.in_language("vi") for one in problems)
        assert not folder.exists()


@pytest.mark.parametrize("suffix", KINDS)
def test_a_file_of_damaged_bytes_is_read_or_refused(suffix: str, tmp_path: Path) -> None:
    sound = tmp_path / f"sound{suffix}"
    KINDS[suffix](sound)
    content = sound.read_bytes()
    assert read_data(sound).rows == 4
    for number in range(VARIANTS):
        path = tmp_path / f"r{number}{suffix}"
        path.write_bytes(_damaged(content, Random(f"{suffix} {number}")))
        _ends_in_a_round_or_a_refusal(path, tmp_path / f"closed-{number}")


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"\n", b"PK\x03\x04", b"PAR1PAR1", b"$FL2@(#)", b"\xff\xfe"]
)
def test_a_file_of_another_kind_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"r{suffix}"
    path.write_bytes(content)
    with pytest.raises(Refused):
        read_data(path)


def _quoted(cells: tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.mark.parametrize("column", ROWS)
def test_strange_cells_are_closed_or_refused(column: str, tmp_path: Path) -> None:
    for number, strange in enumerate(STRANGE):
        cells = {name: [str(cell) for cell in of] for name, of in ROWS.items()}
        cells[column][2] = strange
        path = tmp_path / f"r{number}.csv"
        lines = [",".join(cells), *map(_quoted, zip(*cells.values(), strict=True))]
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        _ends_in_a_round_or_a_refusal(path, tmp_path / f"closed-{number}")


def _changed(written: bytes, chance: Random) -> bytes:
    """One damage of the kind that changes frameworks; the whole where it finds nothing to change."""
    try:
        return chance.choice(list(DAMAGES.values()))(written, chance)
    except (IndexError, ValueError):
        return written


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_design_is_read_or_refused(number: int) -> None:
    for variant in range(100):
        written = _changed(DESIGN.encode(), Random(f"design {number} {variant}"))
        problems = _refusal(lambda content=written: read_design(content))  # type: ignore[misc]
        assert all(one.in_language("vi") and one.in_language("en") for one in problems or ())


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_mapping_is_followed_or_refused(number: int) -> None:
    data = Data("r.csv", pa.table(ROWS))
    for variant in range(100):
        written = _changed(MAPPING.encode(), Random(f"mapping {number} {variant}"))
        problems = _refusal(lambda content=written: map_columns(data, read_mapping(content)))  # type: ignore[misc]
        assert all(one.in_language("vi") and one.in_language("en") for one in problems or ())
