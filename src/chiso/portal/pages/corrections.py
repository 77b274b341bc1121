"""The page "Corrections": every version of every publication, what became of it, what changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chiso.figures import NotANumber, parse_written
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, listing, text, text_by_count
from chiso.portal import addresses
from chiso.portal.corrected_figures import ChangedFigure, find_changed_figures
from chiso.portal.framing import page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.publication_model import Publication
from chiso.portal.publications_shown import publication_row
from chiso.publication import read_bundle

TITLE = text("Publications and corrections")
LEAD_NONE = text(
    "Nothing was corrected or withdrawn so far. If that happens, it is said here: what changed, when and "
    "why. The version before stays and can be downloaded."
)
LABELS: dict[str, Text] = {
    "versions": text("Versions"),
    "version": text("Version"),
    "state": text("State"),
    "when": text("Decision"),
    "why": text("Why"),
    "bundle": text("Bundle"),
    "no_day": text("no decision stated"),
    "first": text("first version"),
    "unit": text("Unit"),
    "figure": text("Figure"),
    "before": text("Before"),
    "after": text("Now"),
    "feed": text("News of publications (Atom)"),
    "all": text("All publications"),
    "publication": text("Publication"),
    "has_news": text("Whoever follows this address is told of every publication and correction:"),
}
_COLUMNS: dict[str, Text] = {
    "score": text("total"),
    "rank": text("rank"),
    "of": text("number of ranked units"),
    "class": text("class"),
    "points": text("points"),
    "max_points": text("maximum"),
    "status": text("status"),
    "value": text("value"),
}
# The first of them stand on the page; all of them follow from the two bundles.
_MOST_SHOWN = 60


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language."""
    chains = _chains(site)
    changed = {
        later.content: _changed(earlier, later)
        for versions in chains
        for later, earlier in pairwise(versions)
        if later.supersedes == earlier.content
    }
    for language in site.languages:
        yield page_below(
            site,
            language,
            key="corrections",
            kind="corrections",
            template="corrections.html.j2",
            address=addresses.corrections(language),
            title=TITLE,
            lead=_lead(site),
            context=_context(site, chains, changed, language),
            feeds=_feeds(site, language),
        )


def _feeds(site: Site, language: Language) -> tuple[tuple[str, str, str], ...]:
    """The feed, as browsers and readers find it; none where no publication has a day."""
    if not site.has_news:
        return ()
    return (("application/atom+xml", LABELS["feed"].in_language(language), addresses.feed(language)),)


def _chains(site: Site) -> list[list[Publication]]:
    """Versions of one publication together, the latest first; the newest publication first."""
    chains: dict[str, list[Publication]] = {}
    for publication in site.publications:
        chains.setdefault(publication.first, []).append(publication)
    return [sorted(versions, key=lambda one: -one.version) for versions in chains.values()]


def _changed(earlier: Publication, later: Publication) -> list[ChangedFigure]:
    before, after = read_bundle(earlier.file), read_bundle(later.file)
    return list(find_changed_figures(before.members, after.members))


def _lead(site: Site) -> Text:
    corrected = sum(1 for one in site.publications if one.standing == "superseded")
    withdrawn = sum(1 for one in site.publications if one.standing == "withdrawn")
    if not corrected and not withdrawn:
        return LEAD_NONE
    return text(
        "Superseded by a later version: {corrected}. Withdrawn: {withdrawn}. Nothing is replaced in silence: "
        "what changed, when and why stands here, and the version before can be downloaded.",
        corrected=corrected,
        withdrawn=withdrawn,
    )


def _context(
    site: Site,
    chains: Sequence[Sequence[Publication]],
    changed: dict[str, list[ChangedFigure]],
    language: Language,
) -> dict[str, object]:
    return {
        "labels": LABELS,
        "feed": next((address for _, _, address in _feeds(site, language)), ""),
        "all": [_version(one) for versions in chains for one in versions],
        "chains": [
            {
                "title": versions[0].title,
                "versions": [_version(one) for one in versions],
                "changes": [
                    _change(site, earlier, later, changed[later.content])
                    for later, earlier in pairwise(versions)
                    if later.content in changed
                ],
            }
            for versions in chains
            if len(versions) > 1 or versions[0].standing != "stands"
        ],
    }


def _version(publication: Publication) -> dict[str, object]:
    decision = publication.decision
    return {
        **publication_row(publication),
        "version_words": text("Version {number}", number=str(publication.version)),
        "day": publication.day,
        "decision": decision.number if decision else "",
        "reason": publication.reason,
    }


def _change(
    site: Site, earlier: Publication, later: Publication, changed: Sequence[ChangedFigure]
) -> dict[str, object]:
    names = {unit.code: unit.name for unit in site.units.values()}
    heading = text(
        "From version {before} to version {after}", before=str(earlier.version), after=str(later.version)
    )
    if later.status == "withdrawn":
        words = text("The publication was withdrawn. Its figures must not be used.")
        return {"heading": heading, "words": words, "rows": []}
    count = text_by_count("{count} figure differs.", "{count} figures differ.", len(changed))
    words = count if changed else text("No figure differs.")
    if len(changed) > _MOST_SHOWN:
        words = text(
            "{sentence} The first {shown} stand here; the two bundles hold all of them.",
            sentence=count,
            shown=_MOST_SHOWN,
        )
    return {
        "heading": heading,
        "words": words,
        "rows": [
            {
                "unit": names.get(one.unit, one.unit),
                "figure": _figure(one),
                "before": _written(one.before),
                "after": _written(one.after),
            }
            for one in changed[:_MOST_SHOWN]
        ],
    }


def _figure(changed: ChangedFigure) -> Value:
    column = _COLUMNS[changed.column]
    return column if changed.code == TOTAL else listing((changed.code, column))


def _written(figure: str) -> Value:
    """A figure as people read it; what is no figure stays as it is, and what is absent is said."""
    if not figure:
        return text("none")
    try:
        return listing((parse_written(figure),))
    except NotANumber:
        return figure
