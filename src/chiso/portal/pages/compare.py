"""Two units of one year side by side: built for the neighbours in rank of the unit that the site is
about, and for the centrally run cities. The difference of the totals is split exactly."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.figures import write_for_eyes
from chiso.language import Language, Text, listing, text
from chiso.portal import addresses
from chiso.portal.framing import crumbs
from chiso.portal.model import Edition, PageSource, Series, Site, UnitShown
from chiso.portal.pages.unit_year import changes_in_words
from chiso.portal.pairs import Pair, pairs_of
from chiso.portal.unit_words import computed_by, figure_of, node_name, places_to_tell
from chiso.portal.unit_years import (
    Figures,
    NodeShown,
    component_address,
    has_year_page,
    places_of,
    short_label,
    year_address,
)
from chiso.scoring.compare import compare_units


def pages(site: Site) -> Iterator[PageSource]:
    """The comparisons of every edition, and the list of them."""
    figures = Figures(site)
    found = [
        (series, edition, pairs_of(site, edition))
        for series in site.series.values()
        for edition in series.editions
        if has_year_page(series, edition)
    ]
    for language in site.languages:
        yield _list_page(site, [one for one in found if one[2]], language)
        for series, edition, pairs in found:
            for one, other in pairs:
                yield _Pair(site, figures, series, edition, one, other).page(language)


class _Pair:
    """Two units in one edition."""

    def __init__(
        self, site: Site, figures: Figures, series: Series, edition: Edition, one: UnitShown, other: UnitShown
    ) -> None:
        self.site, self.figures, self.series, self.edition = site, figures, series, edition
        self.units = (one, other)
        result = edition.result
        self.own = [result.units_by_uid[unit.uid] for unit in self.units]
        self.comparison = compare_units(result, self.own[0], result, self.own[1])

    def page(self, language: Language) -> PageSource:
        """The page in one language."""
        one, other = self.units
        title = text(
            "{one} and {other}: {index} {year}",
            one=one.name,
            other=other.name,
            index=self.series.short,
            year=short_label(self.edition),
        )
        lead = self._lead(language)
        address = addresses.compare(language, self.series.id, self.edition.slug, one.slug, other.slug)
        return PageSource(
            key=f"compare/{self.series.id}/{self.edition.slug}/{one.slug}/{other.slug}",
            language=language,
            address=address,
            template="compare.html.j2",
            context=self._context(language, title, lead, address),
            kind="compare",
            title=title.in_language(language),
            description=lead.in_language(language),
            nav="home",
        )

    def _lead(self, language: Language) -> Text:
        one, other = self.units
        rows = [self.edition.row(unit.uid) for unit in self.units]
        difference = self.comparison.difference
        assert difference is not None, "only ranked units are compared"
        assert rows[0] is not None, "only ranked units are compared"
        assert rows[1] is not None, "only ranked units are compared"
        said = {
            "gap": write_for_eyes(
                abs(difference), language, places_to_tell(difference, places_of(self.edition.framework))
            ),
            "one_rank": str(rows[0].rank),
            "other_rank": str(rows[1].rank),
            "of": str(rows[0].of),
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

    def _context(self, language: Language, title: Text, lead: Text, address: str) -> dict[str, object]:
        edition = self.edition
        steps = [(text("Comparisons").in_language(language), addresses.comparisons(language))]
        nodes = [list(self.figures.nodes(self.series, edition, unit)) for unit in self.own]
        return {
            "breadcrumb": crumbs(self.site, language, *steps, (title.in_language(language), address)),
            "rights": [edition.rights],
            "eyebrow": listing((self.series.short, short_label(edition)), " "),
            "heading": title,
            "lead": lead,
            "year": short_label(edition),
            "index": self.series.short,
            "places": places_of(edition.framework),
            "units": [
                {
                    "name": unit.name,
                    "address": year_address(language, unit.slug, edition),
                    "score": figure_of(edition, row.score if row else None, language),
                    "rank": row.rank if row else None,
                    "of": row.of if row else None,
                }
                for unit in self.units
                for row in (edition.row(unit.uid),)
            ],
            "rows": [self._row(one, other, language) for one, other in zip(*nodes, strict=True)],
            "changes": changes_in_words(self.comparison, edition, language, self.series, self.figures),
            "provenance": edition.provenance,
            "computed_by": computed_by(edition),
            "bundle": addresses.bundle(edition.publication.slug, edition.publication.content),
            "verify": addresses.verify(language),
        }

    def _row(self, one: NodeShown, other: NodeShown, language: Language) -> dict[str, object]:
        difference = None
        if one.result.points is not None and other.result.points is not None:
            difference = other.result.points - one.result.points
        return {
            "name": node_name(one.node.code, one.node.title, language),
            "address": component_address(self.site, language, one.component),
            "is_field": one.node in self.edition.framework.nodes,
            "figures": [figure_of(self.edition, node.result.points, language) for node in (one, other)],
            "ranks": [node.rank for node in (one, other)],
            "of": one.standing.of if one.standing else None,
            "difference": difference,
            "places": places_to_tell(difference, places_of(self.edition.framework)),
            "is_good_up": self.edition.framework.is_higher_better(one.node),
        }


def _list_page(
    site: Site,
    found: list[tuple[Series, Edition, list[Pair]]],
    language: Language,
) -> PageSource:
    title = text("Comparisons").in_language(language)
    address = addresses.comparisons(language)
    lead = text(
        "Two units of one year side by side: the neighbours in rank of the unit that this site is about, "
        "and the centrally run cities."
    )
    return PageSource(
        key="compare",
        language=language,
        address=address,
        template="comparisons.html.j2",
        context={
            "breadcrumb": crumbs(site, language, (title, address)),
            "lead": lead,
            "editions": [
                {
                    "name": listing((series.short, short_label(edition)), " "),
                    "pairs": [
                        {
                            "name": text("{one} and {other}", one=one.name, other=other.name),
                            "address": addresses.compare(
                                language, series.id, edition.slug, one.slug, other.slug
                            ),
                        }
                        for one, other in pairs
                    ],
                }
                for series, edition, pairs in reversed(found)
            ],
        },
        kind="comparisons",
        title=title,
        description=lead.in_language(language),
        nav="home",
    )
