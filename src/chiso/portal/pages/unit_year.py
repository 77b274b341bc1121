"""A unit in one year: score and rank, every component beside best, median, group and the year before,
what changed and which part explains it, where it stands strong and weak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from chiso.documents.charts.bars import Change, ScoreBar, change_bars, score_bar
from chiso.documents.charts.scale import Scale
from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.frameworks.presentation import law_in_words, rule_in_words
from chiso.language import Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.certainty_shown import estimates_of_unit, unit_certainty
from chiso.portal.certainty_words import interval_in_words
from chiso.portal.classes_shown import title_of_class, why_of_class
from chiso.portal.embedding import embed_of_fields
from chiso.portal.framing import crumbs
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.page_source import PageGroup, PageSource
from chiso.portal.robustness_shown import unit_robustness
from chiso.portal.standing import group_of
from chiso.portal.unit_words import (
    WHY_NO_CHANGE,
    computed_by,
    figure_of,
    group_mean_in_words,
    kind_of,
    lead_of_year,
    node_name,
    places_to_tell,
    plain_figure,
)
from chiso.portal.unit_years import (
    Figures,
    NodeShown,
    changes_by_field,
    component_address,
    has_year_page,
    places_of,
    short_label,
    year_address,
)
from chiso.scoring.compare import Comparison
from chiso.scoring.comparison_words import KINDS_IN_WORDS
from chiso.units import Unit

# So many criteria are named as strong, and as weak.
_NAMED = 3


def year_groups(site: Site, figures: Figures, unit: UnitShown) -> Iterator[PageGroup]:
    """The pages of a unit, one group for each edition in which it was measured."""
    for series_id, editions in unit.editions.items():
        series = site.series[series_id]
        for shown in editions:
            if has_year_page(series, shown.edition):
                yield PageGroup(
                    f"unit/{unit.slug}/{shown.edition.place}",
                    partial(_pages, site, figures, unit, series, shown),
                )


def _pages(
    site: Site, figures: Figures, unit: UnitShown, series: Series, shown: UnitEdition
) -> Iterator[PageSource]:
    year = _Year(site, figures, unit, series, shown)
    for language in site.languages:
        yield year.page(language)


class _Year:
    """One unit in one edition; what both languages show is worked out once."""

    def __init__(
        self, site: Site, figures: Figures, unit: UnitShown, series: Series, shown: UnitEdition
    ) -> None:
        self.site, self.figures, self.unit, self.series = site, figures, unit, series
        self.edition: Edition = shown.edition
        self.shown = shown
        self.before = series.before(self.edition)
        self.own = shown.row.unit
        self.nodes = {node.node.code: node for node in figures.nodes(series, self.edition, self.own)}
        # A fact is shown and counts nothing: it is no field of the total.
        self.fields = [self.nodes[node.code] for node in self.edition.framework.nodes if node.role != "fact"]
        self.facts = [self.nodes[node.code] for node in self.edition.framework.nodes if node.role == "fact"]
        self.comparison = figures.comparison(series, self.edition, unit.uid)
        self.certain = self.edition.certain_unit(unit.uid)

    def page(self, language: Language) -> PageSource:
        """The page in one language."""
        title = text(
            "{unit}: {index} {year}",
            unit=self.unit.name,
            index=self.series.short,
            year=short_label(self.edition),
        )
        row = self.shown.row
        lead = lead_of_year(self.edition, self.fields, row.rank, row.of)
        return PageSource(
            key=f"unit/{self.unit.slug}/{self.series.id}/{self.edition.slug}",
            language=language,
            address=year_address(language, self.unit.slug, self.edition),
            template="unit_year.html.j2",
            context=self._context(language, title, lead),
            kind="unit-year",
            title=title.in_language(language),
            description=lead.in_language(language),
            nav="focus" if self.unit is self.site.focus else "units",
        )

    def _write(self, value: Fraction | None, language: Language) -> str:
        return figure_of(self.edition, value, language)

    def _context(self, language: Language, title: Text, lead: Text) -> dict[str, object]:
        unit, edition, row = self.unit, self.edition, self.shown.row
        home = addresses.unit(language, unit.slug)
        return {
            "breadcrumb": crumbs(
                self.site,
                language,
                (unit.name, home),
                (title.in_language(language), year_address(language, unit.slug, edition)),
            ),
            "rights": [edition.rights],
            "eyebrow": listing(filter(None, (kind_of(unit), text("code {code}", code=self.own.code))), " · "),
            "heading": title,
            "lead": lead,
            "unit_name": unit.name,
            "year": short_label(edition),
            "index": self.series.short,
            "ranking": addresses.ranking(language, self.series.id, edition.slug),
            "unit_address": home,
            "years": [
                {
                    "label": short_label(one.edition),
                    "address": year_address(language, unit.slug, one.edition),
                    "is_current": one.edition is edition,
                }
                for one in unit.editions[self.series.id]
                if has_year_page(self.series, one.edition)
            ],
            "places": places_of(edition.framework),
            "score": self._write(row.score, language),
            "maximum": row.max_score,
            "rank": row.rank if row.of > 1 else None,
            "of": row.of,
            "is_tie": row.rank is not None and edition.is_tie(unit.uid),
            "is_complete": row.is_complete,
            "certainty": unit_certainty(self.site, self.shown, language),
            "robustness": unit_robustness(self.site, self.shown, language),
            "class": title_of_class(edition, unit.uid) or "",
            "class_why": why_of_class(edition, unit.uid),
            "total_change": self._total_change(language),
            "earlier_year": short_label(self.before) if self.before else None,
            "median_of": row.of,
            "has_groups": any(field.group_mean is not None for field in self.fields),
            "group": group_mean_in_words(group_of(self.own), not self.own.group),
            "fields": [self._node(field, language) for field in self.fields],
            "facts": [
                {
                    "name": node_name(fact.node.code, fact.node.title, language),
                    "address": component_address(self.site, language, fact.component),
                }
                for fact in self.facts
            ],
            "asked": [
                {
                    "name": node_name(code, self.nodes[code].node.title, language),
                    "address": component_address(self.site, language, self.nodes[code].component),
                    "estimates": estimates,
                }
                for code, estimates in estimates_of_unit(self.shown, language)
            ],
            "changes": self._changes(language),
            "strong": [self._named(node, language) for node in self._by_place()[:_NAMED]],
            "weak": [self._named(node, language) for node in reversed(self._by_place()[-_NAMED:])],
            "break_before": self._break(language),
            "embed": embed_of_fields(self.figures, self.series, unit, self.shown, language),
            "lacks": [
                node_name(lack.code, edition.framework.nodes_by_code[lack.code].title, language)
                for lack in edition.lacks(unit.uid)
                if lack.code != TOTAL
            ],
            "compared_with": [
                {
                    "name": (other if one is unit else one).name,
                    "address": addresses.compare(
                        language, self.series.id, edition.slug, one.slug, other.slug
                    ),
                }
                for one, other in self.figures.compared_with(edition, unit)
            ],
            "comparisons": addresses.comparisons(language),
            "provenance": edition.provenance,
            "computed_by": computed_by(edition),
            "publication": edition.publication_title,
            "bundle": edition.bundle,
            "method": addresses.method(language, edition.framework.key),
            "framework": edition.framework.key,
            "verify": addresses.verify(language),
            "csv": addresses.file(
                language, addresses.unit(self.site.languages[0], unit.slug), f"{unit.slug}.csv"
            ),
        }

    def _node(self, shown: NodeShown, language: Language) -> dict[str, object]:
        standing = shown.standing
        points, maximum = shown.result.points, shown.result.max_points
        interval = self.certain.intervals.get(shown.node.code)
        scale = Scale(shown.node.minimum or Fraction(0), maximum or shown.node.max_points or Fraction(1))
        return {
            "code": shown.node.code,
            "name": node_name(shown.node.code, shown.node.title, language),
            "address": component_address(self.site, language, shown.component),
            "bar": score_bar(
                ScoreBar(
                    scale,
                    points,
                    standing.median if standing else None,
                    standing.best if standing else None,
                    shown.earlier if shown.change is not None else None,
                    (interval.low, interval.high) if interval is not None else None,
                )
            )
            if self.edition.framework.parents[shown.node.code] is None and shown.node.max_points is not None
            else "",
            "scale": listing((plain_figure(scale.low, language), plain_figure(scale.high, language)), "–"),
            "value": self._write(points, language),
            "is_fact": shown.node.role == "fact",
            "interval": interval_in_words(self.edition, interval, language),
            "not_told": any(self.certain.reasons(shown.node.code)),
            "rank": shown.rank,
            "of": standing.of if standing else 0,
            "is_tie": shown.is_tie,
            "median": self._write(standing.median, language) if standing else "",
            "best": self._write(standing.best, language) if standing else "",
            "best_units": best_in_words(standing.best_units) if standing else "",
            "group_mean": self._write(shown.group_mean, language),
            "earlier": self._write(shown.earlier, language),
            "change": shown.change,
            "places": places_to_tell(shown.change, places_of(self.edition.framework)),
            "why_no_change": WHY_NO_CHANGE.get(shown.why_no_change, ""),
            "is_good_up": self.edition.framework.is_higher_better(shown.node),
            "parts": [self._node(self.nodes[part.code], language) for part in shown.node.nodes],
        }

    def _by_place(self) -> list[NodeShown]:
        """The criteria by place in their league, the best placed first; none if there are few."""
        placed = [
            node
            for node in self.nodes.values()
            if node.node.is_leaf
            and node.rank is not None
            and node.standing is not None
            and node.standing.of > 1
        ]
        if len(placed) < 2 * _NAMED:
            return []
        return sorted(
            placed, key=lambda node: Fraction(node.rank or 0, node.standing.of if node.standing else 1)
        )

    def _named(self, shown: NodeShown, language: Language) -> dict[str, object]:
        assert shown.standing is not None, "only placed criteria are named"
        framework = self.edition.framework
        assert shown.result.points is not None, "only placed criteria are named"
        return {
            "name": node_name(shown.node.code, shown.node.title, language),
            "address": component_address(self.site, language, shown.component),
            "rank": shown.rank,
            "of": shown.standing.of,
            "value": self._write(shown.result.points, language),
            "median": self._write(shown.standing.median, language),
            "rule": listing(rule_in_words(shown.node, framework), " "),
            "law": law_in_words(shown.node.law, framework),
        }

    def _total_change(self, language: Language) -> Mapping[str, object] | None:
        """The change of the total; across a break that of the part which is measured alike."""
        found = self.comparison
        if found is None or found.difference is None:
            return None
        if not found.breaks:
            return {"amount": found.difference, "before": "", "after": "", "is_common": False, "count": 0}
        if not found.common.codes:
            return {"amount": None, "before": "", "after": "", "is_common": True, "count": 0}
        return {
            "amount": found.common.difference,
            "before": self._write(found.common.before, language),
            "after": self._write(found.common.after, language),
            "is_common": True,
            "count": len(found.common.codes),
        }

    def _changes(self, language: Language) -> Mapping[str, object] | None:
        found = self.comparison
        if found is None or found.difference is None or self.before is None or not found.parts:
            return None
        return changes_in_words(found, self.edition, language, self.series, self.figures)

    def _break(self, language: Language) -> Mapping[str, object] | None:
        found = self.series.break_before(self.edition)
        if found is None:
            return None
        return {
            "sentences": [difference.sentence for difference in found.differences],
            "before": short_label(found.before),
        }


def changes_in_words(
    found: Comparison, edition: Edition, language: Language, series: Series, figures: Figures
) -> dict[str, object]:
    """A comparison for a page: bars by field, the sentence that explains it, every part of the split."""

    places = places_of(edition.framework)

    def with_sign(value: Fraction) -> str:
        return f"{'+' if value > 0 else ''}{write_for_eyes(value, language, places_to_tell(value, places))}"

    fields = changes_by_field(found)
    whole = found.common.difference if found.breaks else found.difference
    assert whole is not None, "only known differences are explained"
    bars = [
        Change(node_name(field.node.code, field.node.title, language), field.amount, with_sign(field.amount))
        for field in fields
    ]
    told = listing((listing((bar.name, bar.written), " ") for bar in bars), "; ")
    leading = (fields[0] if whole < 0 else fields[-1]) if fields and whole else None
    explains = leading is not None and 0 < leading.amount / whole <= 1
    components = figures.components(series)
    return {
        "chart": change_bars(bars, told=text("Change by field: {told}", told=told).in_language(language))
        if len(bars) > 1
        else "",
        "leading": node_name(leading.node.code, leading.node.title, language) if leading and explains else "",
        "leading_amount": leading.amount if leading and explains else None,
        "leading_share": write_for_eyes(leading.amount / whole * 100, language, 0)
        if leading and explains and leading.amount != whole
        else "",
        "whole": whole,
        "places": places_to_tell(whole, places),
        "has_break": bool(found.breaks),
        "difference": with_sign(found.difference or Fraction(0)),
        "parts": [
            {
                "name": _part_name(found, part.before, part.after, language),
                "address": component_address(
                    figures.site, language, components.of(found.after.framework.nodes_by_code[part.after])
                )
                if part.after and part.after != TOTAL
                else "",
                "reason": KINDS_IN_WORDS[part.kind],
                "amount": with_sign(part.amount),
            }
            for part in found.parts
        ],
    }


def _part_name(found: Comparison, before: str | None, after: str | None, language: Language) -> str:
    side, code = (found.after, after) if after is not None else (found.before, before or TOTAL)
    if code == TOTAL:
        return text("the total").in_language(language)
    node = side.framework.nodes_by_code[code]
    return node_name(code, node.title, language)


def best_in_words(units: tuple[Unit, ...]) -> Value:
    """Who is best: by name, or how many where there are more than two."""
    names = [unit.name for unit in units]
    return listing(names) if len(names) <= 2 else text("{count} units", count=len(names))
