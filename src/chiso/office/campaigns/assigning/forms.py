"""What is typed about assignments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.campaigns.assigning.by_field import Fields
from chiso.office.organisation.models import Agency
from chiso.office.ui.labels import label


class AssignmentsForm(forms.Form):
    """A table of assignments."""

    table = forms.FileField(
        label=label(text("Table of assignments (CSV or Excel)")),
        help_text=label(
            text("Columns: unit, node, responsible, appraising. Agencies by code, uid or full name.")
        ),
    )


class FieldsForm(forms.Form):
    """Who appraises each field of all units."""

    def __init__(
        self, framework: Framework, agencies: Iterable[Agency], *arguments: Any, **options_of_form: Any
    ) -> None:
        super().__init__(*arguments, **options_of_form)
        self.agencies = {one.key: one for one in agencies}
        self.codes = [node.code for node in framework.nodes]
        choices = [("", text("nobody yet")), *((one.key, one.name) for one in self.agencies.values())]
        for node in framework.nodes:
            title = text("{code} {title}", code=node.code, title=node.title)
            self.fields[f"field_{node.code}"] = forms.ChoiceField(
                required=False, choices=choices, label=label(title)
            )
        self.fields["instead"] = forms.ChoiceField(
            required=False,
            choices=choices,
            label=label(text("Instead, where an agency would appraise itself")),
            help_text=label(
                text("An agency that is a unit of the campaign itself is appraised by this one.")
            ),
        )

    def read(self) -> Fields:
        """Who appraises what."""
        given = self.cleaned_data
        return Fields(
            {code: self.agencies.get(given[f"field_{code}"]) for code in self.codes},
            self.agencies.get(given["instead"]),
        )


def initial_of_fields(fields: Mapping[str, Agency | None]) -> dict[str, str]:
    """What stands, as the form shows it."""
    return {f"field_{code}": agency.key for code, agency in fields.items() if agency is not None}
