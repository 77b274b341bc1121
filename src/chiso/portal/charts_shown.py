"""From the figures of a site to its charts that stand alone: a history, a ranking, the fields of a unit.

What they say is what the pages say (the same findings, the same written figures); how they are drawn is
the business of `chiso.documents.charts`.
"""

from __future__ import annotations

from fractions import Fraction

from chiso.documents.charts.bars import ScoreBar
from chiso.documents.charts.comparisons import FieldBar, FieldComparison
from chiso.documents.charts.histories import History
from chiso.documents.charts.lines import LinePoint
from chiso.documents.charts.rankings import RankedDot, Ranking
from chiso.documents.charts.scale import Scale, round_scale
from chiso.documents.charts.specification import Words
from chiso.frameworks.model import Node
from chiso.language import Language, Text, Value, listing, render, text, text_by_count
from chiso.portal.certainty_words import total_ends
from chiso.portal.frameworks_shown import period_name
from chiso.portal.history_charts import (
    breaks_between,
    rows_over_years,
    score_finding,
    short_year,
)
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.ranking_shown import RankingShown
from chiso.portal.ranking_words import counted, edition_name, rank_in_words, result_in_words
from chiso.portal.unit_words import computed_by, figure_of, lead_of_year, node_name, plain_figure
from chiso.portal.unit_years import Figures, NodeShown, short_label

# Fewer than two points are no history, fewer than two fields no comparison of fields.
_LEAST = 2
# A drawing of more units would be higher than anybody scrolls; the table has them all.
_MOST_DOTS = 250


def has_history(series: Series, unit: UnitShown) -> bool:
    """Whether there are figures of at least two years to draw."""
    return sum(one.total.points is not None for one in unit.editions.get(series.id, ())) >= _LEAST


def history_of(figures: Figures, series: Series, unit: UnitShown, language: Language) -> History | None:
    """The total of a unit over the years, before the median; None where fewer than two years have one."""
    if not has_history(series, unit):
        return None
    editions = series.editions
    rows = rows_over_years(series, unit)
    values = [row.total.points if row else None for row in rows]
    standings = [figures.standings(edition).middle() for edition in editions]
    medians = [standing.median if standing else None for standing in standings]
    ends = [total_ends(row) for row in rows]
    intervals = [end for pair in ends if pair is not None for end in pair]
    scale, gridlines = round_scale([*(one for one in (*values, *medians) if one is not None), *intervals])
    finding = score_finding(series, unit, language)
    title = (
        text("{unit}: {index} by year", unit=unit.name, index=series.short)
        if finding is None
        else text("{unit}, {index}. {finding}", unit=unit.name, index=series.short, finding=finding)
    )
    points = [
        LinePoint(short_year(edition, len(editions)), value, figure_of(edition, value, language), pair)
        for edition, value, pair in zip(editions, values, ends, strict=True)
    ]
    subtitle = text(
        "{index}, total score by year, {first} to {last}. The axis starts at {low}.",
        index=series.title,
        first=period_name(editions[0]),
        last=period_name(editions[-1]),
        low=plain_figure(scale.low, language),
    )
    if series.breaks:
        subtitle = text(
            "{subtitle} Dotted rule: the framework changed, both sides do not compare.", subtitle=subtitle
        )
    told = listing(
        (
            listing((short_label(edition), point.written or text("no figure")), ": ")
            for edition, point in zip(editions, points, strict=True)
        ),
        "; ",
    )
    is_whole = all(line.denominator == 1 for line in gridlines)
    return History(
        words=_words(figures.site, series.latest, title, subtitle, told, language),
        points=points,
        context=medians,
        breaks=breaks_between(series),
        scale=scale,
        gridlines=[
            (line, plain_figure(line, language) if is_whole else figure_of(series.latest, line, language))
            for line in gridlines
        ],
        name=unit.name,
        context_name=text("median").in_language(language),
    )


