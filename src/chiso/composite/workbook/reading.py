"""From the sheets “Data” and “Metadata” to a framework, a table of figures and a table of units.

Everything that is wrong with the sheets is told at once, with sheet, row and column; the framework that comes
out has then passed the checks of every other one.

    CH-8060 no workbook     CH-8061 no such sheet, or an empty one    CH-8062 column missing, or twice
    CH-8063 not a number    CH-8064 row of the metadata not understood
    CH-8065 group or denominator that differs between the rows of a unit
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chiso.composite.workbook.cells import Line, Sheet, read_sheets
from chiso.composite.workbook.document import read_document_sheet
from chiso.composite.workbook.shape import (
    ABOUT,
    DATA,
    DOCUMENT,
    METADATA,
    NAME,
    NAMES_OF_COLUMNS,
    NEEDED,
    PERIOD,
    PLAN,
    TYPES,
    UNIT,
)
from chiso.composite.workbook.writing import about_rows, metadata_rows, plan_rows
from chiso.frameworks.composite.loader import read_composite
from chiso.frameworks.composite.model import COMPOSITE_FORMAT, CompositeFramework
from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.language import Text, listing, text
from chiso.problems import Place, Report
from chiso.tables import write_table

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)
# Only Vietnamese among the languages that are met here writes such letters.
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]")
_DEFAULT_PLAN = "steps:\n- step: normalise\n- step: weigh\n- step: aggregate\n"
_INDENT = "  "
# What is read by people in either language, since the document holds it.
_NO_RIGHTS = {"rights_vi": "Chưa nêu trong tệp bảng tính", "rights_en": "Not stated in the workbook"}


@dataclass(frozen=True, slots=True)
class FromWorkbook:
    """What was read: the framework with its YAML, and both tables as CSV."""

    framework: CompositeFramework
    document: bytes
    data: bytes
    units: bytes
    remarks: tuple[Text, ...]


def read_workbook(path: Path, *, name: str = "", version: str = "") -> FromWorkbook:
    """The framework and the tables of a workbook; `name` and `version` go before those of the sheet “About”.

    Raises BadInput with every problem, WrongCall (CH-5002) where python-calamine is not installed.
    """
    sheets = read_sheets(path)
    report = Report()
    for needed in (DATA, METADATA):
        if needed not in sheets or not sheets[needed].columns:
            _note_empty(path, needed, report)
    report.stop_if_any()
    data, metadata = sheets[DATA], sheets[METADATA]
    whole = read_document_sheet(sheets[DOCUMENT]) if DOCUMENT in sheets else None
    # A framework without figures says what it is all the same.
    for sheet, needed in ((metadata, METADATA), *(((data, DATA),) if whole is None else ())):
        if not sheet.lines:
            _note_empty(path, needed, report)
    report.stop_if_any()
    lines = list(_metadata_lines(metadata, report))
    codes = {kind: [line.words("iCode") for line in lines if line.words("Type") == kind] for kind in TYPES}
    heads = {one: _column(data, one) for one in (UNIT, NAME, PERIOD)}
    _check_columns(data, heads[UNIT], [*codes["Indicator"], *codes["Denominator"], *codes["Group"]], report)
    _check_numbers(data, [*codes["Indicator"], *codes["Denominator"]], report)
    _check_units(data, heads[UNIT], [*codes["Group"], *codes["Denominator"]], report)
    report.stop_if_any()
    plan = sheets.get(PLAN)
    has_plan = plan is not None and plan.lines
    remarks = (
        [] if has_plan else [text("No sheet “Plan”: normalised to 0–100, given weights, arithmetic means.")]
    )
    document = _document(_about(sheets.get(ABOUT), path, name, version), lines, plan, report)
    report.stop_if_any()
    if whole is not None and document == _document_of_sheets(whole, path):
        framework, document, remarks = whole, write_yaml(whole.tree).encode(), []
    else:
        if DOCUMENT in sheets:
            remarks.append(
                text(
                    "The sheets say something else than the document in the workbook, so they count; sources"
                    " and remarks are not in them."
                )
            )
        framework = read_composite(document, name=f"{path.name} [{metadata.name}]")
    return FromWorkbook(
        framework,
        document,
        _data_text(data, heads, codes["Indicator"]) if data.lines else b"",
        _units_text(data, heads, [*codes["Group"], *codes["Denominator"]]) if data.lines else b"",
        tuple(remarks),
    )


def _document_of_sheets(framework: CompositeFramework, path: Path) -> bytes:
    """What the sheets of a framework say, as they are written."""
    metadata, plan, about = (
        _laid_out(name, rows)
        for name, rows in (
            (METADATA, metadata_rows(framework)),
            (PLAN, plan_rows(framework.plan)),
            (ABOUT, about_rows(framework)),
        )
    )
    report = Report()
    lines = list(_metadata_lines(metadata, report))
    return _document(_about(about, path, "", ""), lines, plan, report)


def _laid_out(name: str, rows: Iterable[list[Any]]) -> Sheet:
    """A sheet as it would be read; a workbook keeps 16 digits of a figure."""
    head, *below = rows
    cells = [[float(f"{one:.16G}") if isinstance(one, float) else one for one in row] for row in below]
    lines = (Line(at, dict(zip(head, row, strict=True))) for at, row in enumerate(cells, start=2))
    return Sheet("", name, tuple(head), tuple(lines))


def _note_empty(path: Path, needed: str, report: Report) -> None:
    report.add(
        "CH-8061",
        Place(path.name),
        needed,
        text("Expected a sheet “{name}” with a head and rows below it.", name=needed),
        text("Name the sheets “Data” and “Metadata”; “chiso workbook export” shows the shape."),
    )


def _metadata_lines(sheet: Sheet, report: Report) -> Iterator[Line]:
    """Rows with a code and a known type; problems of the others are noted (CH-8062, CH-8064)."""
    absent = [one for one in NEEDED if one not in sheet.columns]
    for column in absent:
        report.add(
            "CH-8062",
            sheet.place(column=column),
            "",
            text("Expected the columns {names}.", names=listing(NEEDED)),
            text("Add the column to the sheet."),
        )
    if absent:
        return
    for line in sheet.lines:
        if not line.words("iCode") or line.words("Type") not in TYPES:
            report.add(
                "CH-8064",
                sheet.place(line, "Type" if line.words("iCode") else "iCode"),
                line.words("Type"),
                text("Expected a code, and one of these types: {types}.", types=listing(TYPES)),
                text("Fill the cell, or delete the row."),
            )
            continue
        for column in ("Weight", "Target", "Goalpost_lower", "Goalpost_upper"):
            _check_number(sheet, line, column, report)
        yield line


def _column(sheet: Sheet, name: str) -> str | None:
    """What the sheet calls a column of the shape; None where it has no such one."""
    return next((head for head in sheet.columns if head.casefold() in NAMES_OF_COLUMNS[name]), None)


def _check_columns(data: Sheet, unit: str | None, codes: list[str], report: Report) -> None:
    if unit is None:
        report.add(
            "CH-8062",
            data.place(column=UNIT),
            "",
            text("Expected a column “uCode” with the code of each unit."),
            text("Add the column to the sheet."),
        )
    for code in codes:
        if code not in data.columns:
            report.add(
                "CH-8062",
                data.place(column=code),
                "",
                text("Expected a column of this name: the metadata have it."),
                text("Add the column, or take its row out of the metadata."),
            )


def _check_numbers(sheet: Sheet, columns: list[str], report: Report) -> None:
    for line in sheet.lines:
        for column in columns:
            _check_number(sheet, line, column, report)


def _check_number(sheet: Sheet, line: Line, column: str, report: Report) -> None:
    """Note a cell that is filled with something else than a number (CH-8063)."""
    written = line.words(column)
    if written and not _NUMBER.match(written):
        report.add(
            "CH-8063",
            sheet.place(line, column),
            written,
            text("Expected a number, or an empty cell where the figure is missing."),
            text("Write digits with a point or comma of the program, not as text."),
        )


def _check_units(data: Sheet, unit: str | None, columns: list[str], report: Report) -> None:
    """Note what differs between the rows of one unit (CH-8065): a table of units has one row for it."""
    if unit is None:
        return
    first: dict[str, Line] = {}
    for line in data.lines:
        before = first.setdefault(line.words(unit), line)
        for column in columns:
            if line.words(column) != before.words(column):
                report.add(
                    "CH-8065",
                    data.place(line, column),
                    line.words(column),
                    text("Expected the same in every row of the unit: {first}.", first=before.words(column)),
                    text("Groups and denominators hold for all periods; divide by others before the import."),
                )


def _about(sheet: Sheet | None, path: Path, name: str, version: str) -> dict[str, str]:
    """The facts of the sheet “About”, with the call's own and what stands in where nothing is said."""
    stated = {}
    for line in () if sheet is None else sheet.lines:
        key, value = (line.words(column) for column in ("key", "value"))
        stated[key] = value
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-") or "index"
    return {
        **({} if stated.get("title_vi") or stated.get("title_en") else {"title_en": path.stem}),
        **({} if stated.get("rights_vi") or stated.get("rights_en") else _NO_RIGHTS),
        **{key: value for key, value in stated.items() if value},
        # Whoever fills in a sheet makes nothing official.
        "status": "fictitious" if stated.get("status") == "fictitious" else "draft",
        "id": name or stated.get("id") or slug,
        "version": version or stated.get("version") or "1",
    }


