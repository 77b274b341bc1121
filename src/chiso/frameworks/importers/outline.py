"""From the rows of an annex to its tree: what is a field, a criterion, a line about points, a total.

A row with a number is a node; its number says where it hangs (`placing.py`). A row without one belongs
to the node above it and says how its points are given, unless it is printed as a heading or is a sum.
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.frameworks.importers.annexes import Annex, Row
from chiso.frameworks.importers.entries import Entry, Outline
from chiso.frameworks.importers.maxima import Maximum, read_maximum, split_title
from chiso.frameworks.importers.numbers import Number, read_number, split_item, split_number
from chiso.frameworks.importers.parts import RuleLine
from chiso.frameworks.importers.placing import Placing
from chiso.frameworks.importers.titles import (
    is_in_capitals,
    is_total,
    is_whole_total,
    section_role,
    split_prose,
)
from chiso.language import text


def read_rows(annex: Annex) -> Outline:
    """The tree of an annex. Codes are not given yet."""
    outline = Outline()
    placing = Placing(outline)
    bold = sum(row.is_bold for row in annex.rows)
    # Where nearly everything is bold, bold says nothing.
    bold_tells = bold * 4 < len(annex.rows) * 3
    for row in annex.rows:
        title, prose = split_prose(row.words("title"))
        if _note_total(row, title, outline):
            continue
        number, title = _number_of(row, title, outline)
        current = placing.current
        if number is None and not _is_heading(row, title, current, bold_tells=bold_tells):
            if current is None:
                if title or row.words("rule"):
                    _ask_about_stray(row, title, outline)
            else:
                _add_lines(row, title, prose, current)
            continue
        entry = _entry(row, number, title, prose, outline)
        if number is None:
            placing.add_heading(entry)
        else:
            placing.add(entry)
    return outline


def _number_of(row: Row, title: str, outline: Outline) -> tuple[Number | None, str]:
    printed = row.words("number")
    if printed:
        # A narrow column breaks a number in two.
        number = read_number(printed) or read_number("".join(printed.split()))
        if number is None and not split_item(printed)[0]:
            outline.ask(
                "CH-2622",
                row.place_of("number"),
                printed,
                text("The number is not understood; the row was read as one without a number."),
            )
        return number, title
    return split_number(title)


def _note_total(row: Row, title: str, outline: Outline) -> bool:
    """Whether the row is a sum; the sum of the whole set is kept."""
    words = title or row.words("number")
    if not is_total(words) or (title and read_number(row.words("number"))):
        return False
    maximum = read_maximum(row.words("max_points"))
    if is_whole_total(words) and outline.printed_total is None:
        outline.printed_total = maximum.points
        outline.total_place = row.place_of("max_points")
    else:
        outline.ask(
            "CH-2624",
            row.place_of("title"),
            f"{words} {row.words('max_points')}".strip(),
            text("The row prints a sum of a part; it was left out. Is it a criterion?"),
            text("It is a sum."),
            text("It is a criterion."),
        )
    return True


def _is_heading(row: Row, title: str, current: Entry | None, *, bold_tells: bool) -> bool:
    """Whether a row without a number is printed as the heading of a field."""
    if not title or split_item(title)[0]:
        return False
    points = read_maximum(row.words("max_points")).points
    is_bold = row.is_bold and bold_tells
    if section_role(title) != "regular" and (is_bold or row.is_spanning or len(title) < 40):
        return True
    if is_in_capitals(title) or (row.is_spanning and points is None):
        return True
    own = current.maximum.points if current else None
    return is_bold and (points is None or (own is not None and points > own))


def _entry(row: Row, number: Number | None, title: str, prose: tuple[str, ...], outline: Outline) -> Entry:
    maximum = read_maximum(row.words("max_points"))
    if maximum.is_unclear:
        outline.ask(
            "CH-2621",
            row.place_of("max_points"),
            row.words("max_points"),
            text("What is the maximum? The words in its cell are not understood."),
        )
    shorter, at_the_end = split_title(title)
    if maximum.points is None and not maximum.is_unclear and at_the_end.points is not None:
        title, maximum = shorter, at_the_end
    entry = Entry(number, None, title, maximum, row, section_role(title))
    entry.lines += _lines_of(row, prose, maximum)
    if not title:
        entry.title = number.printed if number else "…"
        outline.ask(
            "CH-2623", row.place_of("title"), "", text("The row has a number and no title. What is it?")
        )
    return entry


def _lines_of(row: Row, prose: tuple[str, ...], maximum: Maximum) -> Iterator[RuleLine]:
    """The prose of the row itself: below the title, then in the column of rules."""
    place = row.place_of("title")
    figures = maximum.by_line[-len(prose) :] if prose and len(maximum.by_line) >= len(prose) else ()
    for at, line in enumerate(prose):
        yield RuleLine(line, figures[at] if figures else None, place)
    rule = row.words("rule")
    lines = rule.split("\n") if rule else []
    own = row.words("step_points")
    if not own and len(lines) == 1 and _is_first_of_steps(row):
        own = row.words("max_points")
    beside = own.split("\n") if own else list(maximum.by_line)
    for at, line in enumerate(lines):
        points = beside[at] if len(beside) == len(lines) else None
        yield RuleLine(line, points, row.place_of("rule"))


def _is_first_of_steps(row: Row) -> bool:
    """Whether the title spans several rows, each with points of its own: then the first is a step too."""
    titles, maxima = row.cells.get("title", ()), row.cells.get("max_points", ())
    return any(cell.row_span > 1 for cell in titles) and all(cell.row_span == 1 for cell in maxima)


def _add_lines(row: Row, title: str, prose: tuple[str, ...], current: Entry) -> None:
    """A row without a number: lines about the points of the node above it."""
    if evidence := row.words("evidence"):
        current.further_evidence.append(evidence)
    points = row.words("step_points") or row.words("max_points") or None
    is_item, words = split_item(title)
    is_item |= split_item(row.words("number"))[0]
    if title:
        line = RuleLine(words if is_item else title, points, row.place_of("title"))
        if is_item and not current.parts:
            current.items.append((line, row))
        current.lines.append(line)
        points = None
    for extra in prose:
        current.lines.append(RuleLine(extra, None, row.place_of("title")))
    rule = row.words("rule")
    lines = rule.split("\n") if rule else []
    for extra in lines:
        current.lines.append(RuleLine(extra, points if len(lines) == 1 else None, row.place_of("rule")))


def _ask_about_stray(row: Row, title: str, outline: Outline) -> None:
    outline.ask(
        "CH-2625",
        row.place,
        title or row.words("rule"),
        text("The row stands before the first criterion and has no number; it was left out."),
    )
