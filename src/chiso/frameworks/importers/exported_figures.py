"""A rule of an export in which a person changed figures: the rule that prints the edited sentences.

Sentences are the print of a rule, so a reading can be proved: a figure of the rule is replaced by
what now stands in its place, and only a rule whose own sentences are the edited ones, word for
word, is an answer. Nothing is understood from the words themselves.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chiso.figures import NotANumber, parse_exact, write_exact
from chiso.frameworks.document import KeyPath, Tree
from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.machine_part import settled
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.rules import Rule
from chiso.language import Language

_RULES: TypeAdapter[Any] = TypeAdapter(Rule)
_FIGURE = re.compile(r"[-\u2212]?\d(?:[\d.,]*\d)?", re.ASCII)
# A share of 0.9 may be printed as 90 %.
_SCALES = (Fraction(1), Fraction(100))
# A table of steps has some ten figures; beyond this a person has written another rule.
_MOST_CHANGES = 24


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints rules in the place of the rule of one leaf."""

    node: Node
    framework: Framework
    language: Language

    def lines_of(self, rule: Tree) -> list[str] | None:
        """The sentences of a rule, a line each; None where it is no rule."""
        try:
            understood = _RULES.validate_python(rule)
        except ValidationError:
            return None
        node = self.node.model_copy(update={"rule": understood})
        sentences = understood.sentences(leaf_context(node, self.framework))
        return lines_in("\n".join(printable(one.in_language(self.language)) for one in sentences))


def lines_in(words: str) -> list[str]:
    """The lines of a cell, each without the differences that programs make."""
    return [line for line in map(settled, words.split("\n")) if line]


def refigured_rule(rule: Tree, lines: list[str], printer: Printer) -> Tree:
    """`rule` with other figures, so that it prints as `lines`; None where there is no such rule."""
    here = copy.deepcopy(rule)
    open_places = _differing(printer.lines_of(here), lines)
    for _ in range(_MOST_CHANGES):
        if open_places is None:
            return None
        if not open_places:
            return here
        nearer = next(_nearer(here, open_places, lines, printer), None)
        if nearer is None:
            return None
        here, open_places = nearer
    return None


@dataclass(frozen=True, slots=True)
class _Change:
    """A figure that is printed and the one that should be."""

    place: int
    printed: str
    wanted: str


def _differing(printed: list[str] | None, wanted: list[str]) -> list[_Change] | None:
    """The figures that differ; None where anything else does too."""
    if printed is None:
        return None
    before, after = "\n".join(printed), "\n".join(wanted)
    if _FIGURE.split(before) != _FIGURE.split(after):
        return None
    pairs = zip(_FIGURE.findall(before), _FIGURE.findall(after), strict=True)
    return [_Change(place, one, other) for place, (one, other) in enumerate(pairs) if one != other]


def _nearer(
    rule: Tree, changes: list[_Change], lines: list[str], printer: Printer
) -> Iterator[tuple[Tree, list[_Change]]]:
    """Rules with one figure replaced that print as `lines` in more places, and in no place less."""
    places = {change.place for change in changes}
    first = changes[0]
    for scale in _SCALES:
        printed, wanted = _value(first.printed, printer.language), _value(first.wanted, printer.language)
        if printed is None or wanted is None:
            return
        for path in _paths_with(rule, printed / scale, ()):
            candidate = copy.deepcopy(rule)
            _put(candidate, path, write_exact(wanted / scale))
            left = _differing(printer.lines_of(candidate), lines)
            if left is not None and {change.place for change in left} < places:
                yield candidate, left


def _value(written: str, language: Language) -> Fraction | None:
    thousands, point = (".", ",") if language == "vi" else (",", ".")
    plain = written.replace(thousands, "").replace(point, ".").replace("\u2212", "-")
    try:
        return parse_exact(plain)
    except NotANumber:
        return None


def _paths_with(tree: Tree, value: Fraction, path: KeyPath) -> Iterator[KeyPath]:
    """Where in the rule a figure of this value stands."""
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield from _paths_with(part, value, (*path, key))
    elif isinstance(tree, list):
        for position, part in enumerate(tree):
            yield from _paths_with(part, value, (*path, position))
    elif isinstance(tree, str):
        try:
            if parse_exact(tree) == value:
                yield path
        except NotANumber:
            return


def _put(tree: Tree, path: KeyPath, value: str) -> None:
    here: Any = tree
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
