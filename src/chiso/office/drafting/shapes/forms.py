"""A form over a part of a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from chiso.frameworks.document import KeyPath, Tree
from chiso.language import Language, text
from chiso.office.drafting.shapes.base import Control, Group, Making
from chiso.office.drafting.shapes.compound import PartShape
from chiso.office.ui.labels import label
from chiso.problems import Problem


class TreeForm(forms.Form):
    """The fields of `shape`, filled with `tree`; `tree` after a post is what was typed.

    `layout` are the groups and controls in order. `posted` without `data` shows again what was typed,
    unjudged: after another kind was chosen, or a row more was asked for. `required` must be filled in.
    """

    def __init__(
        self,
        shape: PartShape,
        tree: dict[str, Tree],
        *,
        language: Language,
        data: QueryDict | None = None,
        posted: QueryDict | None = None,
        required: Collection[str] = (),
    ) -> None:
        given = data if data is not None else posted
        self._shape, self._making = shape, Making(language, given, is_judged=data is not None)
        self.layout: Group = shape.add(self._making, "", text("The whole"), tree)
        self.tree: dict[str, Tree] = tree
        initial = self._making.initial
        if data is None and posted is not None:
            initial = {**initial, **_as_typed(posted, self._making.fields)}
        super().__init__(data, initial=initial)
        self.fields.update(self._making.fields)
        self._required = required
        for name in required:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Put what was typed together as a document."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            found = self._shape.read(self._making, given, "")
            typed = found if isinstance(found, dict) else {}
            kept = _with_stated_nothing(self.tree, typed)
            self.tree = kept if isinstance(kept, dict) else {}
        return given

    def as_posted(self) -> QueryDict:
        """What stands in the form, as a browser would send it."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            written = _written(self.initial.get(name))
            if written:
                query.setlist(name, written)
        return query

    def needs_eyes(self, part: Control | Group) -> bool:
        """Whether something stands in a part of the layout, or is wrong there."""
        controls = part.controls if isinstance(part, Group) else [part]
        return any(
            self[one.name].value() not in (None, "", []) or (self.is_bound and self[one.name].errors)
            for one in controls
        )

    def judged(self) -> TreeForm:
        """The same form as if what stands in it had been posted."""
        made = TreeForm(
            self._shape,
            self.tree,
            language=self._making.language,
            data=self.as_posted(),
            required=self._required,
        )
        made.is_valid()
        return made

    def show_problems(self, problems: Iterable[tuple[KeyPath, Problem]]) -> None:
        """Say what is wrong at the fields; each problem comes with the path of its key in the part."""
        for path, problem in problems:
            said = text(
                "{expected} {mend} ({code})", expected=problem.expected, mend=problem.mend, code=problem.code
            )
            error = forms.ValidationError(label(said), code="framework")
            self.add_error(self.field_near(self._making.name_of(path)), error)

    def field_near(self, name: str) -> str | None:
        """The field of that name, else the first below it, else the nearest above it; None: of the whole."""
        while name:
            for candidate in self.fields:
                if candidate == name or candidate.startswith(f"{name}."):
                    return candidate
            name = name.rpartition(".")[0]
        return None


def _written(stands: Any) -> list[str]:
    if isinstance(stands, list):
        return [str(one) for one in stands]
    return [str(stands)] if stands not in (None, "") else []


def _as_typed(posted: QueryDict, fields: dict[str, forms.Field]) -> dict[str, Any]:
    """Of each field what was posted for it."""
    return {
        name: posted.getlist(name) if isinstance(made, forms.MultipleChoiceField) else posted.get(name, "")
        for name, made in fields.items()
    }


def _with_stated_nothing(stands: Tree, typed: Tree) -> Tree:
    """What was typed; a key that says "not stated" (null) and was left empty goes on saying so."""
    if not isinstance(stands, dict) or not isinstance(typed, dict):
        return typed
    kept = {name: _with_stated_nothing(stands.get(name), value) for name, value in typed.items()}
    return kept | {name: None for name, value in stands.items() if value is None and name not in typed}
