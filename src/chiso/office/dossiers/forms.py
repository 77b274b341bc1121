"""What is typed about dossiers: what is brought, why it is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import text
from chiso.office.dossiers.counting import LARGEST_TABLE, Brought
from chiso.office.dossiers.services import SHAPE_NAMES
from chiso.office.people.forms import AgencyChoice
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label, options


class BringForm(forms.Form):
    """Dossiers or counts of a period."""

    table = forms.FileField(
        label=label(text("Table of dossiers or counts (CSV or Excel)")),
        help_text=label(
            text(
                "As the one-stop software writes it. Dossiers: code, received_at and as there are agency, "
                "counter, field, procedure, due_at, done_at, status, channel. Counts: month, agency, "
                "counter, field, carried_over, received, done, done_late, left, left_overdue and the others "
                "of “chiso procedures count”."
            )
        ),
    )
    shape = forms.ChoiceField(
        label=label(text("What the table holds")), choices=options(SHAPE_NAMES), initial="dossiers"
    )
    period = WordsField(
        max_length=40,
        label=label(text("Months that it tells of")),
        help_text=label(text("Such as 2026-05, 2026-Q2 or 2026; each of these months is over.")),
    )
    agency = AgencyChoice(
        required=False,
        label=label(text("The one agency of the whole table")),
        help_text=label(text("Where its rows name none.")),
    )
    is_made_up = forms.BooleanField(
        required=False, label=label(text("It is made up (an example, an exercise)"))
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choice: Any = self.fields["agency"]
        choice.empty_label = text("each row names its own")

    def read(self) -> Brought:
        """What was given; no more of the file is read than is taken."""
        given = self.cleaned_data
        file = given["table"]
        return Brought(
            file.read(LARGEST_TABLE + 1), file.name, given["shape"], given["period"].strip(), given["agency"]
        )


class WithdrawForm(forms.Form):
    """Why something counts no more."""

    reason = WordsField(max_length=400, label=label(text("Reason")))
