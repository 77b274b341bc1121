"""What a page “How sure the ranks are” shows of one result, whoever is ranked: what was varied, how often
each unit had which rank, who can be told apart from one of them, how anybody makes the same runs again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.language import Language, Text, Value, text, text_by_count
from chiso.portal.robustness import Robustness, UnitRobustness
from chiso.portal.robustness_words import (
    NOT_THE_AUTHORS,
    apart_in_words,
    assumption_of,
    level_in_words,
    ranks_in_words,
    result_in_words,
    share_in_words,
    varied_in_words,
    whole_in_words,
)

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Listed:
    """A ranked unit as such a page lists it. `ranks_by_errors`: what errors of a survey leave of its rank."""

    uid: str
    name: str
    rank: Value
    address: str
    is_own: bool
    ranks_by_errors: str = ""


def lead_of(kept: Robustness, listed: Sequence[Listed], language: Language) -> Text:
    """What the result says of the unit of the site, else of the first one."""
    row = _in_front(listed)
    return result_in_words(kept, row.name, kept.units[row.uid], language)


def robustness_context(kept: Robustness, listed: Sequence[Listed], units: Value, language: Language) -> Plain:
    """The context of the template; `listed` by rank, `units` what they are called."""
    row = _in_front(listed)
    return {
        "whose": NOT_THE_AUTHORS,
        "assumption": assumption_of(kept) or "",
        "varied": list(varied_in_words(kept, language)),
        "unit_name": row.name,
        "own": _own(kept, listed, row, language),
        "table": _table(kept, listed, units, language),
        "told": list(_told(kept, language)),
        "facts": list(_facts(kept, language)),
        "specification": json.dumps(kept.record.specification, ensure_ascii=False, indent=2),
        "checked": text("When this site was built the runs were made again, and every count was this one.")
        if kept.is_recomputed
        else text(
            "When this site was built the runs were NOT made again: that takes the extra “statistics”."
        ),
    }


def _in_front(listed: Sequence[Listed]) -> Listed:
    return next((row for row in listed if row.is_own), listed[0])


def _own(kept: Robustness, listed: Sequence[Listed], row: Listed, language: Language) -> Plain:
    """The histogram of one unit with its table, and who can be told apart from it."""
    unit = kept.units[row.uid]
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
            unit=row.name,
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
        "groups": groups_apart(unit, listed),
    }


def groups_apart(unit: UnitRobustness, listed: Sequence[Listed]) -> list[Plain]:
    """Who stands above a unit, who cannot be told apart from it, who stands below: names by rank."""
    names = {one.uid: one.name for one in listed}
    order = {one.uid: at for at, one in enumerate(listed)}
    found = (
        (text("Stand above it"), unit.above),
        (text("Cannot be told apart from it"), unit.alike),
        (text("Stand below it"), unit.below),
    )
    return [
        {
            "title": _counted(title, uids),
            "names": "; ".join(names[uid] for uid in sorted(uids, key=order.__getitem__)),
        }
        for title, uids in found
        if uids
    ]


def _counted(title: Text, uids: Sequence[str]) -> Text:
    return text("{title}: {count}", title=title, count=str(len(uids)))


_PLOT_HEIGHT = 120


def _height(count: int, highest: int) -> int:
    """The height of a bar in pixels; a rank that was met is never without one."""
    return max(1, round(_PLOT_HEIGHT * count / highest)) if count else 0


def _table(kept: Robustness, listed: Sequence[Listed], units: Value, language: Language) -> Plain:
    told = kept.varied.told
    has_pictures = kept.of <= _MOST_PICTURES
    has_errors = any(row.ranks_by_errors for row in listed)
    picture: list[Plain] = [{"title": text("How often each rank, from 1 to {count}", count=str(kept.of))}]
    by_errors: list[Plain] = [{"title": text("Ranks that the errors of the survey allow"), "kind": "num"}]
    columns: list[Plain] = [
        {"title": units},
        {"title": text("Rank"), "kind": "num"},
        *(picture if has_pictures else []),
        {
            "title": text("Ranks of {share} of the runs", share=level_in_words(kept.level, language)),
            "kind": "num",
        },
        *(by_errors if has_errors else []),
        {"title": text("Median"), "kind": "num"},
        {"title": text("First"), "kind": "num"},
        *({"title": text("Among the first {count}", count=str(k)), "kind": "num"} for k in told.top),
        *({"title": text("Moved by more than {count}", count=str(x)), "kind": "num"} for x in told.moves),
        {"title": text("Not told apart from"), "kind": "num"},
    ]
    return {
        "columns": columns,
        "units": kept.of,
        "has_pictures": has_pictures,
        "rows": [_line(kept, row, language, has_errors=has_errors) for row in listed],
    }


def _line(kept: Robustness, row: Listed, language: Language, *, has_errors: bool) -> Plain:
    unit = kept.units[row.uid]
    told = [unit.first, *(share for _, share in unit.top), *(share for _, share in unit.moves)]
    figures = [str(unit.median), *(share_in_words(share, language) for share in told)]
    return {
        "rank": row.rank,
        "name": row.name,
        "own": row.is_own,
        "address": row.address,
        "steps": _steps(unit),
        "ranks": ranks_in_words(unit),
        "figures": [row.ranks_by_errors or "–", *figures] if has_errors else figures,
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
    pairs = kept.of * (kept.of - 1) // 2
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
