"""What is typed where risks are computed."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.inspection.risk.given import Given
from chiso.language import Text, text
from chiso.office.drafting.trying.workbooks import csv_of
from chiso.office.inspections.problems import no_table_of_visits, too_large_a_history
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label, options
from chiso.problems import BadInput

LARGEST_HISTORY = 20 * 1024 * 1024
OWN, FILE = "own", "file"
SOURCE_NAMES: dict[str, Text] = {
    OWN: text("the visits of this office whose records were handed over"),
    FILE: text("a table of past visits that I bring"),
}


class RiskForm(forms.Form):
    """From which visits is learned, and what is not learned from."""

    source = forms.ChoiceField(label=label(text("Learn from")), choices=options(SOURCE_NAMES), initial=OWN)
    table = forms.FileField(
        required=False,
        label=label(text("Table of past visits (CSV or Excel)")),
        help_text=label(
            text(
                "Columns: place, day, inspector, found (yes or no); and what was known of the place on that "
                "day, in columns that the frame has too."
            )
        ),
    )
    leave_out = WordsField(
        required=False,
        max_length=1_000,
        label=label(text("Columns that are not learned from")),
        help_text=label(text("Their names, with commas between them.")),
    )

    def history(self) -> Given | None:
        """The table that was brought; None: the visits of this office.

        Raises BadInput (CH-8816: no table; CH-8817: larger than is taken; what is wrong with a workbook).
        """
        if self.cleaned_data["source"] == OWN:
            return None
        file: Any = self.cleaned_data["table"]
        if file is None:
            raise BadInput([no_table_of_visits()])
        if file.size > LARGEST_HISTORY:
            raise BadInput([too_large_a_history(file.size)])
        return Given(file.name, csv_of(file.read(), file.name))

    def left_out(self) -> tuple[str, ...]:
        """The columns that were named."""
        return tuple(one.strip() for one in self.cleaned_data["leave_out"].split(",") if one.strip())
