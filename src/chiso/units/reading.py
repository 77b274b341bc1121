"""A register from a table and back.

Columns: uid, code, name, level, kind, parent, group, aliases, valid_from, valid_to. Only code and
name are required. Aliases are separated by "|"; days are written 2020-03-01 or 01/03/2020; level
and kind are read as slugs ("Thành phố" is thanh-pho). Without a uid it is made of level and code.

    CH-1201 no code     CH-1202 no name       CH-1203 uid is no slug       CH-1204 ends before it begins
    CH-1206 code twice  CH-1207 uid twice     CH-1208 code of two names without uid
    CH-1209 its own parent                    CH-1305 not a day
"""

from __future__ import annotations

import os
import re
from datetime import date

from chiso.language import text
from chiso.periods import parse_day
from chiso.problems import BadInput, Report, quote
from chiso.tables import CappedReport, Row, Table, read_table, write_table
from chiso.units.names import make_slug, match_key
from chiso.units.registry import Registry, find_overlaps, problem_of_overlap
from chiso.units.unit import Unit

UNIT_COLUMNS = (
    "uid",
    "code",
    "name",
    "level",
    "kind",
    "parent",
    "group",
    "aliases",
    "valid_from",
    "valid_to",
)
_REQUIRED = ("code", "name")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def read_units(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> tuple[Registry, Report]:
    """The register in a table, and a report of remarks and problems.

    Rows with problems are left out of the register; a caller that wants all or nothing calls
    `report.stop_if_any()`. Raises BadInput if there is no table to read.
    """
    report = CappedReport()
    optional = tuple(column for column in UNIT_COLUMNS if column not in _REQUIRED)
    table = read_table(source, name=name, required=_REQUIRED, optional=optional, report=report)
    units: list[tuple[Row, Unit]] = []
    for row in table.rows:
        unit = _read_unit(table, row)
        if unit is not None:
            units.append((row, unit))
    for check in (_without_shared_codes, _without_overlaps, _without_circles):
        units = check(table, units)
    return Registry(tuple(unit for _, unit in units)), report


def write_units(registry: Registry) -> str:
    """The register as CSV, in its own order; reads back the same."""
    return write_table(UNIT_COLUMNS, (_cells(unit) for unit in registry))


def _cells(unit: Unit) -> tuple[str, ...]:
    return (
        unit.uid,
        unit.code,
        unit.name,
        unit.level,
        unit.kind,
        unit.parent,
        unit.group,
        "|".join(unit.aliases),
        unit.valid_from.isoformat() if unit.valid_from else "",
        unit.valid_to.isoformat() if unit.valid_to else "",
    )


def _read_unit(table: Table, row: Row) -> Unit | None:
    """The unit of one row, or None after its problems were noted."""
    report = table.report
    code, name, uid, level = row["code"], row["name"], row["uid"], make_slug(row["level"])
    is_sound = True
    for column, number, missing in (
        ("code", "CH-1201", text("Expected the official code of the unit.")),
        ("name", "CH-1202", text("Expected the name of the unit.")),
    ):
        if not row[column]:
            report.add(number, table.place(row, column), "", missing, text("Fill the cell or drop the row."))
            is_sound = False
    made = make_slug(f"{level}-{code}")
    if (uid or code) and not _SLUG.match(uid or made):
        report.add(
            "CH-1203",
            table.place(row, "uid"),
            uid or code,
            text("Expected a uid of small ASCII letters, digits and hyphens."),
            text("Write it like {example}.", example=make_slug(f"{name}-{code}") or "ha-noi"),
        )
        is_sound = False
    valid_from, from_is_sound = _read_day(table, row, "valid_from")
    valid_to, to_is_sound = _read_day(table, row, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        report.add(
            "CH-1204",
            table.place(row, "valid_to"),
            row["valid_to"],
            text("Expected a last day that is not before the first day, {first}.", first=valid_from),
            text("Check both days; perhaps they changed places."),
        )
        is_sound = False
    if not (is_sound and from_is_sound and to_is_sound):
        return None
    return Unit(
        uid=uid or made,
        code=code,
        name=name,
        level=level,
        kind=make_slug(row["kind"]),
        parent=row["parent"],
        group=row["group"],
        aliases=tuple(dict.fromkeys(alias.strip() for alias in row["aliases"].split("|") if alias.strip())),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _read_day(table: Table, row: Row, column: str) -> tuple[date | None, bool]:
    """The day in a cell, None if it is empty; and whether it could be read."""
    if not row[column]:
        return None, True
    try:
        return parse_day(row[column], table.place(row, column)), True
    except BadInput as refusal:
        for problem in refusal.problems:
            table.report.add(problem.code, problem.where, problem.found, problem.expected, problem.mend)
        return None, False


def _without_shared_codes(table: Table, units: list[tuple[Row, Unit]]) -> list[tuple[Row, Unit]]:
    """Note a code that several names share where no uid says whether they are one unit."""
    first_names: dict[str, str] = {}
    kept = []
    for row, unit in units:
        if row["uid"]:
            kept.append((row, unit))
            continue
        known = first_names.setdefault(unit.uid, unit.name)
        if match_key(known) == match_key(unit.name):
            kept.append((row, unit))
            continue
        table.report.add(
            "CH-1208",
            table.place(row, "code"),
            unit.code,
            text(
                "Expected a uid where one code has two names, “{one}” and “{other}”.",
                one=quote(known),
                other=quote(unit.name),
            ),
            text("Add a column uid: the same uid if the unit was renamed, two if the code was given anew."),
        )
    return kept


def _without_overlaps(table: Table, units: list[tuple[Row, Unit]]) -> list[tuple[Row, Unit]]:
    """Note units that exclude each other on some day; the later row is left out."""
    rows = {id(unit): row for row, unit in units}
    dropped = set()
    for one, other in find_overlaps(unit for _, unit in units):
        column = "code" if one.code == other.code and one.level == other.level else "uid"
        problem = problem_of_overlap(one, other, table.place(rows[id(other)], column))
        table.report.add(problem.code, problem.where, problem.found, problem.expected, problem.mend)
        dropped.add(id(other))
    return [(row, unit) for row, unit in units if id(unit) not in dropped]


def _without_circles(table: Table, units: list[tuple[Row, Unit]]) -> list[tuple[Row, Unit]]:
    """Note units that stand above themselves."""
    parents: dict[str, str] = {}
    for _, unit in units:
        parents.setdefault(unit.code, unit.parent)
    for _, unit in units:
        parents[unit.uid] = unit.parent
    circles = _circles(parents)
    kept = []
    for row, unit in units:
        if {unit.uid, unit.code} & circles.get(unit.parent, frozenset()):
            table.report.add(
                "CH-1209",
                table.place(row, "parent"),
                unit.parent,
                text(
                    "Expected a parent above the unit; following the parents leads back to “{name}”.",
                    name=quote(unit.name),
                ),
                text("Correct the parent of one of the units on the way, or leave it empty."),
            )
        else:
            kept.append((row, unit))
    return kept


def _circles(parents: dict[str, str]) -> dict[str, frozenset[str]]:
    """For each name from which following the parents ends in a circle: the names in that circle.

    Every name is passed once, since what lies beyond a known name is known.
    """
    found: dict[str, frozenset[str]] = {}
    passed: set[str] = set()
    for start in parents:
        way: dict[str, int] = {}
        here = start
        while here and here not in passed:
            passed.add(here)
            way[here] = len(way)
            here = parents.get(here, "")
        circle = found.get(here, frozenset())
        if here in way:
            circle = frozenset(list(way)[way[here] :])
        if circle:
            found |= dict.fromkeys(way, circle)
    return found
