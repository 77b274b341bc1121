"""Where a numbered row hangs: below the node whose number it continues, or beside its predecessor.

    "1.2" below "1"         "II" beside "I"         "a" below what stands above it, "b" beside "a"

A number with several parts names its parent. One with a single part continues the last row of numbers
of its kind, or opens one; then figures hang below Roman figures, letters below figures.
"""

from __future__ import annotations

from chiso.frameworks.importers.entries import Entry, Outline
from chiso.frameworks.importers.numbers import OUTER_FIRST, Number, Reading, follows, is_first
from chiso.language import text


class Placing:
    """The way from the root to the last node, as rows come in."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._way: list[Entry] = []
        self._last_numbered: Entry | None = None

    @property
    def current(self) -> Entry | None:
        """The node that a row without a number belongs to."""
        return self._way[-1] if self._way else None

    def add_heading(self, entry: Entry) -> None:
        """A field without a number stands at the top; only bonus and deductions are sure to."""
        if entry.role == "regular":
            self._outline.ask(
                "CH-2626",
                entry.place,
                entry.title,
                text("The row has no number and is printed as a heading; it was read as a field."),
                text("It is a field."),
                text("It belongs to the criterion above it."),
            )
        self._hang(entry, 0)

    def add(self, entry: Entry) -> None:
        """Hang a numbered entry into the tree."""
        number = entry.number
        assert number is not None
        if number.is_composite:
            entry.reading = number.readings[0]
            self._hang(entry, self._depth_of_composite(entry, number))
            return
        depth, entry.reading = self._depth_of_simple(entry, number)
        self._hang(entry, depth)

    def _hang(self, entry: Entry, depth: int) -> None:
        del self._way[depth:]
        siblings = self._way[-1].parts if self._way else self._outline.entries
        siblings.append(entry)
        self._way.append(entry)
        if depth == 0 and entry.number is not None:
            self._last_numbered = entry

    def _depth_of_composite(self, entry: Entry, number: Number) -> int:
        prefix = _folded(number.parts[:-1])
        for at in range(len(self._way) - 1, -1, -1):
            here = self._way[at].number
            if here and _folded(here.parts) == prefix:
                self._check_order(entry, self._way[at].parts)
                return at + 1
        for at in range(len(self._way) - 1, -1, -1):
            here = self._way[at].number
            if here and here.is_composite and _folded(here.parts[:-1]) == prefix:
                self._check_order(entry, [self._way[at]])
                return at
        depth = len(self._way)
        while depth and (here := self._way[depth - 1].number) and len(here.parts) >= len(number.parts):
            depth -= 1
        above = self._way[depth - 1].reading if depth else None
        if above is None or above.kind == "decimal":
            self._ask_about_order(entry)
        return depth

    def _check_order(self, entry: Entry, before: list[Entry]) -> None:
        assert entry.reading is not None
        last = before[-1].reading if before else None
        if last and self._lost_a_zero(entry, last):
            return
        if not (follows(last, entry.reading) if last else is_first(entry.reading)):
            self._ask_about_order(entry)

    def _lost_a_zero(self, entry: Entry, last: Reading) -> bool:
        """Whether a workbook has made 1.1 of "1.10": the number after 1.9 ends in 1. It is mended."""
        number, reading = entry.number, entry.reading
        if not number or not reading or not entry.row.place.sheet or reading.kind != last.kind:
            return False
        if reading.kind != "decimal" or reading.value * 10 != last.value + 1:
            return False
        entry.number = Number((*number.parts[:-1], f"{reading.value}0"), number.readings)
        entry.reading = Reading("decimal", reading.value * 10)
        self._outline.ask(
            "CH-2629",
            entry.row.place_of("number"),
            number.printed,
            text(
                "The workbook holds the number {found}, after {before}; it was read as {number}.",
                found=number.printed,
                before=f"{number.parts[0]}.{last.value}" if len(number.parts) == 2 else str(last.value),
                number=entry.number.printed,
            ),
        )
        return True

    def _depth_of_simple(self, entry: Entry, number: Number) -> tuple[int, Reading]:
        following = [
            (at, reading)
            for reading in number.readings
            if (at := self._place_of_kind(reading)) is not None
            and (last := self._way[at].reading)
            and follows(last, reading)
        ]
        top = self._last_numbered.reading if self._last_numbered else None
        following += [
            (0, reading)
            for reading in number.readings
            if top and follows(top, reading) and self._place_of_kind(reading) is None
        ]
        opening = [
            reading
            for reading in number.readings
            if is_first(reading) and self._place_of_kind(reading) is None
        ]
        if len(following) + len(opening) > 1:
            self._outline.ask(
                "CH-2627",
                entry.row.place_of("number"),
                number.printed,
                text("“{number}” can be read as a Roman figure or as a letter.", number=number.printed),
            )
        if following:
            return following[0]
        if opening:
            return self._depth_below(opening[0]), opening[0]
        self._ask_about_order(entry)
        for reading in number.readings:
            if (place := self._place_of_kind(reading)) is not None:
                return place, reading
        return self._depth_below(number.readings[0]), number.readings[0]

    def _place_of_kind(self, reading: Reading) -> int | None:
        """The deepest place on the way that has a simple number of this kind."""
        for at in range(len(self._way) - 1, -1, -1):
            here = self._way[at]
            is_simple = here.number is not None and not here.number.is_composite
            if is_simple and here.reading and here.reading.kind == reading.kind:
                return at
        return None

    def _depth_below(self, reading: Reading) -> int:
        """The depth of a new row of numbers: below everything that is wont to stand over its kind."""
        rank = OUTER_FIRST.index(reading.kind)
        depth = len(self._way)
        while depth:
            here = self._way[depth - 1]
            if here.reading is None or OUTER_FIRST.index(here.reading.kind) < rank:
                break
            if here.reading.kind == reading.kind and not (here.number and here.number.is_composite):
                break
            depth -= 1
        return depth

    def _ask_about_order(self, entry: Entry) -> None:
        assert entry.number is not None
        self._outline.ask(
            "CH-2628",
            entry.row.place_of("number"),
            entry.number.printed,
            text("The number does not follow the one before it; is a row missing, or is it misprinted?"),
        )


def _folded(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.lower() for part in parts)