def _document(about: dict[str, str], lines: list[Line], plan: Sheet | None, report: Report) -> bytes:
    """The framework as YAML; every scalar is text, as its loader wants it."""
    tree: dict[str, Any] = {
        "format": COMPOSITE_FORMAT,
        "id": about["id"],
        "version": about["version"],
        "title": {key[-2:]: about[key] for key in ("title_vi", "title_en") if about.get(key)},
        "status": about["status"],
        "rights": {key[-2:]: about[key] for key in ("rights_vi", "rights_en") if about.get(key)},
        "groupings": [_variable(line) for line in lines if line.words("Type") == "Group"],
        "denominators": [_variable(line) for line in lines if line.words("Type") == "Denominator"],
        "nodes": [_node(line, report) for line in lines if line.words("Type") in ("Indicator", "Aggregate")],
    }
    head = yaml.safe_dump(
        {key: value for key, value in tree.items() if value}, allow_unicode=True, sort_keys=False, width=100
    )
    return (head + "plan:\n" + "".join(f"{_INDENT}{line}\n" for line in _plan_lines(plan))).encode()


def _plan_lines(plan: Sheet | None) -> list[str]:
    """The lines of the sheet “Plan”, with the blanks that they begin with."""
    if plan is None or not plan.lines:
        return _DEFAULT_PLAN.splitlines()
    column = plan.columns[0]
    return [str(line.cells.get(column) or "").rstrip() for line in plan.lines]


