"""Writing an example to a folder: whole or not at all, never over somebody's file unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from chiso.examples import EXAMPLES, Example, write_example
from chiso.examples.descriptions import TABLES, table_descriptions
from chiso.examples.writing import readme_text
from chiso.problems import CannotWrite, WrongCall

# Weight of the packaged tables that the wheel can bear.
MOST_BYTES = 1_500_000


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_an_example_brings_a_readme_and_its_units(tmp_path: Path, name: str) -> None:
    target = tmp_path / "deep" / name
    written = write_example(name, target)
    assert written == sorted(target.iterdir())
    assert {"README.md", "units.csv"} <= {path.name for path in written}
    assert list(target.parent.iterdir()) == [target]


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write_example("pci", first)
    write_example("pci", second)
    assert [p.read_bytes() for p in sorted(first.iterdir())] == [
        p.read_bytes() for p in sorted(second.iterdir())
    ]


def test_an_existing_file_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("mine\n", encoding="utf-8")
    with pytest.raises(WrongCall) as refusal:
        write_example("pci", tmp_path)
    assert [(p.code, p.where.file) for p in refusal.value.problems] == [
        ("CH-5004", str(tmp_path / "units.csv"))
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["units.csv"]
    assert (tmp_path / "units.csv").read_text(encoding="utf-8") == "mine\n"


def test_an_empty_file_and_files_of_other_names_do_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "units.csv").touch()
    (tmp_path / "notes.txt").write_text("mine\n", encoding="utf-8")
    write_example("pci", tmp_path)
    assert (tmp_path / "units.csv").stat().st_size > 0
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine\n"


def test_force_replaces_the_files(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("mine\n", encoding="utf-8")
    written = write_example("pci", tmp_path, force=True)
    assert sorted(tmp_path.iterdir()) == written
    assert (tmp_path / "units.csv").read_text(encoding="utf-8").startswith("uid,code,name")


def test_a_name_that_is_no_example_is_answered_with_the_names(tmp_path: Path) -> None:
    with pytest.raises(WrongCall) as refusal:
        write_example("papy", tmp_path / "new")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.found) == ("CH-5020", "papy")
    assert (
        "papi, papi-errors, hdi, pci, service-quality, asem, asem-panel, published"
        in problem.expected.in_language("en")
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_cannot_be_written(tmp_path: Path) -> None:
    occupied = tmp_path / "example"
    occupied.write_text("mine\n", encoding="utf-8")
    with pytest.raises(CannotWrite) as refusal:
        write_example("pci", occupied)
    assert [problem.code for problem in refusal.value.problems] == ["CH-5005"]
    assert list(tmp_path.iterdir()) == [occupied]


def test_a_folder_in_place_of_a_file_leaves_no_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").mkdir()
    with pytest.raises(CannotWrite):
        write_example("pci", tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_packaged_table_has_its_source_its_rights_and_its_number_of_rows() -> None:
    described = table_descriptions()
    assert set(described) == {path.name for path in TABLES.glob("*.csv")}
    for file, table in described.items():
        assert table.source, file
        for words in (table.title, table.rights, table.basis):
            assert words.vi, file
            assert words.en, file
        lines = (TABLES / file).read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == table.rows, file


def test_every_packaged_table_belongs_to_an_example() -> None:
    used = {table for example in EXAMPLES for table in example.tables}
    assert used == set(table_descriptions())


def test_the_packaged_tables_stay_light() -> None:
    assert sum(path.stat().st_size for path in TABLES.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_readme_names_sources_and_rights_in_both_languages(example: Example) -> None:
    readme = readme_text(example)
    vietnamese, english = readme.split("\n---\n")
    for file in example.tables:
        table = table_descriptions()[file]
        assert table.source in vietnamese
        assert table.rights.in_language("vi") in vietnamese
        assert table.source in english
        assert table.rights.in_language("en") in english
    assert "$" not in readme


def test_the_commands_to_run_next_survive_blanks_in_a_path() -> None:
    papi = EXAMPLES[0]
    first = papi.commands(Path("my folder"))[0]
    assert first == (
        "chiso score papi@2019 'my folder'/answers.csv --units 'my folder'/units.csv"
        " --period 2019 --out 'my folder/results'"
    )
