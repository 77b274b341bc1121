"""Write the JSON Schemas of every format that travels into docs/reference/schemas.

    python scripts/write_schemas.py

A test holds that the files are what the models say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chiso.frameworks.composite.loader import PlanDocument
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.model import Framework
from chiso.publication import schemas as publication_schemas
from chiso.publication.columns import TABLES_OF_RUN, Column
from chiso.publication.schemas import DIALECT
from chiso.scoring.answers import ANSWER_STATUSES, ORIGINS
from chiso.scoring.case_files import CaseFile
from chiso.scoring.layers import LAYERS
from chiso.scoring.programme import Programme

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "schemas"

_PATTERNS = {"decimal": r"^(-?[0-9]+(\.[0-9]+)?)?$", "integer": r"^([0-9]+)?$"}
_WORDS = {"status": ["", *ANSWER_STATUSES], "layer": ["", *LAYERS], "origin": ["", *ORIGINS]}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    documents: dict[str, dict[str, Any]] = {
        "framework": {"$schema": DIALECT, **Framework.model_json_schema(by_alias=True)},
        "composite": {"$schema": DIALECT, **CompositeFramework.model_json_schema(by_alias=True)},
        "plan": {"$schema": DIALECT, **PlanDocument.model_json_schema(by_alias=True)},
        "programme": {"$schema": DIALECT, **Programme.model_json_schema(by_alias=True)},
        "cases": {"$schema": DIALECT, **CaseFile.model_json_schema(by_alias=True)},
        "answers": _rows("One row of answers, cells as text", TABLES_OF_RUN["inputs/answers.csv"]),
        "units": _rows("One row of the register of units, cells as text", TABLES_OF_RUN["inputs/units.csv"]),
    }
    documents.update(publication_schemas())
    return documents


def _rows(title: str, columns: dict[str, Column]) -> dict[str, Any]:
    """A table as a list of records; every cell is text, as it stands in the file."""
    properties: dict[str, dict[str, Any]] = {}
    for name, column in columns.items():
        cell: dict[str, Any] = {"type": "string", "description": column.meaning.en}
        if column.type in _PATTERNS:
            cell["pattern"] = _PATTERNS[column.type]
        if name in _WORDS and title.startswith("One row of answers"):
            cell["enum"] = _WORDS[name]
        if column.required:
            cell["minLength"] = 1
        properties[name] = cell
    row = {
        "type": "object",
        "title": title,
        "properties": properties,
        "required": [name for name, column in columns.items() if column.required],
        "additionalProperties": False,
    }
    return {"$schema": DIALECT, "type": "array", "items": row}


def render(schema: dict[str, Any]) -> str:
    """The schema as it is written."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Write every schema."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, schema in all_schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(render(schema), "utf-8")


if __name__ == "__main__":
    main()
