"""Values far from the others: outside the fences, 1.5 (far: 3) times the range between the quartiles.

    lower fence  q1 − 1.5 (q3 − q1)        upper fence  q3 + 1.5 (q3 − q1)

Quartiles are of type 7. In a panel the fences are those of all periods together. What is outside is looked
at, not taken away: an outlier may be the truth. Where half of the rows share one value the range is 0, and
every other value would be outside: such indicators are left out and counted.

Source: Tukey, Exploratory Data Analysis (1977).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, PictureRow, StripPicture
from chiso.composite.audit.subject import Subject, exact
from chiso.language import text

_ONE_VALUE = 1e-12
_NEAR, _FAR = 1.5, 3.0
# One value seventy ranges away would press all others into a corner of the picture.
_FARTHEST_DRAWN = 10.0

_COLUMNS = (
    Column("unit", text("Unit")),
    Column("period", text("Period")),
    Column("code", text("Code")),
    Column("value", text("Value"), "figure"),
    Column("lower_fence", text("Lower fence"), "figure", is_on_page=False),
    Column("upper_fence", text("Upper fence"), "figure", is_on_page=False),
    Column("ranges_away", text("Ranges between the quartiles away"), "correlation"),
    Column("treated_to", text("After treatment"), "figure"),
    Column("flag", text("Flag")),
)


def outlier_finding(subject: Subject) -> Finding:
    """Each value outside the fences, with what the treatment made of it."""
    treated = {(one.row, one.code): one.after for one in subject.run.treatment}
    rows: list[tuple[Cell, ...]] = []
    drawn: list[PictureRow] = []
    not_looked_at = 0
    for code in subject.leaves:
        figures = subject.entered.column(code)
        known = figures[~np.isnan(figures)]
        first, third = np.quantile(known, (0.25, 0.75)) if len(known) else (np.nan, np.nan)
        width = float(third - first)
        # Quartiles that differ by nothing but the last digits of a float are one value.
        if not width > _ONE_VALUE * np.max(np.abs(known), initial=0.0):
            not_looked_at += 1
            continue
        away = np.where(figures > third, (figures - third) / width, (first - figures) / width)
        outside = [int(row) for row in np.flatnonzero(away > _NEAR)]
        for row in sorted(outside, key=lambda position: -away[position]):
            place = subject.entered.rows[row]
            rows.append(
                (
                    place.unit, place.period, code, float(figures[row]),
                    float(first - _NEAR * width), float(third + _NEAR * width), float(away[row]),
                    treated.get((place, code)), "far" if away[row] > _FAR else "",
                )
            )  # fmt: skip
        if outside:
            farthest = max(outside, key=lambda position: away[position])
            others = tuple(
                one for one in (_drawn(away[row]) for row in outside if row != farthest) if one is not None
            )
            drawn.append(
                PictureRow(
                    subject.title(code),
                    _drawn(away[farthest]),
                    others,
                    stands_out=bool(away[farthest] > _FAR),
                    written=" ".join(subject.entered.rows[farthest]).strip(),
                )
            )
    far = sum(1 for row in rows if row[-1])
    sentences = [
        text(
            "{count} values in {indicators} indicators lie outside the fences, {far} of them far. Each is "
            "worth a look: a slip of writing is mended in the data, the truth is kept.",
            count=len(rows),
            indicators=len(drawn),
            far=far,
        )
        if rows
        else text("No value lies outside the fences.")
    ]
    if not_looked_at:
        sentences.append(
            text(
                "Not looked at, since half of the rows share one value: {count} indicators.",
                count=not_looked_at,
            )
        )
    shown = tuple(
        sorted((at for at, row in enumerate(rows) if row[-1]), key=lambda at: -float(rows[at][6] or 0))
    )
    return Finding(
        "outliers",
        text("Values far from the others"),
        tuple(sentences),
        (AuditTable("outliers", text("Far outside the fences"), _COLUMNS, tuple(rows), shown),),
        StripPicture(
            text("How far the farthest value of each indicator lies"),
            text(
                "Ranges between the quartiles beyond the nearer quartile, drawn up to 10; grey: other "
                "values outside the fences"
            ),
            tuple(drawn),
            ((Fraction(3, 2), text("fence")), (Fraction(3), text("far"))),
        )
        if drawn
        else None,
    )


def _drawn(away: float) -> Fraction | None:
    """Where a value is drawn: how far it is away, up to the edge of the picture."""
    return exact(min(float(away), _FARTHEST_DRAWN))
