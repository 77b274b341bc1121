"""What every shape does: add its fields to a form, and read back what was typed.

A name leads to a value as the keys of the document do, with a point between them: "rule.steps.0.above".
What is not filled in is absent from the document; a draft never holds an empty value by accident.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeAlias

from django import forms
from django.http import QueryDict

from chiso.frameworks.document import Tree
from chiso.language import Language, Text, Value


class Absent(Enum):
    """Nothing stands there: the key is left out."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Read: TypeAlias = "Tree | Absent"
ControlKind: TypeAlias = Literal["line", "lines", "figure", "short", "choice", "several", "notation"]


@dataclass(frozen=True, slots=True)
class Control:
    """One field of the form, by name, and how it is shown."""

    name: str
    kind: ControlKind


@dataclass(slots=True)
class Group:
    """Fields that belong together. A row of a list is a group within a group of `is_list`.

    `is_fold`: what is seldom needed, folded away as long as nothing stands in it.
    """

    name: str
    title: Value
    parts: list[Control | Group] = field(default_factory=list)
    is_list: bool = False
    is_row: bool = False
    is_fold: bool = False
    is_filled: bool = True
    hint: Text | None = None

    @property
    def controls(self) -> list[Control]:
        """All controls in it, however deep."""
        found: list[Control] = []
        for part in self.parts:
            found += part.controls if isinstance(part, Group) else [part]
        return found


@dataclass(slots=True)
class Making:
    """A form while it is made: its fields and what stands in them. `rows`: how many each list shows."""

    language: Language
    posted: QueryDict | None = None
    is_judged: bool = True
    fields: dict[str, forms.Field] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    # Where a key of the document is not the name of the field: names that people give stand in rows.
    moved: dict[str, str] = field(default_factory=dict)

    def name_of(self, path: Sequence[str | int]) -> str:
        """The name of the field to which a path in the document leads."""
        name = ""
        for part in path:
            name = f"{name}.{part}" if name else str(part)
            name = self.moved.get(name, name)
        return name

    def add(self, name: str, made: forms.Field, stands: Any, kind: ControlKind) -> Control:
        """A field with what stands in it."""
        self.fields[name], self.initial[name] = made, stands
        return Control(name, kind)

    def is_filled(self, part: Control | Group) -> bool:
        """Whether something stands, or was typed, in a part of the layout."""
        names = [one.name for one in part.controls] if isinstance(part, Group) else [part.name]
        stands = any(self.initial[name] not in (None, "", []) for name in names)
        return stands or (self.posted is not None and any(self.posted.get(name) for name in names))

    def posted_rows(self, name: str) -> int:
        """How many rows of a list were posted; where the form is shown again unjudged, one more."""
        if self.posted is None:
            return 0
        matches = [
            (int(match[1]) + 1, self.posted.get(key))
            for key in self.posted
            if (match := re.match(rf"{re.escape(name)}\.(\d{{1,3}})\.", key))
        ]
        if self.is_judged:
            return max((number for number, _ in matches), default=0)
        return max((number + 1 for number, value in matches if value), default=0)


class Shape(ABC):
    """How one kind of value is asked for."""

    @abstractmethod
    def add(self, making: Making, name: str, title: Value, tree: Tree) -> Control | Group:
        """Add the fields of the value `tree` (None: nothing stands there yet)."""

    @abstractmethod
    def read(self, making: Making, given: Mapping[str, Any], name: str) -> Read:
        """What was typed, as a part of the document."""

    def is_simple(self) -> bool:
        """Whether it is one control."""
        return True
