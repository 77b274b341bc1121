"""The pages "Method": every framework as a readable table, its open points, and what changed since the
version before it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.frameworks.model import Framework
from chiso.frameworks.presentation import (
    STATUS_IN_WORDS,
    aggregation_in_words,
    describe,
    rows_of,
)
from chiso.language import Language, Text, Value, listing, text, text_by_count
from chiso.portal import addresses
from chiso.portal.frameworks_shown import FrameworkShown, changes_in_order, frameworks_of, period_name
from chiso.portal.framing import page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource

TITLE = text("How it is scored")
LEAD = text(
    "Every index follows a framework: what is marked, with how many points, by which rule, on which legal "
    "basis. A framework is never changed; a change is a new version, and it says what is different."
)
LIST_LABELS: dict[str, Text] = {
    "versions": text("Versions"),
    "framework": text("Framework"),
    "periods": text("Periods on this site"),
    "leaves": text("Criteria"),
    "maximum": text("Maximum"),
    "since": text("Since the version before"),
    "carried": text("Figures of others"),
    "carried_words": text(
        "These were computed by their publishers and stand here as they were published. Their method is "
        "theirs; where they said that they changed it, that is a break:"
    ),
}
PAGE_LABELS: dict[str, Text] = {
    "on_this_page": text("On this page"),
    "nodes": text("Criteria and rules"),
    "changes": text("What changed"),
    "open_points": text("What the law leaves open"),
    "open_points_words": text(
        "Here the law does not say what follows. chiso decides nothing in silence: in such a case it gives "
        "no points and says why."
    ),
    "facts": text("About this framework"),
    "node": text("Criterion"),
    "maximum": text("Maximum"),
    "rule": text("How the points come about"),
    "law": text("Legal basis"),
    "show_all": text("Show all"),
    "editions": text("Used in"),
}
# Beyond this many, a list of changes is folded.
_LONG = 12


def pages(site: Site) -> Iterator[PageSource]:
    """The list of frameworks, and a page for each of them, in each language."""
    shown = frameworks_of(site)
    for language in site.languages:
        yield page_below(
            site,
            language,
            key="methods",
            kind="method",
            template="methods.html.j2",
            address=addresses.methods(language),
            title=TITLE,
            lead=LEAD,
            context=_list_context(site, shown, language),
        )
        for one in shown:
            yield _page(site, one, language)


def _list_context(site: Site, shown: tuple[FrameworkShown, ...], language: Language) -> dict[str, object]:
    return {
        "labels": LIST_LABELS,
        "all_series": [
            {
                "title": listing((series.short, series.title), ": "),
                "versions": [
                    _version(one, language)
                    for one in shown
                    if any(edition.series_id == series_id for edition in one.editions)
                ],
            }
            for series_id, series in sorted(site.series.items())
        ],
        "carried": [change.reason for _, one in sorted(site.carried.items()) for change in one.breaks],
    }


def _version(shown: FrameworkShown, language: Language) -> dict[str, object]:
    framework = shown.framework
    since: Text | None = None
    if shown.older is not None:
        count = sum(len(found) for _, found in changes_in_order(shown.older, framework))
        since = text_by_count("{count} difference", "{count} differences", count)
    return {
        "key": framework.key,
        "link": addresses.method(language, framework.key),
        "periods": _span(shown),
        "leaves": len(framework.leaves),
        "maximum": listing((_maximum(framework),)),
        "since": since or text("the first one here"),
    }


def _span(shown: FrameworkShown) -> Value:
    by_period = sorted(shown.editions, key=lambda edition: edition.period)
    first, last = by_period[0], by_period[-1]
    if first.period == last.period:
        return period_name(first)
    return listing((period_name(first), period_name(last)), "–")


def _maximum(framework: Framework) -> Value:
    return text("not stated") if framework.index.max_points is None else framework.index.max_points


def _page(site: Site, shown: FrameworkShown, language: Language) -> PageSource:
    framework = shown.framework
    return page_below(
        site,
        language,
        key=f"method/{framework.key}",
        kind="method",
        template="method.html.j2",
        address=addresses.method(language, framework.key),
        title=text("{framework}: how it is scored", framework=framework.key),
        lead=text(
            "{leaves} criteria, at most {maximum} points. Used on this site for {periods}.",
            leaves=len(framework.leaves),
            maximum=_maximum(framework),
            periods=_span(shown),
        ),
        context=_page_context(site, shown, language),
        steps=((TITLE.in_language(language), addresses.methods(language)),),
        crumb=framework.key,
    )


def _page_context(site: Site, shown: FrameworkShown, language: Language) -> dict[str, object]:
    framework = shown.framework
    series = site.series[shown.series_id]
    return {
        "eyebrow": text("{index}, framework {framework}", index=series.short, framework=framework.key),
        "heading": framework.title,
        "is_not_official": None
        if framework.status == "official"
        else text("This framework is not in force: {status}.", status=STATUS_IN_WORDS[framework.status]),
        "labels": PAGE_LABELS,
        "total_words": text(
            "The total: {sentence}", sentence=aggregation_in_words(framework.index.aggregation)
        ),
        "rows": [
            {
                "code": row.code,
                "title": row.title,
                "points": listing((row.points,)),
                "rule": listing(row.rule, " "),
                "law": row.law,
                "is_group": not row.node.is_leaf,
            }
            for row in rows_of(framework)
        ],
        "changes": list(_changes(shown, language)),
        "open_points": list(_open_points(framework)),
        "facts": list(_facts(framework)),
        "editions": [
            {
                "label": listing(
                    filter(None, (edition.result.league.title.in_language(language), period_name(edition))),
                    " ",
                ),
                "link": addresses.ranking(language, edition.series_id, edition.slug),
            }
            for edition in shown.editions
        ],
    }


def _changes(shown: FrameworkShown, language: Language) -> Iterator[dict[str, object]]:
    """What is different from the version before, under headings."""
    if shown.older is None:
        return
    groups = [
        {
            "heading": heading,
            "count": len(found),
            "is_long": len(found) > _LONG,
            "sentences": [difference.sentence for difference in found],
        }
        for heading, found in changes_in_order(shown.older, shown.framework)
    ]
    yield {
        "words": text(
            "Compared with {older}. Totals of the two cannot be compared where these differ.",
            older=shown.older.key,
        ),
        "link": addresses.method(language, shown.older.key),
        "link_words": shown.older.key,
        "groups": groups,
    }


def _open_points(framework: Framework) -> Iterator[Value]:
    for node, _, _ in framework.walk():
        for point in (*node.open_points, *node.classes_open):
            yield text("{code} {title}: {point}", code=node.code, title=node.title, point=point)
    yield from framework.classes_open


def _facts(framework: Framework) -> Iterator[dict[str, object]]:
    """What `describe` says, values of one name together, without what the head of the page says."""
    gathered: dict[Text, list[Value]] = {}
    for name, value in describe(framework):
        gathered.setdefault(name, []).append(value)
    for name, values in gathered.items():
        yield {"name": name, "shown": [listing((value,)) for value in values]}
