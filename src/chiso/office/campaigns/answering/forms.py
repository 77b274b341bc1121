"""What people of an agency type beside the figures of a leaf: evidence, and who works on what."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import text
from chiso.office.campaigns.answering.giving import Workers
from chiso.office.files.forms import FactsForm, FileFields
from chiso.office.organisation.models import Section
from chiso.office.people.models import Person
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label


class PutForm(forms.Form):
    """A document of the shelf, put beside a leaf: where in it, what it proves."""

    page = WordsField(required=False, max_length=40, label=label(text("Page")))
    what = WordsField(required=False, max_length=400, label=label(text("What it proves")))


class NewProofForm(FactsForm, FileFields):
    """A new document, entered and put beside a leaf at once."""

    note = WordsField(required=False, max_length=400, label=label(text("What it proves")))


class GiveForm(forms.Form):
    """To whom leaves are given, until when. "p:…" an officer, "s:…" a section, "" nobody."""

    worker = forms.ChoiceField(required=False, label=label(text("Worked on by")))
    due_on = DayField(required=False, label=label(text("To be done by")))

    def __init__(self, workers: Workers, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._officers = {f"p:{one.pk}": one for one in workers.officers}
        self._sections = {f"s:{one.key}": one for one in workers.sections}
        field: Any = self.fields["worker"]
        field.choices = [
            ("", text("nobody in particular")),
            *((key, one.full_name) for key, one in self._officers.items()),
            *((key, text("section {name}", name=one.name)) for key, one in self._sections.items()),
        ]

    def officer(self) -> Person | None:
        """The officer of a valid form."""
        return self._officers.get(self.cleaned_data["worker"])

    def section(self) -> Section | None:
        """The section of a valid form."""
        return self._sections.get(self.cleaned_data["worker"])
