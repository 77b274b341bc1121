from __future__ import annotations

import csv
import errno
import io
import json
import tempfile
import tracemalloc
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chiso.language import Bilingual
from chiso.portal.dataset_descriptions import as_document, frictionless
from chiso.portal.dataset_files import DataTable, as_csv, as_json, as_workbook
from chiso.portal.datasets import files_of, sources_of
from chiso.problems import CannotWrite
from chiso.publication.columns import RANKING
from tests.portal.small_site import build, collect
from tests.publication.publishing import RUN, members_of


def a_table(*rows: tuple[str, ...]) -> DataTable:
    return DataTable.of("ranking", Bilingual(vi="Xếp hạng", en="Ranking"), RANKING, rows)


HA_NOI = ("01", "Hà Nội", "41.533021003", "10/3", "59", "63", "true", "", "")
INCOMPLETE = ("02", "=1+1", "", "10/3", "", "63", "false", "", "")


def test_the_tables_of_a_run_are_those_of_the_bundle_byte_by_byte(tmp_path: Path) -> None:
    site = build(tmp_path, corrected=False)
    members = members_of(tmp_path / "bundle.zip")
    folder = site / "du-lieu" / "three-criteria-2020" / "1"
    for table in ("ranking.csv", "scores.csv"):
        assert (folder / table).read_bytes() == members[f"{RUN}/{table}"]


def test_json_keeps_every_digit_and_says_null_where_nothing_is() -> None:
    read = json.loads(as_json(a_table(HA_NOI, INCOMPLETE), {"version": 1}), parse_float=Decimal)
    assert read["version"] == 1
    assert read["rows"][0]["score"] == Decimal("41.533021003")
    assert read["rows"][0]["unit"] == "01"
    assert read["rows"][0]["max_score"] == "10/3"
    assert (read["rows"][1]["score"], read["rows"][1]["complete"]) == (None, False)


def test_a_workbook_holds_numbers_as_numbers_codes_as_text_and_no_formula(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "book.xlsx"
    path.write_bytes(as_workbook([a_table(HA_NOI, INCOMPLETE)], [("rights", "=cmd()")], "PAPI"))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["ranking", "dictionary", "about"]
    header, first, second = book.get_sheet_by_name("ranking").to_python()
    assert header == list(RANKING)
    assert first[:6] == ["01", "Hà Nội", 41.533021003, "10/3", 59.0, 63.0]
    assert second[1:3] == ["=1+1", ""]
    assert b"<f>" not in path.read_bytes()
    assert book.get_sheet_by_name("about").to_python() == [["rights", "=cmd()"]]


def test_the_same_table_gives_the_same_bytes() -> None:
    written = {as_workbook([a_table(HA_NOI)], [], "PAPI") for _ in range(3)}
    assert len(written) == 1
    assert as_csv(a_table(HA_NOI)) == as_csv(a_table(HA_NOI))


def test_cells_with_commas_quotes_and_lines_come_back_as_they_were() -> None:
    awkward = ("01", 'Xã "A", B\nhai dòng', "", "", "", "", "", "", " ")
    table = a_table(HA_NOI, awkward)
    assert (table.count, table.header) == (2, tuple(RANKING))
    assert [tuple(row) for row in table.rows] == [HA_NOI, awkward]
    # Asked again it begins anew.
    assert len(list(table.rows)) == 2


def test_a_table_of_thousands_of_rows_is_not_held_as_cells() -> None:
    table = a_table(*[HA_NOI] * 5_000)
    tracemalloc.start()
    try:
        written = len(as_json(table, {})) + len(as_workbook([table], [], "PAPI"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 45,000 cells as objects would be some 10 MB; what is written has 0.9 MB, and must be held.
    assert peak < 3 * written


def test_a_full_disk_is_a_problem_with_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_named: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(CannotWrite) as refused:
        as_workbook([a_table(HA_NOI)], [], "PAPI")
    assert [problem.code for problem in refused.value.problems] == ["CH-5005"]


def test_a_superseded_version_keeps_its_address_and_its_figures(tmp_path: Path) -> None:
    site = build(tmp_path)

    def total_of_dong_tam(version: str) -> tuple[str, str]:
        table = site / "du-lieu" / "three-criteria-2020" / version / "ranking.csv"
        rows = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8")))
        return next((row["score"], row["rank"]) for row in rows if row["unit"] == "003")

    assert total_of_dong_tam("1") == ("17.75", "3")
    assert total_of_dong_tam("2") == ("22.75", "1")


def test_the_address_of_the_latest_version_leads_to_the_one_that_stands(tmp_path: Path) -> None:
    page = (build(tmp_path) / "en" / "data" / "three-criteria-2020" / "latest" / "index.html").read_text()
    assert 'http-equiv="refresh" content="0; url=../2/"' in page
    assert 'href="../2/"' in page


def test_figures_of_others_keep_their_basis_source_and_note(tmp_path: Path) -> None:
    dataset = next(one.dataset for one in sources_of(collect(tmp_path)) if one.key == "sipas")
    table = dataset.tables[0]
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert [(row["period"], row["value"], row["basis"], row["note"]) for row in rows] == [
        ("2021", "80.5", "stated", ""),
        ("2022", "79.25", "derived", "a, b"),
    ]


@pytest.mark.parametrize("key", ["three-criteria-2020", "sipas"])
def test_a_validator_of_data_packages_accepts_every_data_set(tmp_path: Path, key: str) -> None:
    dataset = next(one.dataset for one in sources_of(collect(tmp_path)) if one.key == key)
    files = list(files_of(dataset))
    folder = tmp_path / "package"
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.content)
    (folder / "datapackage.json").write_bytes(
        as_document(frictionless(dataset, [file.facts for file in files]))
    )
    with warnings.catch_warnings():
        # What the validator itself says about its own dependencies is not ours to mend.
        warnings.simplefilter("ignore")
        import frictionless as validator

        report = validator.Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["name", "message"])
        assert [task.name for task in report.tasks] == [table.name for table in dataset.tables]
