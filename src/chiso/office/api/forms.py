"""A new token, as its person asks for it."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.api.scopes import SCOPES
from chiso.office.api.services import LONGEST_DAYS
from chiso.office.ui.fields import WholeNumberField, WordsField
from chiso.office.ui.labels import label, options


class TokenForm(forms.Form):
    """Name, scopes, days."""

    name = WordsField(max_length=120, label=label(text("What the program is called")))
    scopes = forms.MultipleChoiceField(choices=options(SCOPES), label=label(text("What it may do")))
    days = WholeNumberField(
        minimum=1,
        maximum=LONGEST_DAYS,
        label=label(text("Days for which it holds")),
        help_text=label(text("At most 366.")),
    )
