"""A component of an index (field, dimension, criterion): all years and units, small multiples on one
axis, how it is scored in words, its law, the numbers that it had, and its figures as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from chiso.documents.charts.multiples import Tile, tile_chart
from chiso.documents.charts.scale import Scale
from chiso.figures import write_for_eyes
from chiso.frameworks.presentation import law_in_words, rule_in_words
from chiso.language import Language, Text, Value, listing, render, sort_key, text
from chiso.portal import addresses
from chiso.portal.certainty_shown import node_certainty
from chiso.portal.components import Component, Measured, breaks_of
from chiso.portal.framing import crumbs
from chiso.portal.model import Series, Site, UnitShown
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.unit_table import component_csv
from chiso.portal.unit_words import computed_by, figure_of, node_name, plain_figure
from chiso.portal.unit_years import Figures, short_label
from chiso.scoring.position import median

# Tiles of small multiples: few enough to be looked at one by one.
_TILES = 12
_HUNDRED = 100


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """A page for each component in each language, and its figures as a table."""
    figures = Figures(site)
    for series in site.series.values():
        for component in figures.components(series).all:
            key = f"component/{series.id}/{component.slug}"
            yield PageGroup(key, partial(_pages, site, figures, series, component))
            yield PageGroup(f"{key}.csv", partial(_tables, site, figures, series, component))


def _pages(site: Site, figures: Figures, series: Series, component: Component) -> Iterator[PageSource]:
    shown = _Shown(site, figures, series, component)
    for language in site.languages:
        yield shown.page(language)


def _tables(site: Site, figures: Figures, series: Series, component: Component) -> Iterator[PageSource]:
    yield component_table(site, figures, series, component)


def component_table(site: Site, figures: Figures, series: Series, component: Component) -> PageSource:
    """The figures of a component as CSV."""
    return PageSource(
        key=f"component/{series.id}/{component.slug}.csv",
        language=site.languages[0],
        address=_csv_address(site, series, component),
        template=None,
        context={},
        kind="component-table",
        title=component.slug,
        content=lambda: component_csv(figures, component),
    )


def _csv_address(site: Site, series: Series, component: Component) -> str:
    language = site.languages[0]
    folder = addresses.component(language, series.id, component.slug)
    return addresses.file(language, folder, f"{series.id}-{component.slug}.csv")


class _Shown:
    """One component; what both languages show is worked out once."""

    def __init__(self, site: Site, figures: Figures, series: Series, component: Component) -> None:
        self.site, self.figures, self.series, self.component = site, figures, series, component
        self.years = [component.in_edition(edition) for edition in series.editions]
        self.breaks = breaks_of(component)
        self.shares: dict[str, list[Fraction | None]] = {}
        self.points: dict[str, list[Fraction | None]] = {}
        for n, year in enumerate(self.years):
            for uid, points, share in _figures(year):
                self.points.setdefault(uid, [None] * len(self.years))[n] = points
                self.shares.setdefault(uid, [None] * len(self.years))[n] = share
        self.medians = [_median(shares[n] for shares in self.shares.values()) for n in range(len(self.years))]
        self.units = [
            unit for unit in site.units.values() if any(p is not None for p in self.points.get(unit.uid, ()))
        ]

    def page(self, language: Language) -> PageSource:
        """The page in one language."""
        component, latest = self.component, self.component.latest
        name = node_name(latest.code, component.title, language)
        lead = self._lead(language)
        address = addresses.component(language, self.series.id, component.slug)
        return PageSource(
            key=f"component/{self.series.id}/{component.slug}",
            language=language,
            address=address,
            template="component.html.j2",
            context=self._context(language, name, lead, address),
            kind="component",
            title=render(listing((name, self.series.short), " · "), language),
            description=lead.in_language(language),
            nav="home",
        )

    def _lead(self, language: Language) -> Text:
        """Who stands where in the last year that measured it."""
        edition = self.component.latest.edition
        standing = self.figures.standings(edition).at(self.component.latest.code)
        if standing is None or standing.of < 2:
            return text("Measured in {years}.", years=_years_in_words(self.component))
        best = standing.best_units[0].name
        focus = self.site.focus
        said: dict[str, Value] = {
            "year": short_label(edition),
            "best": best
            if len(standing.best_units) == 1
            else text("{count} units", count=len(standing.best_units)),
            "figure": figure_of(edition, standing.best, language),
            "median": figure_of(edition, standing.median, language),
        }
        if focus is not None and focus.uid in standing.ranks:
            return text(
                "{year}: {unit} is placed {rank} of {of} with {own} points; the best is {best} ({figure}), "
                "the median {median}.",
                unit=focus.name,
                rank=str(standing.ranks[focus.uid]),
                of=str(standing.of),
                own=figure_of(edition, standing.points[focus.uid], language),
                **said,
            )
        return text("{year}: the best is {best} ({figure}), the median {median}.", **said)

    def _context(self, language: Language, name: str, lead: Text, address: str) -> dict[str, object]:
        latest = self.component.latest
        edition = latest.edition
        parent = latest.parent
        steps = []
        if "series" in self.site.kinds:
            steps.append(
                (self.series.short.in_language(language), addresses.series(language, self.series.id))
            )
        if parent is not None:
            above = self.figures.components(self.series).of(parent)
            steps.append(
                (
                    node_name(parent.code, parent.title, language),
                    addresses.component(language, self.series.id, above.slug),
                )
            )
        tiles = self._tile_units()
        scale = self._scale([unit.uid for unit in tiles])
        return {
            "breadcrumb": crumbs(self.site, language, *steps, (name, address)),
            "rights": sorted({year.edition.rights.in_language(language) for year in self.component.measured}),
            "eyebrow": listing(
                filter(
                    None,
                    (self.series.short, node_name(parent.code, parent.title, language) if parent else None),
                ),
                " · ",
            ),
            "heading": name,
            "lead": lead,
            "focus": self.site.focus.name if self.site.focus in tiles and self.site.focus else None,
            "tiles": [self._tile(unit, scale, language) for unit in tiles]
            if len(self.component.measured) > 1
            else [],
            "low": write_for_eyes(scale.low, language, 0),
            "high": write_for_eyes(scale.high, language, 0),
            "has_breaks": bool(self.breaks),
            "years": [short_label(one) for one in self.series.editions],
            "broken": [n in self.breaks for n in range(len(self.years))],
            "rows": [self._row(unit, language) for unit in self.units],
            "own_name": self.site.focus.name if self.site.focus else "",
            "own_years": list(self._own_years(language)),
            "medians": [self._median_points(n, language) for n in range(len(self.years))],
            "certainty": node_certainty(self.site, edition, latest.code, language),
            "versions": list(self._versions(language)),
            "parts": [
                {
                    "name": node_name(node.code, node.title, language),
                    "address": addresses.component(
                        language, self.series.id, self.figures.components(self.series).of(node).slug
                    ),
                }
                for node in latest.node.nodes
            ],
            "has_ended": edition is not self.series.latest,
            "last_year": short_label(edition),
            "csv": _csv_address(self.site, self.series, self.component),
            "provenance": edition.provenance,
            "computed_by": computed_by(edition),
            "bundle": edition.bundle,
            "verify": addresses.verify(language),
        }

    def _tile_units(self) -> list[UnitShown]:
        """The own unit, the centrally run cities, then best, middle and last of the latest year."""
        latest = self.component.latest
        standing = self.figures.standings(latest.edition).at(latest.code)
        by_rank = sorted(standing.ranks, key=lambda uid: standing.ranks[uid]) if standing else []
        cities = [unit.uid for unit in self.units if (unit.level, unit.kind) == ("province", "thanh-pho")]
        middle = len(by_rank) // 2
        wanted = [
            *([self.site.focus.uid] if self.site.focus else []),
            *cities,
            *by_rank[:3],
            *reversed(by_rank[-3:]),
            *by_rank[middle - 1 : middle + 2],
            *by_rank[3:],
        ]
        known = {unit.uid: unit for unit in self.units}
        chosen = [known[uid] for uid in dict.fromkeys(wanted) if uid in known][:_TILES]
        head = [unit for unit in chosen if unit is self.site.focus]
        rest = [unit for unit in chosen if unit is not self.site.focus]
        return head + sorted(rest, key=lambda unit: sort_key(unit.name))

    def _scale(self, uids: Sequence[str]) -> Scale:
        """One axis for all tiles, in per cent of the scale: whole tens, with room for figures."""
        values = [value for uid in uids for value in self.shares[uid] if value is not None]
        values += [value for value in self.medians if value is not None]
        if not values:
            return Scale(Fraction(0), Fraction(_HUNDRED))
        low, high = (min(values) - 3) // 10 * 10, -(-(max(values) + 6) // 10) * 10
        return Scale(Fraction(max(low, 0)), Fraction(high))

    def _tile(self, unit: UnitShown, scale: Scale, language: Language) -> dict[str, object]:
        values = self.shares[unit.uid]
        written = ["" if value is None else write_for_eyes(value, language, 0) for value in values]
        editions = self.series.editions
        known = [n for n, value in enumerate(values) if value is not None]
        told = text(
            "{unit}: {first} % of the scale in {first_year}, {last} % in {last_year}.",
            unit=unit.name,
            first=written[known[0]],
            first_year=short_label(editions[known[0]]),
            last=written[known[-1]],
            last_year=short_label(editions[known[-1]]),
        )
        return {
            "name": unit.name,
            "address": addresses.unit(language, unit.slug),
            "chart": tile_chart(
                Tile(
                    values=values,
                    context=self.medians,
                    written=written,
                    years=(
                        render(short_label(editions[0]), language),
                        render(short_label(editions[-1]), language),
                    ),
                    breaks=self.breaks,
                    scale=scale,
                    ends=(write_for_eyes(scale.low, language, 0), write_for_eyes(scale.high, language, 0)),
                    is_own=unit is self.site.focus,
                    told=told.in_language(language),
                )
            ),
        }

    def _row(self, unit: UnitShown, language: Language) -> dict[str, object]:
        return {
            "name": unit.name,
            "address": addresses.unit(language, unit.slug) if "unit" in self.site.kinds else "",
            "own": unit is self.site.focus,
            "figures": [
                figure_of(year.edition, points, language) if year else ""
                for year, points in zip(self.years, self.points[unit.uid], strict=True)
            ],
        }

    def _own_years(self, language: Language) -> Iterator[dict[str, object]]:
        """The unit of the site year by year, the last first: points, scale, share of it, median, rank."""
        focus = self.site.focus
        if focus is None or focus.uid not in self.points:
            return
        for n in reversed(range(len(self.years))):
            year, points = self.years[n], self.points[focus.uid][n]
            if year is None or points is None:
                continue
            standing = self.figures.standings(year.edition).at(year.code)
            least, most = year.node.minimum or Fraction(0), year.node.max_points
            yield {
                "year": short_label(year.edition),
                "points": figure_of(year.edition, points, language),
                "scale": f"{plain_figure(least, language)}–{plain_figure(most, language)}" if most else "",
                "share": _in_per_cent(self.shares[focus.uid][n], language),
                "median": _in_per_cent(self.medians[n], language),
                "rank": standing.ranks.get(focus.uid) if standing else None,
                "of": standing.of if standing else None,
                "is_break": n in self.breaks,
            }

    def _median_points(self, n: int, language: Language) -> str:
        year = self.years[n]
        standing = self.figures.standings(year.edition).at(year.code) if year else None
        return figure_of(year.edition, standing.median, language) if year and standing else ""

    def _versions(self, language: Language) -> Iterator[dict[str, object]]:
        """How it is scored, the latest first; versions that score it alike stand together."""
        alike: list[tuple[tuple[str, Fraction | None, str, str], list[Measured]]] = []
        for year in self.component.measured:
            node, framework = year.node, year.edition.framework
            rule = render(listing(rule_in_words(node, framework), " "), language)
            law = render(law_in_words(node.law, framework), language)
            key = (node_name(node.code, node.title, language), node.max_points, rule, law)
            if alike and alike[-1][0] == key:
                alike[-1][1].append(year)
            else:
                alike.append((key, [year]))
        for (name, maximum, rule, law), years in reversed(alike):
            keys = dict.fromkeys(year.edition.framework.key for year in years)
            yield {
                "span": _span(years),
                "name": name,
                "maximum": plain_figure(maximum, language)
                if isinstance(maximum, Fraction)
                else text("not stated"),
                "rule": rule,
                "law": law,
                "note": years[-1].node.note,
                "frameworks": [{"key": key, "method": addresses.method(language, key)} for key in keys],
            }


def _figures(year: Measured | None) -> Iterator[tuple[str, Fraction | None, Fraction | None]]:
    """uid, points, and points in per cent of the scale (from its minimum) of every unit of a year."""
    if year is None:
        return
    least = year.node.minimum or Fraction(0)
    for unit, points, applied, _ in year.edition.column(year.code):
        maximum = applied or year.node.max_points
        share = None
        if points is not None and maximum and maximum > least:
            share = (points - least) / (maximum - least) * _HUNDRED
        yield unit.uid, points, share


def _in_per_cent(share: Fraction | None, language: Language) -> str:
    return "" if share is None else f"{write_for_eyes(share, language, 0)}\u00a0%"


def _median(values: Iterator[Fraction | None]) -> Fraction | None:
    known = sorted(value for value in values if value is not None)
    return median(known) if known else None


def _span(years: Sequence[Measured]) -> Value:
    first, last = short_label(years[0].edition), short_label(years[-1].edition)
    return first if len(years) == 1 else listing((first, last), "–")


def _years_in_words(component: Component) -> Value:
    return _span(component.measured)
