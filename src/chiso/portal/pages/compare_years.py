"""Two to six years of one unit side by side: every component held against the last year. Where the
framework changed in between, figures stand there and are not subtracted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, listing, text
from chiso.portal import addresses
from chiso.portal.components import Component, comparable_over
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.page_source import PageSource
from chiso.portal.unit_words import WHY_NO_CHANGE, computed_by, figure_of, node_name, places_to_tell
from chiso.portal.unit_years import (
    Figures,
    component_address,
    has_year_page,
    places_of,
    short_label,
    year_address,
)


class Years:
    """Editions of one unit, in order of time; the last is the one that the others are held against."""

    def __init__(
        self,
        site: Site,
        figures: Figures,
        series: Series,
        unit: UnitShown,
        editions: Sequence[UnitEdition],
    ) -> None:
        self.site, self.figures, self.series, self.unit = site, figures, series, unit
        self.shown = tuple(editions)
        self.editions = tuple(one.edition for one in editions)
        self.last = self.editions[-1]
        first = series.editions.index(self.editions[0])
        self.between = series.editions[first + 1 : series.editions.index(self.last) + 1]

    def page(self, language: Language) -> PageSource:
        """The page in one language."""
        title = text(
            "{unit}: {index} {first} to {last}",
            unit=self.unit.name,
            index=self.series.short,
            first=short_label(self.editions[0]),
            last=short_label(self.last),
        )
        slugs = [edition.slug for edition in self.editions]
        return page_below(
            self.site,
            language,
            key="/".join(("compare", self.series.id, "years", self.unit.slug, *slugs)),
            kind="compare",
            template="compare.html.j2",
            address=addresses.compare_years(language, self.series.id, self.unit.slug, *slugs),
            title=title,
            lead=self._lead(),
            steps=((text("Comparisons").in_language(language), addresses.comparisons(language)),),
            nav="home",
            context=self._context(language, title),
        )

    def _breaks(self) -> Iterator[Edition]:
        """The editions that another framework begins with."""
        return (one for one in self.between if self.series.break_before(one) is not None)

    def _lead(self) -> Text:
        broken = [short_label(one) for one in self._breaks()]
        if not broken:
            return text("The framework is the same in all these years, so figures may be subtracted.")
        return text(
            "The framework changed in {years}: totals across these years do not compare and are not "
            "subtracted; components that stayed alike are.",
            years=listing(broken),
        )

    def _context(self, language: Language, title: Text) -> dict[str, object]:
        return {
            "rights": [self.last.rights],
            "eyebrow": self.series.title,
            "heading": title,
            "year": "",
            "caption": text("{title}, every component", title=title),
            "reference": text(
                "Differences are against {year}, the last column: the figure of the other year minus it. "
                "The median is that of all units with a figure in that year.",
                year=short_label(self.last),
            ),
            "columns": [
                {
                    "name": short_label(edition),
                    "address": year_address(language, self.unit.slug, edition)
                    if "unit" in self.site.kinds and has_year_page(self.series, edition)
                    else "",
                    "is_break": edition is not self.editions[0] and self._is_broken_before(edition),
                }
                for edition in self.editions
            ],
            "units": [],
            "has_best": False,
            "rows": [
                self._total(language),
                *(
                    self._row(component, language)
                    for component in self.figures.components(self.series).all
                    if any(component.in_edition(edition) for edition in self.editions)
                ),
            ],
            "breaks": [
                {
                    "before": short_label(found.before),
                    "after": short_label(found.after),
                    "sentences": [difference.sentence for difference in found.differences],
                    "method": addresses.method(language, found.after.framework.key),
                    "framework": found.after.framework.key,
                }
                for edition in self.between
                if (found := self.series.break_before(edition)) is not None
            ],
            "changes": None,
            "places": places_of(self.last.framework),
            "provenance": "attested"
            if any(one.provenance == "attested" for one in self.editions)
            else "recomputed",
            "computed_by": computed_by(self.last),
            "bundle": self.last.bundle,
            "verify": addresses.verify(language),
            "all": addresses.comparisons(language),
        }

    def _is_broken_before(self, edition: Edition) -> bool:
        """Whether a break lies between a column and the one before it."""
        position = self.editions.index(edition)
        start = self.series.editions.index(self.editions[position - 1])
        passed = self.series.editions[start + 1 : self.series.editions.index(edition) + 1]
        return any(self.series.break_before(one) is not None for one in passed)

    def _total(self, language: Language) -> dict[str, object]:
        last = self.shown[-1].total.points
        cells = []
        for one in self.shown:
            edition, points = one.edition, one.total.points
            start = self.series.editions.index(edition)
            passed = self.series.editions[start + 1 : self.series.editions.index(self.last) + 1]
            is_broken = any(self.series.break_before(each) is not None for each in passed)
            is_last = edition is self.last
            difference = None
            if not is_last and not is_broken and points is not None and last is not None:
                difference = points - last
            standing = self.figures.standings(edition).middle(TOTAL)
            cells.append(
                {
                    "figure": figure_of(edition, points, language),
                    "rank": one.row.rank,
                    "of": one.row.of,
                    "difference": difference,
                    "places": places_to_tell(difference, places_of(edition.framework)),
                    "why": WHY_NO_CHANGE["broken"] if is_broken else "",
                    "median": figure_of(edition, standing.median, language) if standing else "",
                }
            )
        return {
            "name": text("Total"),
            "address": "",
            "is_field": True,
            "is_good_up": self.last.framework.index.higher_is_better,
            "cells": cells,
        }

    def _row(self, component: Component, language: Language) -> dict[str, object]:
        latest = component.latest
        return {
            "name": node_name(latest.code, component.title, language),
            "address": component_address(self.site, language, component),
            "is_field": latest.parent is None,
            "is_good_up": latest.edition.framework.is_higher_better(latest.node),
            "cells": [self._cell(component, edition, language) for edition in self.editions],
        }

    def _cell(self, component: Component, edition: Edition, language: Language) -> dict[str, object]:
        measured, last = component.in_edition(edition), component.in_edition(self.last)
        cell: dict[str, object] = {
            "figure": "", "rank": None, "of": None, "difference": None, "places": 2, "why": "", "median": ""
        }  # fmt: skip
        if measured is None:
            return cell | {"why": text("not measured")}
        points = edition.result.node(self.unit.uid, measured.code).points
        own = edition.result.units_by_uid[self.unit.uid]
        standing = self.figures.standings(edition).of_unit(own, measured.code)
        cell["figure"] = figure_of(edition, points, language)
        if standing is not None:
            cell["rank"], cell["of"] = standing.rank, standing.middle.of
            cell["median"] = figure_of(edition, standing.middle.median, language)
        if edition is self.last or points is None:
            return cell
        if last is None or not comparable_over(component, edition, self.last):
            return cell | {"why": WHY_NO_CHANGE["broken"]}
        reference = self.last.result.node(self.unit.uid, last.code).points
        if reference is None:
            return cell
        difference = points - reference
        return cell | {
            "difference": difference,
            "places": places_to_tell(difference, places_of(edition.framework)),
        }
