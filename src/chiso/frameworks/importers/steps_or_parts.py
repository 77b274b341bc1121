"""Rows under a criterion: steps of which one holds, or parts that are added? Their points tell.

    maximum 2, rows 2, 1, 0         steps: one of them is the maximum, and they do not add up to it
    maximum 2, rows 1, 0.5, 0.5     parts: they add up to the maximum, none of them is 0

Rows with a letter are parts unless they can only be steps. Rows with a dash are lines of prose, which
the phrasings may still read as a sum, unless they add up and have evidence or a rule of their own.
Either way a person is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from chiso.figures import write_exact
from chiso.frameworks.importers.entries import Entry, Outline
from chiso.frameworks.importers.maxima import read_maximum
from chiso.frameworks.importers.parts import RuleLine
from chiso.language import text

_LETTERED = frozenset({"lower", "small_roman"})


def settle_steps_and_parts(outline: Outline) -> None:
    """Make lines of rows that are steps, and parts of dashed rows that add up."""
    for entry in list(outline.walk()):
        _fold_steps(entry, outline)
        _unfold_parts(entry, outline)


def _fold_steps(entry: Entry, outline: Outline) -> None:
    parts = entry.parts
    if len(parts) < 2 or entry.maximum.points is None or any(part.parts for part in parts):
        return
    if not all(part.reading and part.reading.kind in _LETTERED for part in parts):
        return
    if not _are_steps([part.maximum.points for part in parts], entry.maximum.points):
        return
    for part in parts:
        words = part.row.words("max_points") or write_exact(part.maximum.points or Fraction(0))
        entry.lines.append(RuleLine(part.title, words, part.place))
        entry.lines += part.lines
    entry.parts = []
    outline.ask(
        "CH-2630",
        parts[0].place,
        entry.title,
        text(
            "Rows {first} to {last} were read as steps, of which one holds: they do not make {maximum}.",
            first=parts[0].number.printed if parts[0].number else "",
            last=parts[-1].number.printed if parts[-1].number else "",
            maximum=entry.maximum.points,
        ),
        text("They are steps."),
        text("They are criteria."),
    )


def _are_steps(points: Sequence[Fraction | None], maximum: Fraction) -> bool:
    known = [one for one in points if one is not None]
    if len(known) < len(points):
        return False
    return max(known) == maximum and min(known) < maximum and (0 in known or sum(known) > maximum)


def _unfold_parts(entry: Entry, outline: Outline) -> None:
    if entry.parts or len(entry.items) < 2 or entry.maximum.points is None:
        return
    points = [read_maximum(line.points or "").points for line, _ in entry.items]
    known = [one for one in points if one is not None and one > 0]
    if len(known) < len(points) or sum(known) != entry.maximum.points:
        return
    if not any(row.words("rule") or row.words("evidence") for _, row in entry.items):
        return
    for line, row in entry.items:
        entry.lines.remove(line)
        part = Entry(None, None, line.words, read_maximum(line.points or ""), row, entry.role)
        rule = row.words("rule")
        part.lines += [one for one in entry.lines if rule and one.place == row.place_of("rule")]
        entry.lines = [one for one in entry.lines if one not in part.lines]
        entry.parts.append(part)
    outline.ask(
        "CH-2631",
        entry.parts[0].place,
        entry.title,
        text(
            "The {count} rows with a dash were read as criteria: their points add up to {maximum}.",
            count=len(entry.parts),
            maximum=entry.maximum.points,
        ),
        text("They are criteria."),
        text("They are steps."),
    )
