"""Shapes of one control: figures, words, choices, words of a list, and the document's own notation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django import forms

from chiso.figures import NO_BREAK_SPACE, NotANumber, parse_exact
from chiso.frameworks.document import Tree, read_document
from chiso.language import Language, Text, Value, listing, text
from chiso.office.drafting.shapes.base import ABSENT, Control, ControlKind, Making, Read, Shape
from chiso.office.drafting.shapes.titles import option_title
from chiso.office.ui.fields import WordsField, read_figure
from chiso.office.ui.labels import label
from chiso.problems import Report

_FRACTION = re.compile(r"[+-]?\d+\s*/\s*\d+\Z", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_LONGEST = 20_000


def write_figure(tree: Tree, language: Language) -> str:
    """A figure of the document as one types it: its own digits, with the decimal sign of the language."""
    written = tree if isinstance(tree, str) else ""
    return written.replace(".", ",") if language == "vi" and _is_figure(written) else written


def _is_figure(written: str) -> bool:
    try:
        parse_exact(written)
    except NotANumber:
        return False
    return True


def figure_as_document(written: str, language: Language) -> str:
    """What was typed as a figure, as the document writes it: every digit is kept ("0,20" is "0.20").

    Raises ValidationError.
    """
    plain = written.strip().replace("\u2212", "-")
    if _FRACTION.match(plain):
        plain = re.sub(r"\s", "", plain)
        if _is_figure(plain):
            return plain
    read_figure(plain, language)
    decimal, group = (",", ".") if language == "vi" else (".", ",")
    plain = re.sub(rf"[ {NO_BREAK_SPACE}\u202f]", "", plain)
    return plain.replace(group, "").replace(decimal, ".")


class FigureWords(WordsField):
    """A figure, kept as text of the document."""

    def __init__(self, language: Language, *, takes_names: bool = False, **options: Any) -> None:
        self.language, self.takes_names = language, takes_names
        super().__init__(max_length=80, required=False, **options)

    def clean(self, value: Any) -> Any:
        """The figure as the document writes it; a name stays a name. Raises ValidationError."""
        written = super().clean(value)
        if not written or (self.takes_names and _NAME.match(written)):
            return written
        return figure_as_document(written, self.language)


@dataclass(frozen=True, slots=True)
class FigureShape(Shape):
    """A figure; or, where `words` says so, one of these words instead."""

    words: tuple[str, ...] = ()

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """One short line."""
        made = FigureWords(making.language, takes_names=bool(self.words), label=label_of(title))
        return making.add(name, made, write_figure(tree, making.language), "figure")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The figure as text."""
        return given.get(name) or ABSENT


@dataclass(frozen=True, slots=True)
class BoundShape(Shape):
    """A figure, or the name of a parameter."""

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """One short line."""
        stands = tree.get("parameter") if isinstance(tree, dict) else write_figure(tree, making.language)
        made = FigureWords(making.language, takes_names=True, label=label_of(title))
        return making.add(name, made, stands, "figure")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The figure as text, or the parameter."""
        written: str = given.get(name) or ""
        if not written:
            return ABSENT
        return {"parameter": written} if _NAME.match(written) else written


@dataclass(frozen=True, slots=True)
class WordsShape(Shape):
    """Words in one language: a name, a code, an address."""

    kind: ControlKind = "line"

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """One line."""
        made = WordsField(required=False, max_length=_LONGEST, label=label_of(title))
        return making.add(name, made, tree if isinstance(tree, str) else "", self.kind)

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The words."""
        return given.get(name) or ABSENT


