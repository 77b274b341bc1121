"""The page “How sure the ranks are”, one for each result: what was varied, how often each unit had which
rank, who can be told apart from the unit of the site, and how anybody makes the same runs again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from chiso.language import Language, Text, text, text_by_count
from chiso.portal import addresses
from chiso.portal.framing import file_at, page_below
from chiso.portal.model import Edition, Series, Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.ranking_context import unit_address
from chiso.portal.ranking_shown import RankedUnit, RankingShown, show_places
from chiso.portal.ranking_words import edition_name, rank_in_words, unit_word
from chiso.portal.robustness import Robustness, UnitRobustness
from chiso.portal.robustness_words import (
    NOT_THE_AUTHORS,
    apart_in_words,
    assumption_of,
    level_in_words,
    ranks_in_words,
    result_in_words,
    share_in_words,
    title_of,
    varied_in_words,
    whole_in_words,
)

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
    own = shown.row(site.focus_uid)
    row = own if own is not None and own.rank is not None else shown.ranked[0]
    return page_below(
        site,
        language,
        key=f"robustness/{series.id}/{edition.slug}/{kept.name}",
        kind="robustness",
        template="robustness.html.j2",
        address=addresses.robustness(language, series.id, edition.slug, kept.name),
        title=text("{edition}, how sure the ranks are: {varied}", edition=name, varied=title_of(kept)),
        lead=result_in_words(kept, row.unit.name, kept.units[row.unit.uid], language),
        steps=((name, addresses.ranking(language, series.id, edition.slug)),),
        crumb=_TITLE.in_language(language),
        nav="home",
        context={
            "eyebrow": series.title,
            "whose": NOT_THE_AUTHORS,
            "assumption": assumption_of(kept) or "",
            "varied": list(varied_in_words(kept, language)),
            "unit_name": row.unit.name,
            "own": _own(shown, kept, row, language),
            "table": _table(site, shown, kept, language),
            "told": list(_told(kept, language)),
            "facts": list(_facts(kept, language)),
            "command": f"chiso verify {_bundle_of(edition).rpartition('/')[2]}",
            "specification": json.dumps(kept.record.specification, ensure_ascii=False, indent=2),
            "checked": text(
                "When this site was built the runs were made again, and every count was this one."
            )
            if kept.is_recomputed
            else text(
                "When this site was built the runs were NOT made again: that takes the extra “statistics”."
            ),
            "downloads": list(_downloads(site, shown, kept, language)),
            "rights": [edition.rights],
        },
    )


def _bundle_of(edition: Edition) -> str:
    return addresses.bundle(edition.publication.slug, edition.publication.content)


def _own(shown: RankingShown, kept: Robustness, row: RankedUnit, language: Language) -> Plain:
    """The histogram of one unit with its table, and who can be told apart from it."""
    unit = kept.units[row.unit.uid]
    names = {one.unit.uid: one.unit.name for one in shown.ranked}
    order = {one.unit.uid: at for at, one in enumerate(shown.ranked)}

    def named(uids: Sequence[str]) -> str:
        return "; ".join(names[uid] for uid in sorted(uids, key=order.__getitem__))

    highest = max(unit.counts.values())
    first, last = min(unit.counts), max(unit.counts)
    bars = [
        {
            "rank": rank,
            "x": Fraction(rank - first, last - first + 1),
            "width": Fraction(4, 5 * (last - first + 1)),
            "height": _height(unit.counts.get(rank, 0), highest),
            "own": rank == unit.rank,
        }
        for rank in range(first, last + 1)
    ]
    return {
        "bars": bars,
        "first": first,
        "last": last,
        "label": text(
            "How often {unit} had each rank, from {first} to {last}; most often {often}",
            unit=row.unit.name,
            first=str(first),
            last=str(last),
            often=str(max(unit.counts, key=lambda rank: (unit.counts[rank], -rank))),
        ),
        "rows": [
            {
                "rank": str(rank),
                "own": rank == unit.rank,
                "runs": whole_in_words(count, language),
                "share": share_in_words(Fraction(count, kept.record.runs), language),
            }
            for rank, count in sorted(unit.counts.items())
        ],
        "apart": apart_in_words(unit),
        "groups": [
            {"title": title, "names": named(uids)}
            for title, uids in (
                (_counted(text("Stand above it"), unit.above), unit.above),
                (_counted(text("Cannot be told apart from it"), unit.alike), unit.alike),
                (_counted(text("Stand below it"), unit.below), unit.below),
            )
            if uids
        ],
    }


def _counted(title: Text, uids: Sequence[str]) -> Text:
    return text("{title}: {count}", title=title, count=str(len(uids)))


_PLOT_HEIGHT = 120


def _height(count: int, highest: int) -> int:
    """The height of a bar in pixels; a rank that was met is never without one."""
    return max(1, round(_PLOT_HEIGHT * count / highest)) if count else 0


def _table(site: Site, shown: RankingShown, kept: Robustness, language: Language) -> Plain:
    told, units = kept.varied.told, kept.record.units
    has_pictures = units <= _MOST_PICTURES
    picture: list[Plain] = [{"title": text("How often each rank, from 1 to {count}", count=str(units))}]
    columns: list[Plain] = [
        {"title": unit_word(shown.levels)},
        {"title": text("Rank"), "kind": "num"},
        *(picture if has_pictures else []),
        {
            "title": text("Ranks of {share} of the runs", share=level_in_words(kept.level, language)),
            "kind": "num",
        },
        {"title": text("Median"), "kind": "num"},
        {"title": text("First"), "kind": "num"},
        *({"title": text("Among the first {count}", count=str(k)), "kind": "num"} for k in told.top),
        *({"title": text("Moved by more than {count}", count=str(x)), "kind": "num"} for x in told.moves),
        {"title": text("Not told apart from"), "kind": "num"},
    ]
    return {
        "columns": columns,
        "units": units,
        "has_pictures": has_pictures,
        "rows": [_line(site, shown, kept, row, language) for row in shown.ranked],
    }


def _line(site: Site, shown: RankingShown, kept: Robustness, row: RankedUnit, language: Language) -> Plain:
    unit = kept.units[row.unit.uid]
    told = [unit.first, *(share for _, share in unit.top), *(share for _, share in unit.moves)]
    return {
        "rank": rank_in_words(row),
        "name": row.unit.name,
        "own": row.unit.uid == site.focus_uid,
        "address": unit_address(site, shown, row.unit.uid, language),
        "steps": _steps(unit),
        "ranks": ranks_in_words(unit),
        "median": str(unit.median),
        "shares": [share_in_words(share, language) for share in told],
        "alike": str(len(unit.alike)),
    }


_STEP_HEIGHT = 16
# A page stays light: pictures of more units would weigh more than its words.
_MOST_PICTURES = 100


def _steps(unit: UnitRobustness) -> str:
    """The histogram as one path: a bar a rank, one wide; the highest fills the height, rare ones are none."""
    highest = max(unit.counts.values())
    bars = []
    for rank, count in sorted(unit.counts.items()):
        height = round(_STEP_HEIGHT * count / highest)
        if height:
            bars.append(f"M{rank - 1} {_STEP_HEIGHT}v-{height}h1v{height}z")
    return "".join(bars)


def _told(kept: Robustness, language: Language) -> Iterator[Text]:
    pairs = kept.record.units * (kept.record.units - 1) // 2
    yield text(
        "Of {pairs} pairs of units {apart} are told apart, {alike} are not.",
        pairs=pairs,
        apart=pairs - kept.pairs_alike,
        alike=kept.pairs_alike,
    )
    yield text(
        "Two units are told apart here where one stands above the other in at least {share} of the runs. "
        "That is said of each pair by itself, not of all pairs at once.",
        share=level_in_words(kept.told_apart_from, language),
    )
    yield text(
        "A share is one of runs, not a chance that the ranking is right: it says what the choices named here "
        "would have made of the ranks, and nothing of choices that nobody named."
    )


def _facts(kept: Robustness, language: Language) -> Iterator[Plain]:
    record = kept.record
    yield {"name": text("Runs"), "value": whole_in_words(record.runs, language)}
    yield {"name": text("Seed"), "value": str(record.seed)}
    yield {"name": text("Stream of numbers"), "value": record.stream}
    yield {
        "name": text("Scores"),
        "value": text_by_count(
            "exact, in whole numbers of {count} decimal place",
            "exact, in whole numbers of {count} decimal places",
            record.scores.places,
        )
        if record.scores.exact and not record.scores.rounded
        else text("rounded to {places} decimal places, sums exact", places=str(record.scores.places)),
    }
    yield {"name": text("Fingerprint of the scores (SHA-256)"), "value": record.scores.sha256}


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
