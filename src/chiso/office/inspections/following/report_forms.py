"""What reports are asked: of when, of what, grouped by what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.inspections.following.forms import duties_of, set_choices
from chiso.office.inspections.models import Inspection
from chiso.office.ui.labels import label, options

BY_NAMES: dict[str, Text] = {
    "agency": text("agency"),
    "field": text("field"),
    "district": text("district or commune"),
    "year": text("year"),
    "quarter": text("quarter"),
    "month": text("month"),
}


MAP_NAMES: dict[str, Text] = {
    "share": text("visits that found something, %"),
    "open": text("findings still open"),
    "late": text("findings past their deadline"),
}


class ReportFilter(forms.Form):
    """What a report is about."""

    nam = forms.ChoiceField(required=False, choices=list, label=label(text("Year")))
    linh_vuc = forms.ChoiceField(required=False, choices=list, label=label(text("Field of procedures")))
    dia_ban = forms.ChoiceField(required=False, choices=list, label=label(text("District or commune")))
    theo = forms.ChoiceField(required=False, choices=options(BY_NAMES), label=label(text("Grouped by")))
    ban_do = forms.ChoiceField(
        required=False, choices=options(MAP_NAMES), label=label(text("What the map shows"))
    )

    def __init__(
        self, years: Sequence[int], fields: Sequence[str], districts: Sequence[str], *given: Any, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        choices = {"nam": [str(one) for one in years], "linh_vuc": fields, "dia_ban": districts}
        for name, values in choices.items():
            set_choices(self, name, [("", text("all")), *((one, one) for one in values)])


class PrevalenceForm(forms.Form):
    """Of which finding, by what."""

    muc = forms.ChoiceField(required=False, choices=list, label=label(text("Duty of the checklist")))
    theo = forms.ChoiceField(
        required=False,
        label=label(text("Grouped by")),
        choices=options(
            {
                "": text("all places together"),
                **{name: BY_NAMES[name] for name in ("agency", "field", "district")},
            }
        ),
    )

    def __init__(self, inspection: Inspection, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        set_choices(self, "muc", [("", text("any finding")), *duties_of(inspection, language)])
