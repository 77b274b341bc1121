"""What is wrong with a form, in our words: a sentence for each mistake, and where it is.

A field raises `ValidationError(Text, code=…)`. For the mistakes that Django's own fields and validators
find, the sentence is chosen here by their code, so that no form need repeat it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from chiso.language import Language, Text, Value, text, text_by_count


@dataclass(frozen=True, slots=True)
class Mistake:
    """One sentence of the summary; `anchor` is the id of the control, "" where it is of the whole."""

    said: str
    anchor: str


def _at_most(of: Mapping[str, Any], _label: Value) -> Text:
    limit, there = (
        int(of.get("limit_value") or of.get("max") or 0),
        int(of.get("show_value") or of.get("length") or 0),
    )
    return text("At most {limit} characters; there are {count}", limit=limit, count=there)


def _at_least(of: Mapping[str, Any], _label: Value) -> Text:
    limit = int(of.get("limit_value") or of.get("min_length") or 0)
    return text_by_count("At least one character", "At least {count} characters", limit)


_BY_CODE: dict[str, Callable[[Mapping[str, Any], Value], Text]] = {
    "required": lambda _of, label: text("Still to be filled in: {field}", field=label),
    "missing": lambda _of, label: text("Still to be filled in: {field}", field=label),
    "invalid": lambda _of, label: text("Not understood: {field}", field=label),
    "invalid_choice": lambda _of, label: text("Choose one of the answers given: {field}", field=label),
    "invalid_list": lambda _of, label: text("Choose one of the answers given: {field}", field=label),
    "max_length": _at_most,
    "min_length": _at_least,
    "min_value": lambda of, _label: text("Expected {number} or more", number=str(of.get("limit_value"))),
    "max_value": lambda of, _label: text("Expected {number} or less", number=str(of.get("limit_value"))),
    "null_characters_not_allowed": lambda _of, _label: text("A character stands there that nobody can read"),
    "empty": lambda _of, _label: text("The file is empty"),
    "contradiction": lambda _of, _label: text("Either give a file or remove it, not both"),
    "password_too_short": _at_least,
    "password_too_similar": lambda _of, _label: text("The password is too like your name or user name"),
    "password_too_common": lambda _of, _label: text("The password is one that many people use"),
    "password_breached": lambda _of, _label: text(
        "The password stands on a list of those that leaked elsewhere"
    ),
    "password_entirely_numeric": lambda _of, _label: text("The password needs letters too, not digits alone"),
    "password_mismatch": lambda _of, _label: text("The two passwords differ"),
}


def say(error: forms.ValidationError, label: Value, language: Language) -> str:
    """The sentence for one mistake (an error with one message)."""
    if isinstance(error.message, Text):
        return error.message.in_language(language)
    known = _BY_CODE.get(error.code or "")
    if known is not None:
        return known(error.params or {}, label).in_language(language)
    return " ".join(error.messages)


def mistakes_of_field(bound: forms.BoundField, language: Language) -> list[str]:
    """The sentences at one field."""
    if not bound.form.is_bound:
        return []
    label: Value = bound.label  # type: ignore[assignment]
    return [say(error, label, language) for error in bound.errors.as_data()]


def mistakes_of_form(form: forms.BaseForm, language: Language) -> list[Mistake]:
    """All sentences, those of the whole first, then in the order of the fields."""
    if not form.is_bound:
        return []
    whole = form.errors.as_data().get(NON_FIELD_ERRORS, []) if form.errors else []
    found = [Mistake(say(error, "", language), "") for error in whole]
    for bound in form:
        found += [Mistake(said, bound.auto_id) for said in mistakes_of_field(bound, language)]
    return found


def options_of(bound: forms.BoundField) -> list[dict[str, Any]]:
    """The answers of a field of choices, groups laid flat: value, title, is_chosen."""
    value = bound.value()
    chosen = {str(one) for one in value} if isinstance(value, list | tuple | set) else {_written(value)}
    found: list[dict[str, Any]] = []
    for key, title in _flat(bound.field.choices):  # type: ignore[attr-defined]
        written = _written(key)
        found.append({"value": written, "title": title, "is_chosen": written in chosen})
    return found


def takes_several(bound: forms.BoundField) -> bool:
    """Whether more than one answer may be chosen."""
    return isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, title in choices:
        if isinstance(title, list | tuple):
            flat += _flat(title)
        else:
            flat.append((key, title))
    return flat