def _variable(line: Line) -> dict[str, Any]:
    unit = _bilingual(line.words("Unit"), line.words("Unit_vi"))
    return {"code": line.words("iCode"), "title": _title(line), **({"unit": unit} if unit else {})}


def _node(line: Line, report: Report) -> dict[str, Any]:
    is_indicator = line.words("Type") == "Indicator"
    goalposts = {side: line.words(f"Goalpost_{side}") for side in ("lower", "upper")}
    node: dict[str, Any] = {
        "code": line.words("iCode"),
        "title": _title(line),
        "parent": line.words("Parent"),
        "weight": line.words("Weight"),
    }
    if is_indicator:
        node |= {
            "direction": line.words("Direction"),
            "unit": _bilingual(line.words("Unit"), line.words("Unit_vi")),
            "denominator": line.words("Denominator"),
            "target": line.words("Target"),
            "goalposts": goalposts if all(goalposts.values()) else None,
        }
    else:
        node["method"] = _method(line, report)
    return {key: value for key, value in node.items() if value}


def _method(line: Line, report: Report) -> dict[str, Any] | None:
    """The method of a group: the name of a kind, or the kind with its arguments as JSON."""
    written = line.words("Method")
    if not written.startswith("{"):
        return {"kind": written} if written else None
    try:
        read = json.loads(written)
    except (ValueError, RecursionError):
        read = {}
    if "kind" not in read:
        report.add(
            "CH-8064",
            Place(METADATA, line.number, "Method"),
            written,
            text("Expected the name of a kind, or the kind with its arguments as JSON."),
            text("Write arithmetic@1, say, or take the cell out."),
        )
        return None
    return {str(key): value if isinstance(value, str) else json.dumps(value) for key, value in read.items()}


def _title(line: Line) -> dict[str, str]:
    return _bilingual(line.words("iName") or line.words("iCode"), line.words("iName_vi"))


def _bilingual(plain: str, vietnamese: str) -> dict[str, str]:
    """A title in the languages that it is there in; a plain one with Vietnamese letters is Vietnamese."""
    if vietnamese:
        return {"vi": vietnamese, **({"en": plain} if plain and plain != vietnamese else {})}
    if not plain:
        return {}
    return {"vi" if _VIETNAMESE.search(plain) else "en": plain}


def _data_text(data: Sheet, heads: dict[str, str | None], indicators: list[str]) -> bytes:
    labels = [(known, head) for known, head in (("unit", heads[UNIT]), ("period", heads[PERIOD])) if head]
    return write_table(
        (*(known for known, _ in labels), *indicators),
        (
            [*(line.words(head) for _, head in labels), *(line.words(code) for code in indicators)]
            for line in data.lines
        ),
    ).encode()


def _units_text(data: Sheet, heads: dict[str, str | None], codes: list[str]) -> bytes:
    """One row a unit; in a panel what its first row says."""
    unit, name = heads[UNIT] or UNIT, heads[NAME]
    first: dict[str, Line] = {}
    for line in data.lines:
        first.setdefault(line.words(unit), line)
    return write_table(
        ("unit", "name", *codes),
        (
            [code, (line.words(name) if name else "") or code, *(line.words(one) for one in codes)]
            for code, line in first.items()
        ),
    ).encode()
