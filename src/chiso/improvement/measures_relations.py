"""What measures require and exclude: names to levels, and no circle among what is required.

CH-8326 a name that no measure has, or of a measure itself    CH-8327 a circle
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chiso.improvement.measures import Measure, Measures
from chiso.language import text
from chiso.problems import Place
from chiso.tables.reading import CappedReport

_SEPARATORS = re.compile(r"[;|,]")
Find = Callable[[str], tuple[int, ...]]


def split_names(cell: str, known: frozenset[str]) -> tuple[str, ...]:
    """The names in a cell, between ; | or commas; a cell that is a name itself is one."""
    if cell and cell in known:
        return (cell,)
    return tuple(dict.fromkeys(name.strip() for name in _SEPARATORS.split(cell) if name.strip()))


def relate(file: str, levels: Sequence[Measure], report: CappedReport) -> Measures:
    """The levels with their relations; problems are noted."""
    by_name: dict[str, list[int]] = {}
    for place, level in enumerate(levels):
        by_name.setdefault(level.measure, []).append(place)
    by_level = {level.name: (place,) for place, level in enumerate(levels)}

    def find(name: str) -> tuple[int, ...]:
        return tuple(by_name.get(name, ())) or by_level.get(name, ())

    excludes: set[tuple[int, int]] = set()
    requires = []
    for place, level in enumerate(levels):
        wanted = _meant(file, level, "requires", level.requires, find, report)
        requires.append(wanted)
        for others in _meant(file, level, "excludes", level.excludes, find, report):
            if place in others:
                _note_itself(file, level, report)
                continue
            excludes |= {(min(place, one), max(place, one)) for one in others}
            for group in wanted:
                if set(group) <= set(others):
                    _note_both(file, level, levels[group[0]], report)
    circle = find_circle(requires)
    if circle:
        path = " → ".join(levels[place].name for place in circle)
        report.add(
            "CH-8327",
            Place(file, levels[circle[0]].row, "requires"),
            path,
            text("Expected measures that can be begun one after the other; these wait for one another."),
            text("Take one of these requirements out."),
        )
    return Measures(file, tuple(levels), tuple(requires), frozenset(excludes))


def find_circle(requires: Sequence[Sequence[Sequence[int]]]) -> tuple[int, ...]:
    """A path of requirements that comes back to its beginning; empty where there is none."""
    done: set[int] = set()
    for start in range(len(requires)):
        path: list[int] = []
        on_path: set[int] = set()
        waiting: list[tuple[int, bool]] = [(start, False)]
        while waiting:
            place, is_left = waiting.pop()
            if is_left:
                path.pop()
                on_path.discard(place)
                done.add(place)
            elif place in on_path:
                return (*path[path.index(place) :], place)
            elif place not in done:
                path.append(place)
                on_path.add(place)
                waiting.append((place, True))
                waiting.extend((one, False) for group in requires[place] for one in group)
    return ()


def _meant(
    file: str, level: Measure, column: str, names: Sequence[str], find: Find, report: CappedReport
) -> tuple[tuple[int, ...], ...]:
    """The levels that each name means."""
    found = []
    for name in names:
        places = find(name)
        if not places:
            expected = text("Expected the name of a measure of this table, or “measure:level”.")
            mend = text("Correct the name, or add the measure. Several names stand between semicolons.")
            report.add("CH-8326", Place(file, level.row, column), name, expected, mend)
        else:
            found.append(places)
    return tuple(found)


def _note_itself(file: str, level: Measure, report: CappedReport) -> None:
    report.add(
        "CH-8326",
        Place(file, level.row, "excludes"),
        level.measure,
        text("Expected another measure: levels of one measure exclude one another anyway."),
        text("Take the name out."),
    )


def _note_both(file: str, level: Measure, other: Measure, report: CappedReport) -> None:
    report.add(
        "CH-8326",
        Place(file, level.row, "excludes"),
        other.measure,
        text("Expected either that a measure is required or that it is excluded, not both."),
        text("Take it out of one of the two cells."),
    )
