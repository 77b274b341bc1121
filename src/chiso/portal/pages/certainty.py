"""The page “How sure”: for each edition with estimates how people were chosen, how errors were made, what is
not published and why, and what may be said of the order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from chiso.language import Language, Text, Value, text, text_by_count
from chiso.portal import addresses
from chiso.portal.certainty import About
from chiso.portal.certainty_shown import certainty_of
from chiso.portal.certainty_words import basis_in_words, level_in_words, method_in_words, reason_in_words
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.ranking_context import downloads_of
from chiso.portal.ranking_shown import RankingShown, show_places
from chiso.portal.ranking_words import edition_name
from chiso.portal.unit_words import node_name

_TITLE = text("How sure the figures are")
_POINTS = text(
    "Points. Everything is scored twice more, with every estimate of a unit at the lower and at the upper "
    "end of its interval; the points lie between the two. The errors of the criteria of one unit hang "
    "together, since the same people answered; the interval is made as if they all erred the same way, so "
    "that it is rather too wide than too narrow."
)
_RANKS = text(
    "Ranks. Two units are told apart if their difference is larger than the errors of both together allow, "
    "with so strict a bound that all pairs hold at once. Units are drawn apart from one another, so that "
    "their errors are independent. At best a unit stands behind those that are surely ahead of it, at worst "
    "before those that are surely behind it; every rank between is open."
)
_ONLY_SAMPLING = text(
    "An interval speaks of sampling alone: of who happened to be asked. It does not hold wrong answers, bad "
    "questions, or people who could not be reached. A criterion that nobody was asked about counts as exact."
)
_MISSING = text(
    "A figure that is not published is missing in the total: such a unit has no total and no rank. It is "
    "neither a nought nor a bad figure."
)


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """A page in each language for every edition whose bundle says how sure its figures are."""
    for series in site.series.values():
        for edition in series.editions:
            if edition.about_estimates is not None:
                yield PageGroup(f"certainty/{edition.place}", partial(_pages, site, series, edition))


def _pages(site: Site, series: Series, edition: Edition) -> Iterator[PageSource]:
    shown = show_places(series, edition)
    for language in site.languages:
        yield _page(site, shown, language)


def _page(site: Site, shown: RankingShown, language: Language) -> PageSource:
    series, edition = shown.series, shown.edition
    about = edition.about_estimates
    assert about is not None, "only such editions have this page"
    name = edition_name(shown).in_language(language)
    return page_below(
        site,
        language,
        key=f"certainty/{series.id}/{edition.slug}",
        kind="certainty",
        template="certainty.html.j2",
        address=addresses.certainty(language, series.id, edition.slug),
        title=text("{title}: {edition}", title=_TITLE, edition=name),
        lead=_lead(about),
        steps=((name, addresses.ranking(language, series.id, edition.slug)),),
        crumb=_TITLE.in_language(language),
        nav="home",
        context={
            "eyebrow": series.title,
            "facts": list(_facts(edition, about, language)),
            "certainty": certainty_of(site, shown, language),
            "how": list(_how(about)),
            "rules": [] if about.record is None else list(about.record.rules),
            "reasons": [
                {"why": reason_in_words(about, written), "count": count} for written, count in about.reasons
            ],
            "missing": _MISSING,
            "downloads": list(downloads_of(site, edition, language)),
            "rights": [edition.rights],
        },
    )


def _lead(about: About) -> Text:
    asked = text_by_count(
        "{count} figure rests on what people answered",
        "{count} figures rest on what people answered",
        about.told + about.unreliable + about.suppressed,
    )
    if not about.suppressed:
        return text("{asked}; all are published.", asked=asked)
    return text("{asked}; {count} of them are not published.", asked=asked, count=about.suppressed)


def _how(about: About) -> Iterator[Text]:
    if about.has_points:
        yield _POINTS
    if about.has_ranges:
        yield _RANKS
    if about.has_intervals:
        yield _ONLY_SAMPLING


def _facts(edition: Edition, about: About, language: Language) -> Iterator[dict[str, Value]]:
    names = (
        node_name(code, edition.framework.nodes_by_code[code].title, language)
        for code in about.codes
        if code in edition.framework.nodes_by_code
    )
    yield {"name": text("Criteria that people were asked about"), "value": "; ".join(names)}
    yield {"name": text("How people were chosen"), "value": basis_in_words(about.basis)}
    method = method_in_words(about)
    if method and method != "none":
        yield {"name": text("How the errors were made"), "value": method}
    if about.has_intervals:
        yield {"name": text("Level of the intervals"), "value": level_in_words(about, language)}
    record = about.record
    if record is not None and record.formula:
        yield {
            "name": text("Formula of the estimates"),
            "value": text("the official one")
            if record.formula == "official"
            else text("the project’s own, since the official one is not published"),
        }
    yield {"name": text("Published"), "value": str(about.told)}
    yield {"name": text("Published as little reliable"), "value": str(about.unreliable)}
    yield {"name": text("Not published"), "value": str(about.suppressed)}
    if record is not None and record.data_sha256:
        yield {"name": text("Fingerprint of the closed data (SHA-256)"), "value": record.data_sha256}
