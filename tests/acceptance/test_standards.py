"""What we publish as schemas is what the models say, and accepts what we write (jsonschema)."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chiso.frameworks import library
from chiso.frameworks.loader import read_framework
from tests.acceptance.calls import must, rows, score

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "reference" / "schemas"


def schema(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(content)
    return content


def load_script(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_published_schemas_are_what_the_models_say() -> None:
    script = load_script("write_schemas")
    written = {
        f"{name}.schema.json": script.render(content) for name, content in script.all_schemas().items()
    }
    assert {path.name: path.read_text("utf-8") for path in SCHEMAS.glob("*.json")} == written


@pytest.mark.parametrize("key", library.keys())
def test_every_set_of_the_library_is_valid_by_the_framework_schema(key: str) -> None:
    tree = read_framework(library.FOLDER / f"{key}.yaml").tree
    assert list(Draft202012Validator(schema("framework")).iter_errors(tree)) == []


def test_an_unknown_key_is_invalid_by_the_framework_schema() -> None:
    tree = read_framework(library.FOLDER / "papi@2019.yaml").tree
    assert isinstance(tree, dict)
    assert list(Draft202012Validator(schema("framework")).iter_errors({**tree, "extra": "1"}))


@pytest.mark.parametrize(
    ("example", "framework", "period"),
    [("papi", "papi@2019", "2019"), ("service-quality", "service-quality@2022", "2026@2026-10-10")],
)
def test_answers_and_units_are_valid_by_their_schemas(
    tmp_path: Path, example: str, framework: str, period: str
) -> None:
    must("examples", "write", example, tmp_path / "example")
    score(tmp_path / "example", framework, period, tmp_path / "out")
    for table in (tmp_path / "example" / "answers.csv", tmp_path / "out" / "inputs" / "answers.csv"):
        assert list(Draft202012Validator(schema("answers")).iter_errors(rows(table)[:3000])) == []
    for table in (tmp_path / "example" / "units.csv", tmp_path / "out" / "inputs" / "units.csv"):
        assert list(Draft202012Validator(schema("units")).iter_errors(rows(table))) == []


def test_tables_end_their_lines_with_line_feeds_and_hold_no_byte_order_mark(tmp_path: Path) -> None:
    must("examples", "write", "papi", tmp_path / "example")
    score(tmp_path / "example", "papi@2019", "2019", tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.csv"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8", newline="") as stream:
            assert len({len(row) for row in csv.reader(stream)}) == 1
