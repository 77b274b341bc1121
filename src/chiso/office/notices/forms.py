"""How a person wants to be told."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.notices.models import AT_ONCE, DAILY, NEVER

OPTIONS = [
    (AT_ONCE, text("At once, on working days from 07:00 to 20:00")),
    (DAILY, text("Once a day, at 07:30 of each working day")),
    (NEVER, text("No mail; only here in the office")),
]


class ChoiceForm(forms.Form):
    """At once, once a day, never."""

    by_mail = forms.ChoiceField(label=text("When something waits for you, mail goes"), choices=OPTIONS)  # type: ignore[arg-type]
    expected_version = forms.IntegerField(widget=forms.HiddenInput)
