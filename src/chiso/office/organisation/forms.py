"""What officials may type about agencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from chiso.language import text
from chiso.office.organisation.selectors import Sought
from chiso.office.people.models import Person
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label


class SearchForm(forms.Form):
    """The filters of the list, as a GET form."""

    day = DayField(required=False, label=label(text("As on")))
    words = WordsField(required=False, max_length=120, label=label(text("Name or code")))
    level = forms.CharField(required=False, max_length=20)
    kind = forms.CharField(required=False, max_length=60)

    def read(self) -> tuple[Any, Sought]:
        """The day (today by default) and what is sought; what cannot be read is left out."""
        self.is_valid()
        given = self.cleaned_data
        sought = Sought(given.get("words", ""), given.get("level", ""), given.get("kind", ""))
        return given.get("day") or timezone.localdate(), sought


class TableForm(forms.Form):
    """A table of units: a file, or the register that chiso brings along."""

    table = forms.FileField(
        required=False,
        label=label(text("Table of units (CSV)")),
        help_text=label(
            text(
                "Columns: uid, code, name, level, kind, parent, group, aliases, valid_from, valid_to. "
                "Only code and name are required."
            )
        ),
    )
    shipped = forms.BooleanField(
        required=False, label=label(text("Take Hà Nội's register that comes with chiso, of 2020 and of 2026"))
    )
    regime = WordsField(
        required=False,
        max_length=80,
        label=label(text("Regime")),
        help_text=label(
            text("Of local government, for all rows: for example “two levels, from 1 July 2025”.")
        ),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two must be given."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("table")) == bool(given.get("shipped")) and "table" not in self.errors:
            said = label(text("Choose a file, or the register that comes with chiso: one of the two"))
            self.add_error("table", forms.ValidationError(said, code="one"))
        return given


class SectionForm(forms.Form):
    """A section of an agency; `workers`: who may belong to it."""

    name = WordsField(max_length=200, label=label(text("Name of the section")))
    valid_from = DayField(required=False, label=label(text("First day")))
    valid_to = DayField(required=False, label=label(text("Last day")))
    people = forms.MultipleChoiceField(
        required=False,
        label=label(text("People of the section")),
        help_text=label(text("What is given to the section waits for them, as what is given to themselves.")),
    )

    def __init__(self, workers: Sequence[Person], data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._workers = {one.key: one for one in workers}
        chosen: Any = self.fields["people"]
        chosen.choices = [(key, one.full_name) for key, one in self._workers.items()]
        if not workers:
            del self.fields["people"]

    def given(self) -> dict[str, Any]:
        """What a valid form says, with the people themselves."""
        people = [self._workers[key] for key in self.cleaned_data.get("people", ())]
        return self.cleaned_data | {"people": people}

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            said = label(text("The last day is before the first day"))
            self.add_error("valid_to", forms.ValidationError(said, code="order"))
        return given


class ContactForm(forms.Form):
    """A contact point of an agency."""

    matter = WordsField(max_length=200, label=label(text("For which matter")))
    name = WordsField(required=False, max_length=120, label=label(text("Name")))
    telephone = WordsField(required=False, max_length=60, label=label(text("Telephone")))
    email = forms.EmailField(required=False, label=label(text("E-mail")))

    def given(self) -> dict[str, Any]:
        """What a valid form says."""
        return self.cleaned_data