def ranking_of(site: Site, shown: RankingShown, language: Language) -> Ranking | None:
    """The ranked units of a year; None where their scores do not tell them apart, or they are too many."""
    edition, ranked = shown.edition, shown.ranked
    if shown.axis is None or not _LEAST <= len(ranked) <= _MOST_DOTS:
        return None
    scale, gridlines = round_scale(shown.ends)
    name = edition_name(shown)
    title = text("{index}. {finding}", index=name, finding=result_in_words(shown, site.focus_uid, language))
    subtitle = text(
        "{index}, total score of {units}; the axis starts at {low}.",
        index=shown.series.title,
        units=counted(shown.levels, len(ranked)),
        low=plain_figure(scale.low, language),
    )
    if not edition.framework.index.higher_is_better:
        subtitle = text("{subtitle} Fewer points are better.", subtitle=subtitle)
    if shown.unranked:
        subtitle = text_by_count(
            "{subtitle} {count} unit without all figures is not ranked.",
            "{subtitle} {count} units without all figures are not ranked.",
            len(shown.unranked),
            subtitle=subtitle,
        )
    if len(shown.ends) > len(shown.scores):
        subtitle = text("{subtitle} The line through a dot is its interval.", subtitle=subtitle)
    median = shown.median
    told = text(
        "First {first} with {first_score}, last {last} with {last_score}; median {median}.",
        first=ranked[0].unit.name,
        first_score=figure_of(edition, ranked[0].score, language),
        last=ranked[-1].unit.name,
        last_score=figure_of(edition, ranked[-1].score, language),
        median=figure_of(edition, median, language),
    )
    is_whole = all(line.denominator == 1 for line in gridlines)
    return Ranking(
        words=_words(site, edition, title, subtitle, told, language),
        dots=[
            RankedDot(
                rank_in_words(row),
                row.unit.name,
                row.score,
                figure_of(edition, row.score, language),
                row.unit.uid == site.focus_uid,
                None if row.interval is None else (row.interval.low, row.interval.high),
            )
            for row in ranked
            if row.score is not None
        ],
        median=median,
        median_name=text("median {score}", score=figure_of(edition, median, language)).in_language(language),
        scale=scale,
        gridlines=[
            (line, plain_figure(line, language) if is_whole else figure_of(edition, line, language))
            for line in gridlines
        ],
    )


def has_fields(shown: UnitEdition) -> bool:
    """Whether fields of the first level can be drawn beside those of others."""
    return len(_fields_to_draw(shown.edition)) >= _LEAST and shown.edition.ranked_count >= _LEAST


def fields_of(
    figures: Figures, series: Series, unit: UnitShown, shown: UnitEdition, language: Language
) -> FieldComparison | None:
    """The fields of a unit beside best, median and the year before; None where there are too few."""
    if not has_fields(shown):
        return None
    edition, own = shown.edition, shown.row.unit
    nodes = [figures.node(series, edition, own, node) for node in _fields_to_draw(edition)]
    before = series.before(edition)
    lead = lead_of_year(edition, nodes, shown.row.rank, shown.row.of)
    index = text("{index} {period}", index=series.short, period=period_name(edition))
    title = text("{unit}, {index}. {finding}", unit=unit.name, index=index, finding=lead)
    subtitle = text("{index}, each field as a share of what it can give.", index=series.title)
    bars = [_field(node, edition, language) for node in nodes]
    has_earlier = any(bar.bar.earlier is not None for bar in bars)
    told = listing((listing((bar.name, bar.written), ": ") for bar in bars), "; ")
    return FieldComparison(
        words=_words(figures.site, edition, title, subtitle, told, language),
        fields=bars,
        own_name=unit.name,
        median_name=text("median").in_language(language),
        best_name=text("the best unit").in_language(language),
        earlier_name=render(short_label(before), language) if before is not None and has_earlier else "",
    )


def _fields_to_draw(edition: Edition) -> list[Node]:
    return [node for node in edition.framework.nodes if node.max_points is not None]


def _field(shown: NodeShown, edition: Edition, language: Language) -> FieldBar:
    standing = shown.standing
    maximum = shown.result.max_points or shown.node.max_points or Fraction(1)
    figure = figure_of(edition, shown.result.points, language) or text("no figure").in_language(language)
    return FieldBar(
        node_name(shown.node.code, shown.node.title, language),
        f"{figure} / {plain_figure(maximum, language)}",
        ScoreBar(
            Scale(shown.node.minimum or Fraction(0), maximum),
            shown.result.points,
            standing.median if standing else None,
            standing.best if standing else None,
            shown.earlier if shown.change is not None else None,
        ),
    )


def _words(
    site: Site, edition: Edition, title: Text, subtitle: Text, told: Value, language: Language
) -> Words:
    source = text(
        "Source: {source}. Drawn by {site} with chiso; {provenance}.",
        source=_without_stop(computed_by(edition), language),
        site=site.title,
        provenance=text("recomputed from the inputs in the bundle")
        if edition.provenance == "recomputed"
        else text("an input is withheld, its digest is in the bundle"),
    )
    description = text("{title}. {told}", title=_without_stop(title, language), told=told)
    return Words(
        title=_without_stop(title, language),
        subtitle=subtitle.in_language(language),
        source=source.in_language(language),
        description=description.in_language(language),
        language=language,
    )


def _without_stop(said: Value, language: Language) -> str:
    return render(said, language).rstrip(".")
