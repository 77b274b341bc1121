"""Numbers that Word writes by itself: not in the text, but counted from the lists of the document.

label = the level's pattern ("%1.%2.") with the counters of the list, each in its level's notation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_DEEPEST = 9
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def write_roman(number: int) -> str:
    """A number from 1 to 3999 in Roman figures."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


class Numbering:
    """The lists of one document, and how far each has counted."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, dict[int, Any]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counters: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        try:
            part = document.part.part_related_by(_NUMBERING)
        except KeyError:
            return
        self._read_lists(part.element)
        for style in document.styles.element.iter(f"{W}style"):
            found = _reference_in(style)
            if found:
                self._styles[style.get(f"{W}styleId", "")] = found

    def _read_lists(self, numbering: Any) -> None:
        abstract = {
            one.get(f"{W}abstractNumId"): {level: one for level, one in _levels(one)}
            for one in numbering.iter(f"{W}abstractNum")
        }
        for one in numbering.iter(f"{W}num"):
            key = one.get(f"{W}numId", "")
            self._lists[key] = dict(abstract.get(_value(one.find(f"{W}abstractNumId")), {}))
            for override in one.iter(f"{W}lvlOverride"):
                level = _whole(override.get(f"{W}ilvl", ""), 0)
                own = override.find(f"{W}lvl")
                if own is not None:
                    self._lists[key][level] = own
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._starts[key, level] = _whole(_value(start), 1)

    def label_of(self, paragraph: Any) -> str:
        """The number before a paragraph; "-" for a bullet, "" where it has none. Counts on."""
        if not self._lists:
            return ""
        found = _reference_in(paragraph)
        if found is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            found = self._styles.get(_value(style)) if style is not None else None
        if found is None or found[0] not in self._lists:
            return ""
        key, level = found
        definition = self._lists[key].get(level)
        if definition is None:
            return ""
        if _value(definition.find(f"{W}numFmt")) == "bullet":
            return "-"
        counters = self._counters.setdefault(key, [])
        while len(counters) <= level:
            counters.append(self._start_of(key, len(counters)) - 1)
        del counters[level + 1 :]
        counters[level] += 1
        # An outer level that has not been counted yet shows its first number.
        shown = [
            max(count, self._start_of(key, at)) if at < level else count for at, count in enumerate(counters)
        ]
        return self._write(key, definition, shown)

    def _start_of(self, key: str, level: int) -> int:
        own = self._starts.get((key, level))
        definition = self._lists[key].get(level)
        start = definition.find(f"{W}start") if definition is not None else None
        return own if own is not None else _whole(_value(start) if start is not None else "", 1)

    def _write(self, key: str, definition: Any, counters: list[int]) -> str:
        label = _value(definition.find(f"{W}lvlText"))
        for at, count in enumerate(counters):
            level = self._lists[key].get(at)
            notation = _value(level.find(f"{W}numFmt")) if level is not None else "decimal"
            label = label.replace(f"%{at + 1}", _write_count(count, notation))
        return label.strip()


def _write_count(count: int, notation: str) -> str:
    if notation == "none":
        return ""
    if notation in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        roman = write_roman(count)
        return roman if notation == "upperRoman" else roman.lower()
    if notation in ("upperLetter", "lowerLetter") and 0 < count <= 26:
        letter = chr(ord("A") + count - 1)
        return letter if notation == "upperLetter" else letter.lower()
    return str(count)


def _levels(abstract: Any) -> Iterator[tuple[int, Any]]:
    for level in abstract.iter(f"{W}lvl"):
        yield _whole(level.get(f"{W}ilvl", ""), 0), level


def _reference_in(element: Any) -> tuple[str, int] | None:
    found = element.find(f"{W}pPr/{W}numPr")
    if found is None:
        return None
    level = found.find(f"{W}ilvl")
    key = found.find(f"{W}numId")
    if key is None:
        return None
    return _value(key), min(_whole(_value(level) if level is not None else "", 0), _DEEPEST - 1)


def _value(element: Any) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _whole(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else otherwise
