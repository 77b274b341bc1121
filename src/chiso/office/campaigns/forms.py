"""What a coordinator may type about campaigns."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from chiso.language import text
from chiso.office.campaigns.frameworks import titles_by_key
from chiso.office.campaigns.phases import KINDS, NAMES
from chiso.office.ui.fields import MomentField, WordsField
from chiso.office.ui.labels import label, options


def _frameworks() -> list[tuple[str, Any]]:
    """The sets by title, with the name that reports and tables use."""
    return [
        ("", "–"),
        *((key, text("{title} ({name})", title=title, name=key)) for key, title in titles_by_key()),
    ]


class CampaignForm(forms.Form):
    """A new campaign."""

    title = WordsField(max_length=200, label=label(text("Title")))
    kind = forms.ChoiceField(choices=options(KINDS), label=label(text("Kind")))
    period = WordsField(
        max_length=40,
        label=label(text("Period")),
        help_text=label(text("2026, 2026-H1, 2026-Q2 or 2026-05.")),
    )
    framework = forms.ChoiceField(choices=_frameworks, label=label(text("Framework")))


class TitleForm(forms.Form):
    """The title of a campaign."""

    title = WordsField(max_length=200, label=label(text("Title")))


class PhaseForm(forms.Form):
    """A phase of a campaign."""

    kind = forms.ChoiceField(choices=options(NAMES), label=label(text("Phase")))
    opens_at = MomentField(label=label(text("Opens")), help_text=label(text("Such as 08:00, 01/12/2026.")))
    closes_at = MomentField(
        label=label(text("Closes")),
        help_text=label(text("Such as 17:00, 15/12/2026. From that minute on it is closed.")),
    )
    nodes = WordsField(
        required=False,
        max_length=400,
        label=label(text("Only for these parts")),
        help_text=label(text("Codes with commas, such as 2, 3.1. Empty: for the whole framework.")),
    )

    def clean_nodes(self) -> list[str]:
        """The codes, each once."""
        written: str = self.cleaned_data["nodes"]
        return list(dict.fromkeys(code for code in re.split(r"[,;\s]+", written) if code))


class AssignmentsForm(forms.Form):
    """A table of assignments."""

    table = forms.FileField(
        label=label(text("Table of assignments (CSV)")),
        help_text=label(
            text("Columns: unit, node, responsible, appraising. Agencies by code, uid or full name.")
        ),
    )
