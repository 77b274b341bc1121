"""What is asked of prevalence: of which finding, by what, in which inspections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.language import text
from chiso.office.inspections.following.forms import duties_of, set_choices
from chiso.office.inspections.following.report_forms import BY_NAMES
from chiso.office.inspections.following.trends import MOST_ROUNDS
from chiso.office.inspections.models import Inspection
from chiso.office.ui.labels import label, options


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

    def __init__(self, inspection: Inspection | None, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        duties = duties_of(inspection, language) if inspection is not None else []
        set_choices(self, "muc", [("", text("any finding")), *duties])

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen, as estimates take it; all places and any finding where nothing valid was."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {"duty": given.get("muc") or "", "by": given.get("theo") or ""}


class TrendForm(PrevalenceForm):
    """The same of several inspections that go by one checklist: those chosen, else the latest."""

    dot = forms.MultipleChoiceField(required=False, choices=list, label=label(text("Inspections compared")))

    def __init__(self, offered: Sequence[Inspection], *given: Any, **named: Any) -> None:
        self._offered = {one.number: one for one in offered}
        super().__init__(offered[0] if offered else None, *given, **named)
        set_choices(self, "dot", [(one.number, f"{one.number} {one.title}") for one in offered])

    @property
    def inspections(self) -> list[Inspection]:
        """Those that are compared."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        chosen = [self._offered[number] for number in given.get("dot") or []]
        return (chosen or list(self._offered.values()))[:MOST_ROUNDS]
