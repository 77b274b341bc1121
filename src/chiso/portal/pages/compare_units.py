"""Two to six units of one edition side by side: every component, each held against the first unit, with
the best and the median of the league. For two units the difference of the totals is split exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.certainty_words import interval_in_words, level_in_words
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site, UnitShown
from chiso.portal.page_source import PageSource
from chiso.portal.pages.unit_year import best_in_words, changes_in_words
from chiso.portal.standing import Middle
from chiso.portal.unit_words import computed_by, figure_of, node_name, places_to_tell
from chiso.portal.unit_years import (
    Figures,
    NodeShown,
    component_address,
    places_of,
    short_label,
    year_address,
)
from chiso.scoring.compare import Comparison, compare_units
from chiso.scoring.ranking import RankingRow


class Units:
    """Units in one edition; the first is the one that the others are held against."""

    def __init__(
        self,
        site: Site,
        figures: Figures,
        series: Series,
        edition: Edition,
        units: Sequence[UnitShown],
        group: Text | None = None,
    ) -> None:
        self.site, self.figures, self.series, self.edition = site, figures, series, edition
        self.units, self.group = tuple(units), group
        self.own = [edition.result.units_by_uid[unit.uid] for unit in units]
        self.rows = [_ranked_row(edition, unit) for unit in units]

    def page(self, language: Language) -> PageSource:
        """The page in one language."""
        title = text(
            "{units}: {index} {year}",
            units=self.group or text("{one} and {other}", one=self.units[0].name, other=self.units[1].name),
            index=self.series.short,
            year=short_label(self.edition),
        )
        slugs = [unit.slug for unit in self.units]
        return page_below(
            self.site,
            language,
            key="/".join(("compare", self.series.id, self.edition.slug, *slugs)),
            kind="compare",
            template="compare.html.j2",
            address=addresses.compare(language, self.series.id, self.edition.slug, *slugs),
            title=title,
            lead=self._lead(language),
            steps=((text("Comparisons").in_language(language), addresses.comparisons(language)),),
            nav="home",
            context=self._context(language, title),
        )

    def _lead(self, language: Language) -> Text:
        if len(self.units) == 2:
            return self._lead_of_two(language)
        ranks = [row.rank or 0 for row in self.rows]
        best = self.rows[ranks.index(min(ranks))]
        last = self.rows[ranks.index(max(ranks))]
        return text(
            "{best} comes first of these {count} (rank {best_rank} of {of}), {last} last (rank {last_rank}).",
            best=best.unit.name,
            best_rank=str(best.rank),
            last=last.unit.name,
            last_rank=str(last.rank),
            of=str(best.of),
            count=len(self.units),
        )

    def _lead_of_two(self, language: Language) -> Text:
        one, other = self.units
        difference = self._difference(self.rows[1].score, self.rows[0].score)
        assert difference is not None, "only ranked units are compared"
        said = {
            "gap": write_for_eyes(abs(difference), language, self._places(difference)),
            "one_rank": str(self.rows[0].rank),
            "other_rank": str(self.rows[1].rank),
            "of": str(self.rows[0].of),
            "one": one.name,
            "other": other.name,
        }
        if difference == 0:
            return text("{one} and {other} have the same total.", one=one.name, other=other.name)
        if difference > 0:
            return text(
                "{one} has {gap} points fewer than {other}: rank {one_rank} beside {other_rank}, of {of}.",
                **said,
            )
        return text(
            "{one} has {gap} points more than {other}: rank {one_rank} beside {other_rank}, of {of}.", **said
        )

    def _reference(self, language: Language) -> Text:
        """What the columns are beside, and how sure they are."""
        unit, of = self.units[0].name, str(self.rows[0].of)
        intervals = self.edition.certain_node(TOTAL).intervals
        about = self.edition.about_estimates
        told = [
            listing((one.name, interval_in_words(self.edition, intervals[one.uid], language)), " ")
            for one in self.units
            if one.uid in intervals
        ]
        if about is None or not told:
            return text(
                "Differences are against {unit}, the first column. Best and median are those of all {of} "
                "ranked units. The bundle has no intervals: whether a small difference means anything cannot "
                "be said from it.",
                unit=unit,
                of=of,
            )
        return text(
            "Differences are against {unit}, the first column. Best and median are those of all {of} ranked "
            "units. Intervals of the totals ({level}): {intervals}. A difference within them may be chance.",
            unit=unit,
            of=of,
            level=level_in_words(about, language),
            intervals=listing(told, "; "),
        )

    def _context(self, language: Language, title: Text) -> dict[str, object]:
        edition = self.edition
        units = list(zip(self.units, self.rows, strict=True))
        return {
            "rights": [edition.rights],
            "eyebrow": listing((self.series.short, short_label(edition)), " "),
            "heading": title,
            "year": short_label(edition),
            "caption": text("{title}, every component", title=title),
            "reference": self._reference(language),
            "columns": [
                {"name": unit.name, "address": year_address(language, unit.slug, edition)}
                for unit, _ in units
            ],
            "units": [
                {
                    "name": unit.name,
                    "address": year_address(language, unit.slug, edition),
                    "score": figure_of(edition, row.score, language),
                    "rank": row.rank,
                    "of": row.of,
                }
                for unit, row in units
            ],
            "has_best": True,
            "rows": [
                self._total(language),
                *(self._row(row, language) for row in zip(*self._nodes, strict=True)),
            ],
            "breaks": [],
            "changes": self._changes(language),
            "places": places_of(edition.framework),
            "provenance": edition.provenance,
            "computed_by": computed_by(edition),
            "bundle": edition.bundle,
            "verify": addresses.verify(language),
            "all": addresses.comparisons(language),
        }

    @cached_property
    def _nodes(self) -> list[list[NodeShown]]:
        """Every node of each unit, for all languages."""
        return [list(self.figures.nodes(self.series, self.edition, unit)) for unit in self.own]

    @cached_property
    def _comparison(self) -> Comparison:
        result = self.edition.result
        return compare_units(result, self.own[0], result, self.own[1])

    def _changes(self, language: Language) -> dict[str, object] | None:
        if len(self.units) != 2:
            return None
        return changes_in_words(self._comparison, self.edition, language, self.series, self.figures)

    def _total(self, language: Language) -> dict[str, object]:
        standing = self.figures.standings(self.edition).at(TOTAL)
        first = self.rows[0].score
        return {
            "name": text("Total"),
            "address": "",
            "is_field": True,
            "is_good_up": self.edition.framework.index.higher_is_better,
            "cells": [
                self._cell(row.score, row.rank, row.of, first if place else None, language)
                for place, row in enumerate(self.rows)
            ],
            **self._best(standing, language),
        }

    def _row(self, shown: Sequence[NodeShown], language: Language) -> dict[str, object]:
        one = shown[0]
        return {
            "name": node_name(one.node.code, one.node.title, language),
            "address": component_address(self.site, language, one.component),
            "is_field": self.edition.framework.parents[one.node.code] is None,
            "is_good_up": self.edition.framework.is_higher_better(one.node),
            "cells": [
                self._cell(
                    node.result.points,
                    node.rank,
                    node.standing.of if node.standing else None,
                    one.result.points if place else None,
                    language,
                )
                for place, node in enumerate(shown)
            ],
            **self._best(one.standing, language),
        }

    def _cell(
        self,
        value: Fraction | None,
        rank: int | None,
        of: int | None,
        first: Fraction | None,
        language: Language,
    ) -> dict[str, object]:
        difference = self._difference(value, first)
        return {
            "figure": figure_of(self.edition, value, language),
            "rank": rank,
            "of": of,
            "difference": difference,
            "places": self._places(difference),
            "why": "",
        }

    def _best(self, standing: Middle | None, language: Language) -> dict[str, Value]:
        if standing is None:
            return {"best": "", "best_units": "", "median": ""}
        return {
            "best": figure_of(self.edition, standing.best, language),
            "best_units": best_in_words(standing.best_units),
            "median": figure_of(self.edition, standing.median, language),
        }

    @staticmethod
    def _difference(value: Fraction | None, first: Fraction | None) -> Fraction | None:
        return None if value is None or first is None else value - first

    def _places(self, difference: Fraction | None) -> int:
        return places_to_tell(difference, places_of(self.edition.framework))


def _ranked_row(edition: Edition, unit: UnitShown) -> RankingRow:
    row = edition.row(unit.uid)
    assert row is not None, "only ranked units are compared"
    return row
