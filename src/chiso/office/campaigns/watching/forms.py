"""What may be typed while a campaign is watched."""

from __future__ import annotations

import re

from django import forms

from chiso.language import text
from chiso.office.campaigns.watching.announcing import MOST_WORDS
from chiso.office.campaigns.watching.matrix import CHOICES, Sought
from chiso.office.campaigns.watching.reminder_words import TEMPLATES
from chiso.office.campaigns.watching.targets import Wanted
from chiso.office.ui.fields import FigureField, WholeNumberField, WordsField
from chiso.office.ui.labels import label, options

ORDERS = ("name", "-name", "done", "-done")


class MatrixForm(forms.Form):
    """The filters of the matrix, as a GET form; what is not known is left out."""

    q = WordsField(required=False, max_length=200, label=label(text("Name of the agency")))
    nhom = WordsField(required=False, max_length=60, label=label(text("Group")))
    trang_thai = forms.ChoiceField(required=False, choices=options(CHOICES), label=label(text("State")))

    def sought(self, order: str) -> Sought:
        """What is looked for."""
        self.is_valid()
        given = self.cleaned_data
        return Sought(
            given.get("q", ""),
            given.get("nhom", ""),
            given.get("trang_thai", ""),
            order if order in ORDERS else "name",
        )


class ReminderForm(forms.Form):
    """A reminder to be sent."""

    template = forms.ChoiceField(
        choices=options({name: one.title for name, one in TEMPLATES.items()}),
        label=label(text("Template")),
    )
    words = WordsField(
        required=False,
        max_length=400,
        widget=forms.Textarea,
        label=label(text("Your own words")),
        help_text=label(text("They stand below the sentence of the template, as you type them.")),
    )


class ReminderRulesForm(forms.Form):
    """What was agreed about reminders."""

    days_before = forms.CharField(
        required=False,
        max_length=60,
        label=label(text("By itself, working days before the end")),
        help_text=label(text("Such as 3, 1. Empty: the office reminds nobody by itself.")),
    )
    most_a_day = WholeNumberField(minimum=1, maximum=5, label=label(text("Most a day to an agency")))
    most_in_all = WholeNumberField(minimum=1, maximum=50, label=label(text("Most in all to an agency")))

    def clean_days_before(self) -> list[int]:
        """The days, each once."""
        written: str = self.cleaned_data["days_before"]
        parts = [part for part in re.split(r"[,;\s]+", written) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise forms.ValidationError(label(text("Expected whole numbers with commas, such as 3, 1")))
        return sorted({int(part) for part in parts}, reverse=True)


class AnnouncementForm(forms.Form):
    """Something to be announced."""

    words = WordsField(
        max_length=MOST_WORDS, widget=forms.Textarea, label=label(text("What agencies should know"))
    )


class TargetForm(forms.Form):
    """The target of a component."""

    points = FigureField(required=False, minimum=0, label=label(text("Target (points)")))
    published = FigureField(
        required=False, minimum=0, label=label(text("Published for the period before (points)"))
    )
    source = WordsField(
        required=False,
        max_length=400,
        label=label(text("Source of the published figure")),
        help_text=label(text("Decision, page, address.")),
    )

    def wanted(self) -> Wanted:
        """What was typed."""
        given = self.cleaned_data
        return Wanted(given["points"], given["published"], given["source"])


class TargetsForm(forms.Form):
    """A table of targets."""

    table = forms.FileField(
        label=label(text("Table of targets (CSV)")),
        help_text=label(
            text("Columns: unit, node, points, published, source. “total” as node is the whole.")
        ),
    )
