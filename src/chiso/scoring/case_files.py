"""Test cases of a framework as an official reads them: these inputs, these points.

format: chiso-cases/1
framework: id@version
source: {vi, en}                  where the expected points come from
cases:
  - name: {vi, en}
    unit: {level, kind, group}    optional
    code: "1"                     the node looked at
    inputs: {days: "-1"}          or cases: [{…}, …], or answers: {code: {…} | not_applicable | …}
    points: "2"                   or open: true, not_applicable: true, measured: "0.5"
    points_of: {"I": "8"}  max_points: "16"  class: good
    source: art. 13.1
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field, ValidationError

from chiso.frameworks.document import read_document
from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.loader import problems_of_form
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, Report, reason_of

FORMAT = "chiso-cases/1"

Written: TypeAlias = str | bool | list[str] | dict[str, str]
Inputs: TypeAlias = dict[str, Written]
StatusOnly: TypeAlias = Literal["missing", "not_applicable", "late"]


class CaseUnit(Part):
    """The unit that a case is about, as far as it matters."""

    level: str = ""
    kind: str = ""
    group: str = ""


class AnswerByCases(Part):
    """An answer that is given dossier by dossier."""

    cases: tuple[Inputs, ...]


class FrameworkCase(Part):
    """One example: what goes in, what must come out."""

    name: BilingualField
    unit: CaseUnit = CaseUnit()
    code: str
    inputs: Inputs | None = None
    cases: tuple[Inputs, ...] | None = None
    answers: dict[str, StatusOnly | AnswerByCases | Inputs] | None = None
    points: Figure | None = None
    open: bool = False
    not_applicable: bool = False
    missing: bool = False
    measured: Figure | None = None
    max_points: Figure | None = None
    points_of: dict[str, Figure] = Field(default_factory=dict)
    class_: str | None = Field(default=None, alias="class")
    source: str | BilingualField | None = None


class CaseFile(Part):
    """The test cases of one framework."""

    format: Literal["chiso-cases/1"]
    framework: str
    source: BilingualField
    cases: tuple[FrameworkCase, ...] = Field(min_length=1)


def read_case_file(path: Path) -> CaseFile:
    """The cases in a YAML file. Raises BadInput with all problems of the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(
            [
                Problem(
                    "CH-3040",
                    Place(str(path)),
                    reason_of(error),
                    text("Expected a file that can be read."),
                    text("Check the name and the rights of the file."),
                )
            ]
        ) from error
    report = Report()
    document = read_document(content, path.name, report)
    report.stop_if_any()
    try:
        return CaseFile.model_validate(document.tree)
    except ValidationError as error:
        report.problems += [replace(one, code="CH-3041") for one in problems_of_form(error, document)]
        report.stop_if_any()
        raise
