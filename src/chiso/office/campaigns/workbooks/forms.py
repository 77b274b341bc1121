"""What is brought: one file."""

from __future__ import annotations

from django import forms

from chiso.language import text
from chiso.office.ui.labels import label


class WorkbookForm(forms.Form):
    """The workbook that was filled in."""

    workbook = forms.FileField(
        label=label(text("Workbook that was filled in (.xlsx)")),
        help_text=label(text("Nothing is saved yet: what it changes is shown first.")),
    )
