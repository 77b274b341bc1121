"""The charts of a unit over the years: its rank and its score, cut where the framework changed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chiso.documents.charts.lines import LineChart, LinePoint, line_chart
from chiso.documents.charts.scale import Scale, round_scale
from chiso.language import Language, Text, Value, listing, text
from chiso.portal.certainty_words import total_ends
from chiso.portal.model import Edition, Series, UnitEdition, UnitShown
from chiso.portal.unit_words import figure_of
from chiso.portal.unit_years import short_label


def breaks_between(series: Series) -> tuple[int, ...]:
    """The positions of the editions before which the series breaks."""
    return tuple(n for n, edition in enumerate(series.editions) if series.break_before(edition) is not None)


def short_year(edition: Edition, count: int) -> str:
    """The label of an edition below a chart of so many: ’19 where many stand side by side."""
    written = edition.period.written
    is_year = len(written) == 4 and written.isdecimal()
    return f"’{written[2:]}" if is_year and count > 6 else written[:10].partition("@")[0]


def rank_chart(series: Series, unit: UnitShown, language: Language) -> str | None:
    """The rank over the years, rank 1 on top; None where fewer than two years have one."""
    rows = rows_over_years(series, unit)
    known = [
        (edition, row) for edition, row in zip(series.editions, rows, strict=True) if row and row.row.rank
    ]
    if len(known) < 2:
        return None
    most = max(row.row.of for _, row in known)
    middle = (most + 1) // 2
    first, last = known[0], known[-1]
    best = min(known, key=lambda one: one[1].row.rank or 0)
    worst = max(known, key=lambda one: one[1].row.rank or 0)
    told = text(
        "Rank of {unit} in {index}: {first} in {first_year}, {last} in {last_year}; "
        "best {best} ({best_year}), lowest {worst} ({worst_year}). "
        "The line is cut where the framework changed: {breaks}.",
        unit=unit.name,
        index=series.short,
        first=str(first[1].row.rank),
        first_year=short_label(first[0]),
        last=str(last[1].row.rank),
        last_year=short_label(last[0]),
        best=str(best[1].row.rank),
        best_year=short_label(best[0]),
        worst=str(worst[1].row.rank),
        worst_year=short_label(worst[0]),
        breaks=_break_years(series),
    )
    count = len(series.editions)
    points = [
        LinePoint(
            short_year(edition, count),
            Fraction(row.row.rank) if row and row.row.rank else None,
            str(row.row.rank) if row else "",
        )
        for edition, row in zip(series.editions, rows, strict=True)
    ]
    return line_chart(
        LineChart(
            points=points,
            breaks=breaks_between(series),
            scale=Scale(Fraction(1), Fraction(most)),
            gridlines=[(Fraction(place), str(place)) for place in sorted({1, middle, most})],
            axis_title=text("Rank").in_language(language),
            told=told.in_language(language),
            low_on_top=True,
            all_written=count <= 14 and most < 100,
        )
    )


def score_chart(series: Series, unit: UnitShown, language: Language) -> str | None:
    """The total over the years; None where fewer than two years have one."""
    rows = rows_over_years(series, unit)
    values = [row.total.points if row else None for row in rows]
    known = [n for n, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    editions = series.editions
    ends = [total_ends(row) for row in rows]
    intervals = [end for pair in ends if pair is not None for end in pair]
    scale, gridlines = round_scale([*(value for value in values if value is not None), *intervals])
    told = text(
        "Score of {unit} in {index}: {first} in {first_year}, {last} in {last_year}. "
        "The line is cut where the framework changed: {breaks}.",
        unit=unit.name,
        index=series.short,
        first=figure_of(editions[known[0]], values[known[0]], language),
        first_year=short_label(editions[known[0]]),
        last=figure_of(editions[known[-1]], values[known[-1]], language),
        last_year=short_label(editions[known[-1]]),
        breaks=_break_years(series),
    )
    count = len(editions)
    is_whole = all(line.denominator == 1 for line in gridlines)
    return line_chart(
        LineChart(
            points=[
                LinePoint(short_year(edition, count), value, figure_of(edition, value, language), pair)
                for edition, value, pair in zip(editions, values, ends, strict=True)
            ],
            breaks=breaks_between(series),
            scale=scale,
            gridlines=[
                (line, str(line) if is_whole else figure_of(series.latest, line, language))
                for line in gridlines
            ],
            axis_title=_axis_title(series, language),
            told=told.in_language(language),
        )
    )


def rank_finding(series: Series, unit: UnitShown) -> Text | None:
    """What the chart of ranks shows, as its title."""
    known = [row for row in rows_over_years(series, unit) if row and row.row.rank]
    if len(known) < 2:
        return None
    best, worst = min(known, key=_rank), max(known, key=_rank)
    return text(
        "Rank {rank} of {of} in {year}; best {best} ({best_year}), lowest {worst} ({worst_year})",
        rank=str(known[-1].row.rank),
        of=str(known[-1].row.of),
        year=short_label(known[-1].edition),
        best=str(best.row.rank),
        best_year=short_label(best.edition),
        worst=str(worst.row.rank),
        worst_year=short_label(worst.edition),
    )


def score_finding(series: Series, unit: UnitShown, language: Language) -> Text | None:
    """What the chart of scores shows, as its title: the last stretch without a break."""
    stretch: list[UnitEdition] = []
    for edition, row in zip(series.editions, rows_over_years(series, unit), strict=True):
        if series.break_before(edition) is not None:
            stretch = []
        if row is not None and row.total.points is not None:
            stretch.append(row)
    if len(stretch) < 2:
        return None
    first, last = stretch[0], stretch[-1]
    return text(
        "From {first} points in {first_year} to {last} in {last_year}, the last years that compare",
        first=figure_of(first.edition, first.total.points, language),
        first_year=short_label(first.edition),
        last=figure_of(last.edition, last.total.points, language),
        last_year=short_label(last.edition),
    )


def _rank(shown: UnitEdition) -> int:
    return shown.row.rank or 0


def maxima_in_words(series: Series) -> list[tuple[str, Edition, Edition]]:
    """Runs of editions with one maximum: how much can be had, from which edition to which."""
    runs: list[list[Edition]] = []
    for edition in series.editions:
        if runs and runs[-1][-1].framework.index.max_points == edition.framework.index.max_points:
            runs[-1].append(edition)
        else:
            runs.append([edition])
    return [(str(run[0].framework.index.max_points or ""), run[0], run[-1]) for run in runs]


def _axis_title(series: Series, language: Language) -> str:
    runs = maxima_in_words(series)
    if not all(maximum for maximum, _, _ in runs):
        return text("Score").in_language(language)
    if len(runs) == 1:
        return text("Score, of {maximum}", maximum=runs[0][0]).in_language(language)
    spans = listing(
        text("of {maximum} from {year}", maximum=maximum, year=short_label(first))
        for maximum, first, _ in runs
    )
    return text("Score, {spans}", spans=spans).in_language(language)


def _break_years(series: Series) -> Value:
    years = [short_label(one.after) for one in series.breaks]
    return listing(years) if years else text("nowhere")


def rows_over_years(series: Series, unit: UnitShown) -> Sequence[UnitEdition | None]:
    """A unit in each edition of a series; None where it was not measured."""
    by_edition = {id(one.edition): one for one in unit.editions.get(series.id, ())}
    return [by_edition.get(id(edition)) for edition in series.editions]
