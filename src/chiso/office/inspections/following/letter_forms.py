"""What is typed about letters of citizens."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import text
from chiso.office.inspections.following.names import LETTER_NAMES
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services.letters import LetterGiven
from chiso.office.inspections.models import Finding
from chiso.office.people.forms import AgencyChoice
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label, options


class LetterForm(forms.Form):
    """A letter."""

    received_on = DayField(label=label(text("Day on which it came")))
    kind = forms.ChoiceField(label=label(text("Kind of letter")), choices=options(LETTER_NAMES))
    agency = AgencyChoice(label=label(text("Which agency it is about")))
    field = WordsField(
        required=False,
        max_length=200,
        label=label(text("Field of procedures")),
        help_text=label(text("As the frame of an inspection names it, such as land.")),
    )
    about = WordsField(
        max_length=2_000,
        label=label(text("What it is about")),
        help_text=label(text("Without names; who wrote has its own fields.")),
    )
    finding = WordsField(
        required=False,
        max_length=200,
        label=label(text("Finding that it belongs to")),
        help_text=label(text("The address of the finding, as the browser shows it.")),
    )

    def __init__(self, *given: Any, findings: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._findings = findings

    def clean_finding(self) -> Finding | None:
        """The finding, where one was named. Raises ValidationError."""
        written = self.cleaned_data["finding"]
        if not written:
            return None
        found: Finding | None = self._findings.filter(key=written.rstrip("/").rpartition("/")[2]).first()
        if found is None:
            raise forms.ValidationError(label(text("Expected a finding that stands here.")), code="unknown")
        return found

    def read(self) -> LetterGiven:
        """What was typed."""
        given = dict(self.cleaned_data)
        author = Named(given.pop("name", ""), given.pop("contact", ""))
        given.pop("is_made_up", None)
        return LetterGiven(**given, author=author)


class NewLetterForm(LetterForm):
    """A letter that came, with who wrote it."""

    name = WordsField(
        required=False,
        max_length=200,
        label=label(text("Who wrote it")),
        help_text=label(text("Kept apart, encrypted, erased after two years.")),
    )
    contact = WordsField(required=False, max_length=200, label=label(text("How they are reached")))
    is_made_up = forms.BooleanField(
        required=False, label=label(text("It is made up (an example, an exercise)"))
    )


class LettersFileForm(forms.Form):
    """A table of letters."""

    table = forms.FileField(
        label=label(text("Table of letters (CSV or Excel)")),
        help_text=label(
            text("Columns: reference, received_on, kind, agency, about; and field, name, contact.")
        ),
    )


class LettersFilter(forms.Form):
    """Which letters a list shows."""

    loai = forms.ChoiceField(
        required=False,
        label=label(text("Kind of letter")),
        choices=options({"": text("all"), **LETTER_NAMES}),
    )
    tim = WordsField(required=False, max_length=100, label=label(text("Words, number or reference")))
