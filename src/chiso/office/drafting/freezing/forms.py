"""What is typed on the way into force: the decision, why a draft is returned, what a correction mends."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label


class ApproveForm(forms.Form):
    """The decision by which a set comes into force."""

    decision_number = WordsField(
        max_length=120,
        label=label(text("Number of the decision")),
        help_text=label(text("As it stands on the decision, such as 1234/QĐ-UBND.")),
    )
    decision_date = DayField(label=label(text("Day of the decision")))
    seen_hash = forms.CharField(max_length=64)


class ReturnForm(forms.Form):
    """Why a draft is returned."""

    reason = WordsField(max_length=4000, label=label(text("What should be changed")))


class ErrataForm(forms.Form):
    """A new version that mends a set in force."""

    mends = WordsField(
        max_length=400,
        label=label(text("What is wrong and is mended")),
        help_text=label(text("Stands on the public page of the new version. Name the criteria.")),
    )
    version_name = forms.RegexField(
        r"\A[a-z0-9][a-z0-9.-]*\Z",
        max_length=40,
        label=label(text("Version")),
        help_text=label(text("Small letters, digits, points and hyphens, such as 2026.1.")),
        error_messages={"invalid": label(text("Small letters, digits, points and hyphens only"))},
    )
