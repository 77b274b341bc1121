"""The page “How sure the ranks are” of an edition, one for each result, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from chiso.language import Language, text
from chiso.portal import addresses
from chiso.portal.certainty_words import ranks_in_words as ranks_by_errors
from chiso.portal.certainty_words import total_interval
from chiso.portal.framing import file_at, page_below
from chiso.portal.model import Edition, Series, Site, UnitEdition
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.ranking_context import unit_address
from chiso.portal.ranking_shown import RankingShown, show_places
from chiso.portal.ranking_words import edition_name, rank_in_words, unit_word
from chiso.portal.robustness import Robustness
from chiso.portal.robustness_context import Listed, lead_of, robustness_context
from chiso.portal.robustness_words import title_of

_TITLE = text("How sure the ranks are")
Plain = dict[str, object]


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """A page in each language, and the two tables, for every result of every edition."""
    for series in site.series.values():
        for edition in series.editions:
            for kept in edition.robustness:
                yield PageGroup(
                    f"robustness/{edition.place}/{kept.name}",
                    partial(_pages, site, series, edition, kept.name),
                )


def _pages(site: Site, series: Series, edition: Edition, name: str) -> Iterator[PageSource]:
    kept = next(one for one in edition.robustness if one.name == name)
    shown = show_places(series, edition)
    for file, content in (("histogram.csv", kept.histogram), ("pairs.csv", kept.pairs)):
        yield file_at(site, _file(site, series, edition, kept, file), content)
    for language in site.languages:
        yield _page(site, shown, kept, language)


def _file(site: Site, series: Series, edition: Edition, kept: Robustness, file: str) -> str:
    folder = addresses.robustness(site.languages[0], series.id, edition.slug, kept.name)
    return addresses.file(site.languages[0], folder, file)


def _page(site: Site, shown: RankingShown, kept: Robustness, language: Language) -> PageSource:
    series, edition = shown.series, shown.edition
    name = edition_name(shown).in_language(language)
    listed = [
        Listed(
            uid=row.unit.uid,
            name=row.unit.name,
            rank=rank_in_words(row),
            address=unit_address(site, shown, row.unit.uid, language),
            is_own=row.unit.uid == site.focus_uid,
            ranks_by_errors=ranks_by_errors(total_interval(UnitEdition(edition, row.unit.uid))),
        )
        for row in shown.ranked
    ]
    return page_below(
        site,
        language,
        key=f"robustness/{series.id}/{edition.slug}/{kept.name}",
        kind="robustness",
        template="robustness.html.j2",
        address=addresses.robustness(language, series.id, edition.slug, kept.name),
        title=text("{edition}, how sure the ranks are: {varied}", edition=name, varied=title_of(kept)),
        lead=lead_of(kept, listed, language),
        steps=((name, addresses.ranking(language, series.id, edition.slug)),),
        crumb=_TITLE.in_language(language),
        nav="home",
        context={
            "eyebrow": series.title,
            **robustness_context(kept, listed, unit_word(shown.levels), language),
            "command": f"chiso verify {_bundle_of(edition).rpartition('/')[2]}",
            "downloads": list(_downloads(site, shown, kept, language)),
            "rights": [edition.rights],
        },
    )


def _bundle_of(edition: Edition) -> str:
    return addresses.bundle(edition.publication.slug, edition.publication.content)


def _downloads(site: Site, shown: RankingShown, kept: Robustness, language: Language) -> Iterator[Plain]:
    for file, words in (
        ("histogram.csv", text("How often each unit had each rank (CSV)")),
        ("pairs.csv", text("How often each unit stood above each other one (CSV)")),
    ):
        address = _file(site, shown.series, shown.edition, kept, file)
        yield {"address": address, "title": words, "note": "", "size": 0, "download": True}
    yield {
        "address": _bundle_of(shown.edition),
        "title": text("The sealed bundle, to compute all again"),
        "note": "",
        "size": shown.edition.publication.size,
        "download": True,
    }
