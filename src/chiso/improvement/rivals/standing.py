"""Scores of the rivals of a unit: as they stand, or as a table of draws, each draw one joint future.

    draw,unit,value       long; every draw has one value for every rival

Scores are whole numbers over one common denominator, so that ten thousand draws sort quickly and exactly.

    CH-8306 a unit that is no rival        CH-8307 draws in which a rival is missing or stands twice
    CH-8308 a value that is no number
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from chiso.figures import NotANumber
from chiso.language import listing, text
from chiso.problems import Place
from chiso.scoring.ranking import ranked_units
from chiso.scoring.result import Result
from chiso.tables import read_number, read_table
from chiso.tables.decimal_signs import decimal_sign
from chiso.tables.reading import CappedReport, Row, Table

COLUMNS = ("draw", "unit", "value")
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Rivals:
    """Scores of the rivals: `draws[d][r] / scale` is that of `units[r]` (codes) in draw d.

    `are_drawn`: whether they are futures that were drawn; if not, there is one draw: as they stand.
    """

    units: tuple[str, ...]
    scale: int
    draws: tuple[tuple[int, ...], ...]
    are_drawn: bool

    def scores(self, draw: int) -> list[Fraction]:
        """The scores of one draw."""
        return [Fraction(value, self.scale) for value in self.draws[draw]]


def rivals_of(units: Sequence[str], draws: Iterable[Sequence[Fraction]], *, are_drawn: bool) -> Rivals:
    """Rivals from fractions, one row a draw."""
    rows = [tuple(row) for row in draws]
    scale = lcm(1, *(value.denominator for row in rows for value in row))
    whole = tuple(tuple(value.numerator * (scale // value.denominator) for value in row) for row in rows)
    return Rivals(tuple(units), scale, whole, are_drawn)


def rivals_as_they_stand(result: Result, uid: str) -> Rivals:
    """The ranked units of the league but one, with the scores that they have."""
    others = [unit for unit in ranked_units(result) if unit.uid != uid]
    scores = [result.scores[unit.uid].points[0] for unit in others]
    return rivals_of(
        [unit.code for unit in others],
        [[score for score in scores if score is not None]],
        are_drawn=False,
    )


def read_rivals(
    source: str | os.PathLike[str] | bytes, result: Result, uid: str, *, name: str | None = None
) -> Rivals:
    """The draws of a table. Rows of the unit itself are passed over. Raises BadInput.

    Where the run ranks no other unit, the table may name any: totals of others are often all that is known of
    them. Where it ranks others, these are the rivals, each of them in every draw.
    """
    report = CappedReport()
    table = read_table(source, name=name, required=COLUMNS, report=report)
    own = result.units_by_uid[uid].code
    ranked = [unit.code for unit in ranked_units(result) if unit.uid != uid]
    known = [unit.code for unit in result.units if unit.uid != uid] if ranked else []
    places = {code: at for at, code in enumerate(known)}
    sign = decimal_sign(table, ("value",))
    strangers: dict[str, Row] = {}
    values: dict[str, Fraction] = {}
    draws: dict[str, dict[int, Fraction]] = {}
    first_rows: dict[str, Row] = {}
    for row in table.rows:
        draw, unit, written = row["draw"], row["unit"], row["value"]
        if unit == own:
            continue
        at = places.get(unit)
        if at is None and ranked:
            strangers.setdefault(unit, row)
            continue
        if at is None:
            at = places[unit] = len(known)
            known.append(unit)
        if written not in values:
            try:
                values[written] = read_number(written, sign)
            except NotANumber:
                expected = text("Expected a score as a plain number.")
                report.add("CH-8308", table.place(row, "value"), written, expected, text("Mend the cell."))
                continue
        first_rows.setdefault(draw, row)
        drawn = draws.setdefault(draw, {})
        if at in drawn:
            expected = text("Expected each rival once in a draw; “{unit}” stands there twice.", unit=unit)
            report.add("CH-8307", table.place(row, "draw"), draw, expected, text("Leave one row."))
        drawn[at] = values[written]
    for unit, row in strangers.items():
        expected = text("Expected the code of another unit of this league.")
        mend = text("The table of the ranking lists the units.")
        report.add("CH-8306", table.place(row, "unit"), unit, expected, mend)
    if not report.problems:
        _note_gaps(table, draws, first_rows, known, {places[code] for code in ranked}, report)
    report.stop_if_any()
    present = sorted(next(iter(draws.values())))
    return rivals_of(
        [known[at] for at in present], ([drawn[at] for at in present] for drawn in draws.values()),
        are_drawn=len(draws) > 1,
    )  # fmt: skip


def _note_gaps(
    table: Table,
    draws: dict[str, dict[int, Fraction]],
    first_rows: dict[str, Row],
    known: Sequence[str],
    ranked: set[int],
    report: CappedReport,
) -> None:
    """A rival that stands in one draw stands in all: else it would be ranked in some futures only."""
    if not draws:
        expected = text("Expected rows of rivals; there are none.")
        report.add("CH-8307", Place(table.name), "", expected, text("Draw them: “chiso plan rivals”."))
        return
    everybody = ranked.union(*draws.values())
    for draw, drawn in draws.items():
        if len(drawn) < len(everybody):
            missing = [known[at] for at in sorted(everybody - drawn.keys())]
            shown = [*missing[:_MOST_NAMED], *["…"] * (len(missing) > _MOST_NAMED)]
            expected = text("Expected every rival in each draw; missing: {units}.", units=listing(shown))
            mend = text("Add the rows: who is ranked is a rival in every draw.")
            report.add("CH-8307", table.place(first_rows[draw], "draw"), draw, expected, mend)
