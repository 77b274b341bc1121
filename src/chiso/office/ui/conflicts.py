"""Two people saved the same thing: both versions side by side, field by field, and neither is lost.

A view names its form once:

    form = keep(request, SectionForm(request.POST or None, initial=…))

`initial` are the values as they stand. If the service then raises Conflict, the page of the conflict shows
for each field that differs what stands and what was typed (which can still be changed). Its post goes to
the same view, as if the chosen values had been typed there; the version is now the one that was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from chiso.language import Text, Value, listing, text
from chiso.office.errors import Conflict
from chiso.office.ledger.selectors import history_of
from chiso.office.ui.fields import show_value
from chiso.office.ui.mistakes import options_of

Form = TypeVar("Form", bound=forms.BaseForm)
_IS_CONFLICT, _CHOOSE, _STANDS, _WHOLE = "_conflict", "_choose_", "_stands_", "_whole"
VERSION = "expected_version"
_NOT_COMPARED = {"csrfmiddlewaretoken", VERSION, _IS_CONFLICT, _WHOLE}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which two versions exist: as people read them, and as they are posted."""

    name: str
    label: Value
    stands: Value
    typed: Value
    stands_raw: list[str]
    typed_raw: list[str]
    kind: str  # "line", "text" (may be changed on the page), "fixed" (chosen answers)


def keep(request: HttpRequest, form: Form) -> Form:
    """Remember the form of this request for the page of a conflict; the form itself."""
    request.form = form  # type: ignore[attr-defined]
    return form


def answer_conflict(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    """The page that shows both versions (409)."""
    form: forms.BaseForm | None = getattr(request, "form", None)
    differences, same = compare(request, conflict, form)
    current = conflict.current
    last = history_of(current, limit=1) if isinstance(current, models.Model) else []
    context = {
        "problem": conflict.problems[0],
        "who": last[0].who if last else "",
        "when": last[0].at if last else getattr(current, "changed_at", None),
        "thing": _name_of(current),
        "differences": differences,
        "same": same,
        "version": conflict.version,
        "has_files": bool(request.FILES),
    }
    return render(request, "refusals/conflict.html.j2", context, status=Conflict.status)


def compare(
    request: HttpRequest, conflict: Conflict, form: forms.BaseForm | None
) -> tuple[list[Difference], list[tuple[str, str]]]:
    """The fields that differ, and what else was posted (name and value, to be posted again)."""
    language = getattr(request, "language", "vi")
    differences: list[Difference] = []
    same: list[tuple[str, str]] = []
    for name in _posted_names(request, form):
        typed = request.POST.getlist(name)
        found = _standing_value(name, conflict.current, form)
        stands = _raw(found, language)
        if found is _UNKNOWN or [one.strip() for one in typed] == stands:
            same += [(name, value) for value in typed]
            continue
        bound = form[name] if form is not None and name in form.fields else None
        differences.append(
            Difference(
                name,
                bound.label if bound is not None else _label_of(name, conflict.current),  # type: ignore[arg-type]
                _as_read(bound, stands),
                _as_read(bound, typed),
                stands,
                typed,
                _kind_of(bound, typed, stands),
            )
        )
    return differences, same


def merge_choices(request: HttpRequest) -> None:
    """Turn what the page of a conflict posts into what its form would have posted."""
    if _IS_CONFLICT not in request.POST:
        return
    keeps_own = request.POST.get(_WHOLE) == "typed"
    merged = QueryDict(mutable=True)
    for name in request.POST:
        if name.startswith((_CHOOSE, _STANDS)) or name in (_IS_CONFLICT, _WHOLE):
            continue
        takes_standing = not keeps_own and request.POST.get(f"{_CHOOSE}{name}") == "stands"
        merged.setlist(name, request.POST.getlist(f"{_STANDS}{name}" if takes_standing else name))
    for name in request.POST:
        # What stands may be chosen although nothing was typed (no box ticked).
        field = name.removeprefix(_STANDS)
        if (
            name.startswith(_STANDS)
            and field not in merged
            and request.POST.get(f"{_CHOOSE}{field}") == "stands"
        ):
            merged.setlist(field, request.POST.getlist(name))
    merged._mutable = False
    request.POST = merged  # type: ignore[assignment]


_UNKNOWN = object()


def _posted_names(request: HttpRequest, form: forms.BaseForm | None) -> list[str]:
    """The names to compare: those of the form in its order, then what else was posted."""
    names = [form.add_prefix(name) for name in form.fields] if form is not None else []
    return [name for name in dict.fromkeys([*names, *request.POST]) if name not in _NOT_COMPARED]


def _standing_value(name: str, current: object, form: forms.BaseForm | None) -> Any:
    """What stands: as the view gave it to the form, else as the row has it."""
    if form is not None and name in form.fields:
        if isinstance(form.fields[name], forms.FileField):
            return _UNKNOWN
        if name in form.initial:
            return form.initial[name]
    if isinstance(current, models.Model) and name in {field.name for field in current._meta.fields}:
        return getattr(current, name)
    return _UNKNOWN


def _raw(value: Any, language: str) -> list[str]:
    """A value as it would have been posted; a box that is not ticked posts nothing."""
    if value is _UNKNOWN or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple | set):
        return [str(one) for one in value]
    if isinstance(value, models.Model):
        return [str(value.pk)]
    return [show_value(value, language)]


def _as_read(bound: forms.BoundField | None, raw: list[str]) -> Value:
    if bound is not None and isinstance(bound.field, forms.BooleanField):
        return text("yes") if raw else text("no")
    if bound is not None and hasattr(bound.field, "choices"):
        titles = {option["value"]: option["title"] for option in options_of(bound)}
        return listing([titles.get(one, one) for one in raw])
    return "\n".join(raw) or text("(empty)")


def _kind_of(bound: forms.BoundField | None, typed: list[str], stands: list[str]) -> str:
    if bound is not None and (
        hasattr(bound.field, "choices") or isinstance(bound.field, forms.BooleanField) or len(typed) != 1
    ):
        return "fixed"
    long = any("\n" in one or len(one) > 80 for one in typed + stands)
    return "text" if long else "line"


def _label_of(name: str, current: object) -> str:
    if isinstance(current, models.Model):
        return str(current._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return name


def _name_of(thing: object) -> Text | str:
    """How the thing is called, where it has a name of its own."""
    for attribute in ("matter", "title", "full_name", "name"):
        name = getattr(thing, attribute, None)
        if isinstance(name, str) and name:
            return name
    return ""