@dataclass(frozen=True, slots=True)
class ListShape(Shape):
    """Several short words on one line, with commas."""

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """One line."""
        stands = ", ".join(map(str, tree)) if isinstance(tree, list) else ""
        made = WordsField(
            required=False,
            max_length=_LONGEST,
            label=label_of(title),
            help_text=label(text("Several with commas.")),
        )
        return making.add(name, made, stands, "line")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The words as a list."""
        words: list[Tree] = [one.strip() for one in (given.get(name) or "").split(",") if one.strip()]
        return words or ABSENT


@dataclass(frozen=True, slots=True)
class ChoiceShape(Shape):
    """One of some words. "–" leaves the key out: what the format then supposes holds."""

    options: tuple[str, ...]
    key: str = ""

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """A list to choose from."""
        choices = [("", "–"), *((one, option_title(one, self.key)) for one in self.options)]
        made = forms.ChoiceField(required=False, choices=choices, label=label_of(title))
        return making.add(name, made, tree if isinstance(tree, str) else "", "choice")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The word."""
        return given.get(name) or ABSENT


@dataclass(frozen=True, slots=True)
class YesNoShape(Shape):
    """Yes, no, or not said."""

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """A list to choose from."""
        choices = [("", "–"), ("true", text("yes")), ("false", text("no"))]
        made = forms.ChoiceField(required=False, choices=choices, label=label_of(title))
        stands = "true" if tree is True else "false" if tree is False else ""
        return making.add(name, made, stands, "choice")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """True or false."""
        written = given.get(name)
        return written == "true" if written else ABSENT


@dataclass(frozen=True, slots=True)
class SeveralShape(Shape):
    """Some of some words, in the order in which the document has them."""

    options: tuple[str, ...]

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """Boxes to tick; those that stand come first, so that their order is kept."""
        stands = [str(one) for one in tree] if isinstance(tree, list) else []
        ordered = [one for one in stands if one in self.options]
        ordered += [one for one in self.options if one not in ordered]
        choices = [(one, option_title(one)) for one in ordered]
        made = forms.MultipleChoiceField(required=False, choices=choices, label=label_of(title))
        return making.add(name, made, stands, "several")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The words as a list."""
        return list(given.get(name) or ()) or ABSENT


class NotationWords(WordsField):
    """A part of the document in its own notation (YAML); the cleaned value is the tree, or "" for nothing."""

    def clean(self, value: Any) -> Any:
        """The tree. Raises ValidationError with every fault of form, by line."""
        written = super().clean(value)
        if not written:
            return ""
        report = Report()
        document = read_document(written.replace("\r\n", "\n").encode(), "", report)
        if report.problems:
            raise forms.ValidationError(
                [
                    forms.ValidationError(
                        label(
                            text(
                                "Line {line}: {expected} {mend}",
                                line=str(problem.where.row or 1),
                                expected=problem.expected,
                                mend=problem.mend,
                            )
                        ),
                        code="notation",
                    )
                    for problem in report.problems
                ]
            )
        return document.tree


def write_notation(tree: Tree, *, in_one_line: bool) -> str:
    """A part of the document as text that is read back to the same tree."""
    if tree is None or (isinstance(tree, str) and _reads_as_itself(tree)):
        return tree or ""
    written: str = yaml.safe_dump(
        tree,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=in_one_line,
        width=10_000 if in_one_line else 100,
    )
    return written.removesuffix("\n").removesuffix("\n...")


def _reads_as_itself(written: str) -> bool:
    report = Report()
    return read_document(written.encode(), "", report).tree == written and not report.problems


@dataclass(frozen=True, slots=True)
class NotationShape(Shape):
    """What is too deep for fields, in the notation of the document: on one line, or in a box."""

    in_one_line: bool = False

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control:
        """A line or a box."""
        hint = (
            text("In the notation of the document, such as {example}.", example="{ratio_of: [late, all]}")
            if self.in_one_line
            else text("In the notation of the document; figures with a decimal point.")
        )
        made = NotationWords(
            required=False, max_length=_LONGEST, label=label_of(title), help_text=label(hint)
        )
        stands = write_notation(tree, in_one_line=self.in_one_line)
        return making.add(name, made, stands, "line" if self.in_one_line else "notation")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The tree."""
        found = given.get(name)
        return ABSENT if found in ("", None) else found


def label_of(title: Value) -> Any:
    """A label for a field: a text, or words of the data as a text."""
    return title if isinstance(title, Text) else label(text("{title}", title=listing([title])))
