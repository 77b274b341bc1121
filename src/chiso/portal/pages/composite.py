"""The pages of composite indices: the order of a period with the interval beside each rank, each unit, the
plan in words, how sure the ranks are; and the tables of the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

from chiso.frameworks.composite.presentation import plan_in_words
from chiso.frameworks.presentation import STATUS_IN_WORDS
from chiso.language import Language, Text, text
from chiso.portal import addresses
from chiso.portal.composite_model import Composite, CompositeUnit, periods_in_order
from chiso.portal.composite_words import (
    COMPUTED_HERE,
    index_name,
    is_own,
    lead_of_league,
    named,
    plain_name,
    rank_of,
    score_in_words,
)
from chiso.portal.framing import file_at, page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.pages import composite_plan, composite_unit
from chiso.portal.ranking_context import TABLE_ID
from chiso.portal.robustness import Robustness
from chiso.portal.robustness_context import Listed, lead_of, robustness_context
from chiso.portal.robustness_words import (
    NOT_THE_AUTHORS,
    assumption_of,
    beside_rank,
    note_of_ranking,
    result_in_words,
    title_of,
)
from chiso.publication.members import COMPOSITE

Plain = dict[str, object]
_UNIT = text("Unit")
# What the tables of a run are, in the order in which a reader takes them.
_FILES: dict[str, Text] = {
    "ranking.csv": text("This ranking (CSV)"),
    "figures.csv": text("The figures as given (CSV)"),
    "units.csv": text("What is known of the units (CSV)"),
    "stages/denominated.csv": text("After dividing by denominators (CSV)"),
    "stages/imputed.csv": text("After filling gaps (CSV)"),
    "stages/screened.csv": text("After leaving out units that lack too much (CSV)"),
    "stages/treated.csv": text("After taming extremes (CSV)"),
    "treatment.csv": text("Every figure that was treated, and why (CSV)"),
    "stages/normalised.csv": text("On one scale (CSV)"),
    "stages/aggregated.csv": text("Scores of every part (CSV)"),
    "weights.csv": text("Weights (CSV)"),
    "plan.json": text("Framework and plan (JSON)"),
}


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """All pages and files of each composite index and period."""
    for composite in site.composites.values():
        # The bundle has its address on the pages.
        given = f"{composite.kept.made_from} {composite.publication.slug} {composite.publication.content}"
        yield PageGroup(
            f"composite/{composite.place}",
            partial(_pages, site, composite),
            given=hashlib.sha256(given.encode()).hexdigest(),
        )


def _pages(site: Site, composite: Composite) -> Iterator[PageSource]:
    for name in _files_of(composite):
        yield file_at(site, file_address(site, composite, name), composite.kept.files[f"{COMPOSITE}{name}"])
    for kept in composite.own.robustness:
        folder = _robustness_address(composite, kept, site.languages[0])
        for file, content in (("histogram.csv", kept.histogram), ("pairs.csv", kept.pairs)):
            yield file_at(site, addresses.file(site.languages[0], folder, file), content)
    for language in site.languages:
        yield _league(site, composite, language)
        yield composite_plan.page(site, composite, language)
        for kept in composite.own.robustness:
            yield _robustness(site, composite, kept, language)
        for unit in composite.own.units:
            yield composite_unit.page(site, composite, unit, language, listed_of(site, composite, language))


def _files_of(composite: Composite) -> list[str]:
    return [name for name in _FILES if f"{COMPOSITE}{name}" in composite.kept.files]


def file_address(site: Site, composite: Composite, name: str) -> str:
    """The address of a table of the run: one for both languages."""
    language = site.languages[0]
    return addresses.file(
        language, addresses.composite(language, composite.id, composite.slug), name.rpartition("/")[2]
    )


def _robustness_address(composite: Composite, kept: Robustness, language: Language) -> str:
    return addresses.composite_robustness(language, composite.id, composite.slug, kept.name)


def listed_of(site: Site, composite: Composite, language: Language) -> list[Listed]:
    """The ranked units, the first first, as pages on how sure ranks are list them."""
    return [
        Listed(
            uid=unit.code,
            name=unit.name,
            rank=rank_of(unit),
            address=addresses.composite_unit(language, composite.id, composite.slug, unit.slug),
            is_own=is_own(site, unit),
        )
        for unit in composite.ranked
    ]


def _league(site: Site, composite: Composite, language: Language) -> PageSource:
    framework = composite.framework
    return page_below(
        site,
        language,
        key=f"composite/{composite.place}",
        kind="composite",
        template="composite.html.j2",
        address=addresses.composite(language, composite.id, composite.slug),
        title=text("{index}: who stands where, and how sure that is", index=named(composite, site)),
        lead=lead_of_league(composite, site, language),
        crumb=plain_name(composite, site, language),
        nav="home",
        context={
            "eyebrow": framework.title,
            "whose": COMPUTED_HERE,
            "status": STATUS_IN_WORDS[framework.status],
            "is_fictitious": framework.status == "fictitious",
            "years": _years(site, composite, language),
            "table": _table(site, composite, language),
            "robustness": _results(site, composite, language),
            "steps": plan_in_words(framework),
            "plan": addresses.composite_plan(language, composite.id, composite.slug),
            "left_out": list(composite.own.left_out),
            "remarks": list(framework.remarks),
            "sources": [{"name": source.text, "link": source.url or ""} for source in framework.sources],
            "downloads": list(downloads_of(site, composite)),
            "command": command_of(composite),
            "is_trusted": composite.publication.is_trusted,
            "rights": [framework.rights],
        },
    )


def _years(site: Site, composite: Composite, language: Language) -> list[Plain]:
    """The periods of a panel, each a link."""
    return [
        {
            "label": one.own.period,
            "address": addresses.composite(language, one.id, one.slug),
            "is_current": one is composite,
        }
        for one in periods_in_order(site.composites, composite.id)
    ]


def _table(site: Site, composite: Composite, language: Language) -> Plain:
    """The order as a table: the interval stands beside the rank, where somebody computed one."""
    kept = next(iter(composite.own.robustness), None)
    root = composite.framework.root.code
    scores = [score for unit in composite.ranked if (score := unit.scores[root]) is not None]
    low, high = (min(scores), max(scores)) if scores else (None, None)
    columns: list[Plain] = [
        {"title": text("Rank"), "kind": "num", "sorted": "ascending"},
        {"title": _UNIT},
        {"title": text("Score"), "kind": "num"},
    ]
    has_axis = low is not None and high is not None and high > low
    if has_axis:
        columns.append(
            {
                "title": text(
                    "from {low} to {high}",
                    low=score_in_words(low, language),
                    high=score_in_words(high, language),
                ),
                "kind": "fill",
            }
        )

    def line(unit: CompositeUnit) -> Plain:
        score = unit.scores[root]
        found = kept.units.get(unit.code) if kept is not None else None
        share = None
        if has_axis and score is not None and low is not None and high is not None:
            share = (score - low) / (high - low)
        return {
            "id": f"u-{unit.slug}",
            "rank": rank_of(unit) if unit.rank is not None else "",
            "ranks": beside_rank(found) if found is not None else "",
            "is_tie": unit.is_tie,
            "name": unit.name,
            "address": addresses.composite_unit(language, composite.id, composite.slug, unit.slug),
            "own": is_own(site, unit),
            "score": score_in_words(score, language),
            "share": share,
            "span": None,
            "side": "",
        }

    return {
        "id": TABLE_ID,
        "caption": text("{index} by rank", index=named(composite, site)),
        "notes": [note_of_ranking(kept, language)] if kept is not None else [],
        "columns": columns,
        "median": None,
        "has_axis": has_axis,
        "has_classes": False,
        "has_change": False,
        "rows": [line(unit) for unit in composite.own.units],
    }


def _results(site: Site, composite: Composite, language: Language) -> Plain | None:
    """Every result on the ranks, with what it says of the unit of the site, else of the first one."""
    if not composite.own.robustness:
        return None
    unit = next((one for one in composite.ranked if is_own(site, one)), composite.ranked[0])
    return {
        "whose": NOT_THE_AUTHORS,
        "results": [
            {
                "title": text("With {varied}", varied=title_of(kept)),
                "sentence": result_in_words(kept, unit.name, kept.units[unit.code], language),
                "assumption": assumption_of(kept) or "",
                "address": _robustness_address(composite, kept, language),
            }
            for kept in composite.own.robustness
        ],
    }


def downloads_of(site: Site, composite: Composite) -> Iterator[Plain]:
    """The tables of the run, and the bundle."""
    for name in _files_of(composite):
        address = file_address(site, composite, name)
        size = len(composite.kept.files[f"{COMPOSITE}{name}"])
        yield {"address": address, "title": _FILES[name], "note": "", "size": size, "download": True}
    yield _bundle(composite)


def _bundle(composite: Composite) -> Plain:
    publication = composite.publication
    return {
        "address": addresses.bundle(publication.slug, publication.content),
        "title": text("The sealed bundle, to compute all again"),
        "note": "",
        "size": publication.size,
        "download": True,
    }


def command_of(composite: Composite) -> str:
    """How anybody computes it again."""
    publication = composite.publication
    file = addresses.bundle(publication.slug, publication.content).rpartition("/")[2]
    return f"chiso verify {file}"


def _robustness(site: Site, composite: Composite, kept: Robustness, language: Language) -> PageSource:
    name = plain_name(composite, site, language)
    listed = listed_of(site, composite, language)
    folder = _robustness_address(composite, kept, site.languages[0])
    files = (
        ("histogram.csv", text("How often each unit had each rank (CSV)")),
        ("pairs.csv", text("How often each unit stood above each other one (CSV)")),
    )
    tables = [
        {
            "address": addresses.file(site.languages[0], folder, file),
            "title": words,
            "note": "",
            "size": 0,
            "download": True,
        }
        for file, words in files
    ]
    return page_below(
        site,
        language,
        key=f"composite/{composite.place}/robustness/{kept.name}",
        kind="composite",
        template="robustness.html.j2",
        address=_robustness_address(composite, kept, language),
        title=text("{edition}, how sure the ranks are: {varied}", edition=name, varied=title_of(kept)),
        lead=lead_of(kept, listed, language),
        steps=((name, addresses.composite(language, composite.id, composite.slug)),),
        crumb=text("How sure the ranks are").in_language(language),
        nav="home",
        context={
            "eyebrow": index_name(composite, site),
            **robustness_context(kept, listed, _UNIT, language),
            "command": command_of(composite),
            "downloads": [*tables, _bundle(composite)],
            "rights": [composite.framework.rights],
        },
    )
