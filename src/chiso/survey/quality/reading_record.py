"""The file `quality.json`, read back for the report on a round: every fault with its field.

The page counts on each of these fields; what else a later chiso writes beside them is left alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chiso.frameworks.document import Document
from chiso.frameworks.loader import problems_of_form
from chiso.frameworks.records import read_bytes
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.survey.quality.tables import FORMAT


class _Told(BaseModel):
    """A part that another program may have touched: numbers are numbers, words are words."""

    model_config = ConfigDict(strict=True)


class _Words(_Told):
    model_config = ConfigDict(extra="forbid")

    vi: str
    en: str


class _Fact(_Told):
    name: _Words
    value: _Words


class _Check(_Told):
    title: _Words
    looked_at: int = Field(ge=0)
    listed: int = Field(ge=0)
    honest_share: float = Field(ge=0, le=1, allow_inf_nan=False)
    left_out: _Words | None
    facts: list[_Fact]


class _Record(_Told):
    interviews: int = Field(ge=0)
    listed_interviews: int = Field(ge=0)
    checks: list[_Check]


def read_quality_record(path: Path) -> dict[str, Any]:
    """A record of before. Raises BadInput (CH-3214) with each field that is wanting or wrong."""
    content = read_bytes(path, "CH-3214")
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        record = None
    mend = text("Run “chiso survey quality” again.")
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        found = quote(content[:40].decode("utf-8", errors="replace"))
        expected = text("Expected the file quality.json that “chiso survey quality” writes.")
        raise BadInput([Problem("CH-3214", Place(str(path)), found, expected, mend)])
    try:
        _Record.model_validate(record)
    except ValidationError as error:
        met = problems_of_form(error, Document(str(path), record))
        raise BadInput([replace(one, code="CH-3214", mend=mend) for one in met]) from error
    return record
