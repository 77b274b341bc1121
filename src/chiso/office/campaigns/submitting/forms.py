"""What heads and coordinators may type about a submission."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.campaigns.submitting.steps import LONGEST_WORDS
from chiso.office.ui.fields import MomentField, WordsField
from chiso.office.ui.labels import label


class RemarksForm(forms.Form):
    """Why the head sends a self-assessment back."""

    remarks = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Remarks to the officers")),
        help_text=label(text("What is to be changed, and in which criteria.")),
    )


class TakeBackForm(forms.Form):
    """Why the head takes back what was submitted."""

    reason = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("Reason")),
        help_text=label(text("It stands in the record for good.")),
    )


class ReturnForm(forms.Form):
    """Why a submission is returned, and until when it may be supplemented."""

    reason = WordsField(
        max_length=LONGEST_WORDS,
        label=label(text("What is to be supplemented")),
        help_text=label(text("The agency reads these words; name the criteria.")),
    )
    until = MomentField(
        label=label(text("Until")),
        help_text=label(text("Such as 17:00, 15/12/2026. From that minute on it is closed.")),
    )
