"""What reports are asked: of when, of what, grouped by what; and how their parts are called."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from chiso.inspection.report_period import ReportPeriod, periods_of, whole_period
from chiso.language import Text, text
from chiso.office.inspections.following.figures import Choices
from chiso.office.inspections.following.forms import set_choices
from chiso.office.inspections.shown import KIND_NAMES
from chiso.office.ui.fields import DayField
from chiso.office.ui.labels import label, options

BY_NAMES: dict[str, Text] = {
    "agency": text("agency"),
    "field": text("field"),
    "district": text("district or commune"),
    "year": text("year"),
    "half": text("half of a year"),
    "quarter": text("quarter"),
    "month": text("month"),
}
CHANGE_NAMES: dict[str, Text] = {
    "visits": text("Visits"),
    "again": text("Visits that looked again"),
    "findings": text("Findings"),
    "mended": text("Mended in the period"),
    "open": text("Open at its end"),
    "late": text("Late at its end"),
}
COMPARED_AS_IT_STOOD = text(
    "Each period as it stood on its last day: open and late are findings of all visits up to then, mended "
    "are those seen mended in it. A period that still runs stands beside as many days of the one before."
)
HELD_BACK = text(
    "Counts of one to four are held back, and with them what would tell them by subtraction. A handling is "
    "counted with the visit that led to it."
)
OF_FINDINGS = text(
    "A letter names no district and no inspection: counted are letters that are linked to a finding of these "
    "visits."
)
# Where more of it is good; of the others more is no praise, nor always blame.
GOOD_IF_MORE = frozenset({"mended"})
MAP_NAMES: dict[str, Text] = {
    "share": text("visits that found something, %"),
    "open": text("findings still open"),
    "late": text("findings past their deadline"),
}


class ReportFilter(forms.Form):
    """What a report is about."""

    ky = forms.ChoiceField(required=False, choices=list, label=label(text("Period")))
    linh_vuc = forms.ChoiceField(required=False, choices=list, label=label(text("Field of procedures")))
    dia_ban = forms.ChoiceField(required=False, choices=list, label=label(text("District or commune")))
    loai = forms.ChoiceField(
        required=False,
        choices=options({"": text("all")} | KIND_NAMES),
        label=label(text("Kind of inspection")),
    )
    dot = forms.ChoiceField(required=False, choices=list, label=label(text("Inspection")))
    tu_ngay = DayField(required=False, label=label(text("From day")))
    den_ngay = DayField(required=False, label=label(text("To day")))
    theo = forms.ChoiceField(required=False, choices=options(BY_NAMES), label=label(text("Grouped by")))
    ban_do = forms.ChoiceField(
        required=False, choices=options(MAP_NAMES), label=label(text("What the map shows"))
    )

    def __init__(self, choices: Choices, today: date, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._periods = {one.written: one for one in periods_of(choices.days, today)}
        offered: dict[str, list[tuple[str, Any]]] = {
            "ky": [(name, one.title()) for name, one in self._periods.items()],
            "linh_vuc": [(one, one) for one in choices.fields],
            "dia_ban": [(one, one) for one in choices.districts],
            "dot": [(number, f"{number} {title}") for number, title in choices.inspections],
        }
        for name, values in offered.items():
            set_choices(self, name, [("", text("all")), *values])

    def clean(self) -> dict[str, Any]:
        """Two days, in their order, and no period beside them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if {"tu_ngay", "den_ngay"} & set(self.errors):
            return given
        first, last = given["tu_ngay"], given["den_ngay"]
        if (first is None) != (last is None):
            missing = "den_ngay" if last is None else "tu_ngay"
            self.add_error(missing, label(text("Expected the first and the last day, or neither.")))
        elif first is not None and last < first:
            self.add_error("den_ngay", label(text("Expected {day} or later", day=first)))
        elif first is not None and given.get("ky"):
            said = text("Choose a period, or write two days; not both.")
            self.add_error("ky", label(said))
        return given

    def period(self) -> ReportPeriod | None:
        """What was chosen, where it is valid."""
        given = self.cleaned_data
        if given["tu_ngay"] is not None:
            return ReportPeriod(given["tu_ngay"], given["den_ngay"])
        return whole_period(self._periods[given["ky"]]) if given["ky"] else None
