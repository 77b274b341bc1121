"""Shapes made of others: two languages, a part with its keys, lists, named values, one of several kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from chiso.frameworks.document import Tree
from chiso.language import LANGUAGES, Value, text
from chiso.office.drafting.shapes.base import ABSENT, Control, ControlKind, Group, Making, Read, Shape
from chiso.office.drafting.shapes.simple import label_of
from chiso.office.drafting.shapes.titles import LANGUAGE_TITLES, kind_title
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class BilingualShape(Shape):
    """Words in Vietnamese and in English."""

    is_long: bool = True

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Group:
        """One field a language."""
        stands = tree if isinstance(tree, dict) else {}
        group = Group(name, title, is_filled=bool(stands))
        for language in LANGUAGES:
            said = text("{title} ({language})", title=title, language=LANGUAGE_TITLES[language])
            made = WordsField(required=False, max_length=20_000, label=label(said))
            kind: ControlKind = "lines" if self.is_long else "line"
            group.parts.append(making.add(f"{name}.{language}", made, stands.get(language) or "", kind))
        return group

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The languages that were filled in."""
        found: dict[str, Tree] = {
            language: words.replace("\r\n", "\n")
            for language in LANGUAGES
            if (words := given.get(f"{name}.{language}"))
        }
        return found or ABSENT


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a part."""

    name: str
    title: Value
    shape: Shape
    # The types of an input for which it is shown at once; None: for all. Elsewhere it is folded away.
    types: frozenset[str] | None = None


@dataclass(slots=True)
class PartShape(Shape):
    """A mapping with known keys. `always`: it stands even where nothing is filled in."""

    keys: list[Key] = field(default_factory=list)
    constant: dict[str, str] = field(default_factory=dict)
    always: bool = False

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Group:
        """The fields of every key."""
        stands = tree if isinstance(tree, dict) else {}
        group = Group(name, title, is_filled=bool(stands))
        above = f"{name}." if name else ""
        fold = Group(f"{name}.more", text("More"), is_fold=True)
        kind = self._type(making, f"{above}type", stands)
        for key in self.keys:
            shown = key.shape.add(making, f"{above}{key.name}", key.title, stands.get(key.name))
            is_seldom = key.types is not None and kind not in key.types and not making.is_filled(shown)
            (fold if is_seldom else group).parts.append(shown)
        if fold.parts:
            group.parts.append(fold)
        return group

    @staticmethod
    def _type(making: Making, name: str, stands: dict[str, Tree]) -> str:
        """The type of an input, as it is chosen now."""
        typed = making.posted.get(name) if making.posted is not None else None
        return typed or str(stands.get("type") or "")

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The keys that were filled in."""
        above = f"{name}." if name else ""
        found: dict[str, Tree] = {}
        for key in self.keys:
            value = key.shape.read(making, given, f"{above}{key.name}")
            if value is not ABSENT:
                found[key.name] = value
        if not found and not self.always:
            return ABSENT
        return {**self.constant, **found}

    def is_simple(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class RowsShape(Shape):
    """A list: what stands, and one row more to fill in. A row that is emptied goes away."""

    item: Shape

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Group:
        """One group a row."""
        stands = tree if isinstance(tree, list) else []
        group = Group(name, title, is_list=True, is_filled=bool(stands))
        for number in range(_show_rows(making, name, len(stands))):
            row = stands[number] if number < len(stands) else None
            said = text("{title}, row {number}", title=title, number=str(number + 1))
            group.parts.append(_as_row(self.item.add(making, f"{name}.{number}", said, row), row, said))
        return group

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The rows in which something stands."""
        rows: list[Tree] = []
        for number in range(making.rows[name]):
            row = self.item.read(making, given, f"{name}.{number}")
            if row is not ABSENT:
                rows.append(row)
        return rows or ABSENT

    def is_simple(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class NamedShape(Shape):
    """Values under names that people give: inputs, parameters, labels with their points."""

    value: Shape

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Group:
        """One group a name, and one more to fill in."""
        stands = list(tree.items()) if isinstance(tree, dict) else []
        group = Group(name, title, is_list=True, is_filled=bool(stands))
        for number in range(_show_rows(making, name, len(stands))):
            key, value = stands[number] if number < len(stands) else ("", None)
            said: Value = key or text("{title}, row {number}", title=title, number=str(number + 1))
            here = f"{name}.{number}"
            made = WordsField(required=False, max_length=120, label=label(text("Name of {what}", what=said)))
            if key:
                making.moved[f"{name}.{key}"] = f"{here}.value"
            named = making.add(f"{here}._name", made, key, "line")
            shown = self.value.add(making, f"{here}.value", said, value)
            inner = shown.parts if isinstance(shown, Group) and not shown.is_list else [shown]
            group.parts.append(Group(here, said, [named, *inner], is_row=True, is_filled=bool(key or value)))
        return group

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The names with their values; a value without a name stands under "", which no model takes."""
        found: dict[str, Tree] = {}
        for number in range(making.rows[name]):
            key = given.get(f"{name}.{number}._name") or ""
            value = self.value.read(making, given, f"{name}.{number}.value")
            if key or value is not ABSENT:
                found[key] = None if value is ABSENT else value
        return found or ABSENT

    def is_simple(self) -> bool:
        """Never."""
        return False


@dataclass(slots=True)
class KindShape(Shape):
    """One of several kinds, each with its own fields; those of the chosen kind are shown."""

    kinds: dict[str, PartShape] = field(default_factory=dict)

    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Group:
        """The list of kinds, then the fields of the one that is chosen."""
        stands = tree if isinstance(tree, dict) else {}
        standing = stands.get("kind")
        kind = standing if isinstance(standing, str) else ""
        choices = [("", "–"), *((one, kind_title(one)) for one in self.kinds)]
        made = forms.ChoiceField(required=False, choices=choices, label=label_of(title))
        group = Group(name, title, is_filled=bool(stands))
        group.parts.append(making.add(f"{name}.kind", made, kind, "choice"))
        chosen = self._chosen(making, name, kind)
        if chosen in self.kinds:
            here = stands if chosen == kind else _what_fits(stands, self.kinds[chosen])
            group.parts += self.kinds[chosen].add(making, name, title, here).parts
        return group

    def _chosen(self, making: Making, name: str, stands: str) -> str:
        if making.posted is not None and f"{name}.kind" in making.posted:
            return making.posted.get(f"{name}.kind") or ""
        return stands

    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """The kind with its keys."""
        kind = given.get(f"{name}.kind")
        if not kind or kind not in self.kinds:
            return ABSENT
        found = self.kinds[kind].read(making, given, name)
        return {"kind": kind, **(found if isinstance(found, dict) else {})}

    def is_simple(self) -> bool:
        """Never."""
        return False


def _what_fits(stands: dict[str, Tree], shape: PartShape) -> Tree:
    """What of another kind's keys this kind knows too."""
    known = {key.name for key in shape.keys}
    return {name: value for name, value in stands.items() if name in known}


def _show_rows(making: Making, name: str, stand: int) -> int:
    """What stands and one row more; of what was posted, all rows."""
    making.rows[name] = min(max(stand + 1, making.posted_rows(name)), _MOST_ROWS)
    return making.rows[name]


def _as_row(shown: Control | Group, row: Tree, title: Value) -> Group:
    if isinstance(shown, Control):
        return Group(shown.name, title, [shown], is_row=True, is_filled=row is not None)
    shown.is_row, shown.is_filled = True, row is not None
    return shown
