"""Figures of other bodies, as the tables in the bundles hold them, each with its source.

The tables name units by their codes at the time; the unit behind a code is looked up in the units of
the results and in the register that chiso brings along, as they stood on the day of the period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from chiso.figures import parse_decimal
from chiso.periods import parse_period
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.model import Edition
from chiso.portal.naming import BREAKS, name_of_carried
from chiso.portal.publication_model import Publication
from chiso.portal.theme import Theme
from chiso.problems import BadInput
from chiso.publication import Bundle
from chiso.publication.members import is_carried_over, is_slug
from chiso.publication.rows import rows_of
from chiso.units import shipped_registry

# What the tables call groups, as levels of the register.
_LEVELS = {
    "provinces": "province",
    "cities": "province",
    "districts": "district",
    "communes": "commune",
    "agencies": "office",
    "departments": "office",
}
AGGREGATES = "aggregates"
_SECOND_HAND = "second-hand"


def collect_carried(
    bundles: Sequence[tuple[Bundle, Publication]], editions: Sequence[Edition], theme: Theme
) -> dict[str, CarriedSeries]:
    """The indices of others by name, sorted; rows by period, unit and code."""
    finder = UnitFinder(editions)
    gathered: dict[str, list[tuple[Carried, Publication]]] = {}
    for bundle, publication in bundles:
        for member in sorted(filter(is_carried_over, bundle.members)):
            for row in rows_of(bundle.members[member]):
                carried = _carried(row, publication, finder)
                gathered.setdefault(carried.index, []).append((carried, publication))
    return {index: _series(index, gathered[index], theme) for index in sorted(gathered)}


def _series(index: str, found: list[tuple[Carried, Publication]], theme: Theme) -> CarriedSeries:
    name = name_of_carried(index)
    rows = sorted((row for row, _ in found), key=lambda row: (row.period, row.group, row.unit_code))
    periods = {row.period for row in rows}
    breaks = tuple(
        one for one in BREAKS.get(index, ()) if min(periods) <= one.before and one.after <= max(periods)
    )
    publication = max((one for _, one in found), key=lambda one: (one.day or date.min, one.content))
    short = theme.names.get(index, name.short)
    return CarriedSeries(index, name.title, short, tuple(rows), breaks, publication)


def _carried(row: dict[str, str], publication: Publication, finder: UnitFinder) -> Carried:
    basis: Literal["stated", "derived"] = "derived" if row["basis"] == "derived" else "stated"
    return Carried(
        index=row["index"],
        period=row["period"],
        unit_code=row["unit"],
        uid=finder.uid_of(row["unit"], row["period"], row["group"]),
        unit_name=row["unit_name"] or row["unit"],
        group=row["group"],
        code=row["code"],
        value=_figure(row["value"]),
        rank=_whole(row["rank"]),
        of=_whole(row["of"]),
        basis=basis,
        approximate=row["approximate"] == "true",
        source=row["source"],
        note=row["note"],
        note_vi=row.get("note_vi", ""),
        publication=publication.slug,
        written=row["value"],
        is_second_hand=_SECOND_HAND in row["source"] or _SECOND_HAND in row["note"],
    )


def _figure(written: str) -> Fraction | None:
    return parse_decimal(written) if written else None


def _whole(written: str) -> int | None:
    """A rank; a figure that is no whole number is no rank."""
    figure = _figure(written)
    return int(figure) if figure is not None and figure.denominator == 1 else None


class UnitFinder:
    """Looks up which unit a code meant in a period."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self._by_place = {
            (edition.period.written, unit.code): unit.uid
            for edition in editions
            for unit in edition.result.units
        }
        self._by_code: dict[tuple[str, str], set[str]] = {}
        for edition in editions:
            for unit in edition.result.units:
                self._by_code.setdefault((unit.level, unit.code), set()).add(unit.uid)

    def uid_of(self, code: str, period: str, group: str) -> str | None:
        """The unit meant; None for means of regions, and where no register knows the code."""
        if group == AGGREGATES:
            return None
        level = _LEVELS.get(group)
        try:
            day = parse_period(period).reference_day
        except BadInput:
            return None
        registered = shipped_registry().resolve(code, day, level)
        if registered is not None:
            return registered.uid
        known = self._by_code.get((level or "", code), set())
        if len(known) == 1:
            return next(iter(known))
        # Codes that are words ("ministry-tu-phap") name their unit themselves.
        return code if is_slug(code) and any(letter.isalpha() for letter in code) else None


def rows_by_unit(series: CarriedSeries) -> Iterator[tuple[str, Carried]]:
    """The rows that are of a unit, with its uid."""
    for row in series.rows:
        if row.uid is not None:
            yield row.uid, row
