"""The frameworks of a site and what changed between the versions of each, for the pages on method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from chiso.frameworks.differences import Difference, Sort, find_differences
from chiso.frameworks.model import Framework
from chiso.language import Text, Value, text
from chiso.portal.model import Edition, Site

# The kinds of differences in the order in which a reader needs them.
HEADINGS: dict[Sort, Text] = {
    "removed": text("No longer measured"),
    "added": text("Measured from now on"),
    "moved": text("Under another number"),
    "points": text("Other points"),
    "rule": text("Scored in another way"),
    "combination": text("Put together in another way"),
    "index": text("The total, ranking and classes"),
    "inputs": text("Other data"),
    "conduct": text("Who it applies to, and what follows when data are missing"),
    "parameters": text("Other figures of the law"),
    "title": text("Other titles"),
    "law": text("Other legal basis"),
}


@dataclass(frozen=True, slots=True)
class FrameworkShown:
    """One framework with the editions of the site that it scored; `older` is the version before it."""

    framework: Framework
    series_id: str
    editions: tuple[Edition, ...]
    older: Framework | None
    newer: Framework | None


def frameworks_of(site: Site) -> tuple[FrameworkShown, ...]:
    """Every framework once, series after series, in the order in which the periods used them.

    Leagues of a programme that one framework measures stand with it together.
    """
    shown: dict[str, FrameworkShown] = {}
    for series_id, series in sorted(site.series.items()):
        used: dict[str, list[Edition]] = {}
        for edition in series.editions:
            used.setdefault(edition.framework.key, []).append(edition)
        chain = [editions[0].framework for editions in used.values()]
        older = {newer.key: before for before, newer in pairwise(chain)}
        newer = {before.key: after for before, after in pairwise(chain)}
        for key, editions in used.items():
            known = shown.get(key)
            shown[key] = FrameworkShown(
                editions[0].framework,
                known.series_id if known else series_id,
                (*(known.editions if known else ()), *editions),
                older.get(key) or (known.older if known else None),
                newer.get(key) or (known.newer if known else None),
            )
    return tuple(shown.values())


def changes_in_order(older: Framework, newer: Framework) -> Iterator[tuple[Text, list[Difference]]]:
    """The differences from `older` to `newer`, gathered under their headings."""
    order = list(HEADINGS)
    found = sorted(find_differences(older, newer), key=lambda difference: order.index(difference.sort))
    for sort, group in groupby(found, key=lambda difference: difference.sort):
        yield HEADINGS[sort], list(group)


def period_name(edition: Edition) -> Value:
    """A period inside a sentence: only the number of a year, else as people name it."""
    return edition.period.written if edition.period.kind == "year" else edition.label
