"""Statistics by indicator, at each stage of the plan: place, spread, shape, what is missing or constant.

Quantiles are of type 7 (R's), standard deviations have n − 1 below the line, skewness and kurtosis are the
bias-corrected G1 and G2. A shape is *uneven* where |skewness| ≥ 2 and kurtosis ≥ 3.5, as the treatment of
outliers has it; *few values* are three or fewer different ones; *mostly one value* is one that more than half
of the rows share.

Source of the bounds: Groeneveld and Meeden (1984); OECD and JRC, Handbook (2008), step 4; R package COINr.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from chiso.composite.audit.parts import AuditTable, Cell, Column, Finding, PictureRow, StripPicture
from chiso.composite.audit.subject import Subject, cell, exact
from chiso.composite.shapes import kurtosis, skewness
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.language import Text, Value, listing, text

UNEVEN_SKEWNESS, UNEVEN_KURTOSIS = 2.0, 3.5
_FEW_VALUES = 3
_NAMED = 8

_COLUMNS = (
    Column("stage", text("Stage of the plan"), is_on_page=False),
    Column("code", text("Code")),
    Column("values", text("Values present"), "count"),
    Column("missing", text("Missing"), "count"),
    Column("minimum", text("Smallest"), "figure"),
    Column("quartile_1", text("First quartile"), "figure", is_on_page=False),
    Column("median", text("Median"), "figure"),
    Column("quartile_3", text("Third quartile"), "figure", is_on_page=False),
    Column("maximum", text("Largest"), "figure"),
    Column("mean", text("Mean"), "figure", is_on_page=False),
    Column("standard_deviation", text("Standard deviation"), "figure", is_on_page=False),
    Column("skewness", text("Skewness"), "correlation"),
    Column("kurtosis", text("Kurtosis"), "correlation"),
    Column("different_values", text("Different values"), "count", is_on_page=False),
    Column("share_of_commonest", text("Share of the commonest value"), "share", is_on_page=False),
    Column("flag", text("Flag")),
)


def indicator_finding(subject: Subject) -> Finding:
    """Statistics at every stage; the picture has the skewness before anything was tamed."""
    stages = {name: table for name, table in subject.run.stages.items() if name != "Aggregated"}
    rows = tuple(row for name, table in stages.items() for row in _rows(name, table, subject.leaves))
    entered = next(name for name, table in stages.items() if table is subject.entered)
    flag = len(_COLUMNS) - 1
    uneven = [str(row[1]) for row in rows if row[0] == entered and "uneven" in str(row[flag])]
    last = list(stages)[-1]
    left = [str(row[1]) for row in rows if row[0] == last and "uneven" in str(row[flag])]
    constant = [str(row[1]) for row in rows if row[0] == entered and "constant" in str(row[flag])]
    flagged = [position for position, row in enumerate(rows) if row[0] == entered and row[flag]]
    shown = tuple(sorted(flagged, key=lambda position: -_size_of_skewness(rows[position])))
    return Finding(
        "statistics",
        text("What the indicators are like"),
        _sentences(uneven, left, constant, len(subject.leaves)),
        (AuditTable("statistics", text("Indicators to look at"), _COLUMNS, rows, shown),),
        _picture(subject, uneven),
    )


def _sentences(uneven: list[str], left: list[str], constant: list[str], count: int) -> tuple[Text, ...]:
    made = [
        text(
            "{uneven} of {count} indicators are uneven: a few extreme values would decide the index, unless "
            "they are treated. After the plan {left} are still so.",
            uneven=len(uneven),
            count=count,
            left=len(left),
        )
        if uneven
        else text("No indicator is uneven: no few extreme values decide the index.")
    ]
    if left:
        made.append(text("Still uneven: {codes}.", codes=_some(left)))
    if constant:
        made.append(
            text("The same for every unit, so they tell nobody apart: {codes}.", codes=_some(constant))
        )
    return tuple(made)


def _some(codes: list[str]) -> Value:
    """The first few codes, and how many more there are."""
    if len(codes) <= _NAMED:
        return listing(codes)
    return text("{codes} and {count} more", codes=listing(codes[:_NAMED]), count=len(codes) - _NAMED)


def _size_of_skewness(row: tuple[Cell, ...]) -> float:
    """By what rows are put in order on the page; 0 where there is none."""
    figure = row[next(place for place, column in enumerate(_COLUMNS) if column.name == "skewness")]
    return abs(figure) if isinstance(figure, float) else 0.0


def _rows(stage: str, table: IndicatorTable, leaves: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    for code in leaves:
        figures = table.column(code)
        yield stage, code, *_statistics(figures)


def _statistics(figures: FloatArray) -> tuple[Cell, ...]:
    known = figures[~np.isnan(figures)]
    count, missing = len(known), len(figures) - len(known)
    if not count:
        return (0, missing, *(None,) * 9, 0, None, "empty")
    quartiles = np.quantile(known, (0.25, 0.5, 0.75))
    skewed, peaked = skewness(known), kurtosis(known)
    different, times = np.unique(known, return_counts=True)
    commonest = float(times.max()) / count
    flags = [
        name
        for name, holds in (
            ("constant", len(different) == 1),
            ("few_values", 1 < len(different) <= _FEW_VALUES),
            ("mostly_one_value", len(different) > 1 and commonest > 0.5),
            ("uneven", abs(skewed) >= UNEVEN_SKEWNESS and peaked >= UNEVEN_KURTOSIS),
        )
        if holds
    ]
    spread = float(known.std(ddof=1)) if count > 1 else np.nan
    figures_of_place = (known.min(), *quartiles, known.max(), known.mean(), spread, skewed, peaked)
    return (
        count,
        missing,
        *(cell(float(figure)) for figure in figures_of_place),
        len(different),
        commonest,
        " ".join(flags),
    )


def _picture(subject: Subject, uneven: list[str]) -> StripPicture:
    rows = []
    for code in subject.leaves:
        before = exact(skewness(subject.entered.column(code)))
        after = exact(skewness(subject.scores.column(code)))
        # Direction turns the sign of a skewness; what is compared is its size.
        context = () if after is None else (abs(after),)
        rows.append(
            PictureRow(
                subject.title(code),
                None if before is None else abs(before),
                context,
                stands_out=code in uneven,
            )
        )
    return StripPicture(
        text("How skewed each indicator is"),
        text("Size of the skewness; dark: before treatment, grey: as it enters the index"),
        tuple(rows),
        ((Fraction(2), text("bound of the treatment")),),
    )
