"""What a drafter gives to try a draft."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.examples.catalogue import EXAMPLES
from chiso.frameworks.library import catalogue
from chiso.language import text
from chiso.office.drafting.freezing.selectors import frozen_sets
from chiso.office.drafting.models import Draft
from chiso.office.drafting.trying.given import Given, example_tables
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label
from chiso.periods import parse_period
from chiso.problems import BadInput

UNITS_FROM = (
    ("office", text("Agencies and units of this office")),
    ("shipped", text("The register that comes with chiso")),
    ("file", text("A table of its own")),
)


class AnswersForm(forms.Form):
    """The set that was answered, its period, the answers, the units."""

    against = forms.ChoiceField(choices=list, label=label(text("The answers were given to")))
    period = WordsField(
        max_length=40, label=label(text("Period")), help_text=label(text("Such as 2025 or 2025-Q4."))
    )
    answers = forms.FileField(
        required=False,
        label=label(text("Table of answers (CSV or Excel)")),
        help_text=label(
            text(
                "One row an answer, with the columns unit, code and value (or numerator and denominator,"
                " or label). Codes belong into cells of text."
            )
        ),
    )
    example = forms.ChoiceField(
        required=False, choices=list, label=label(text("Or the answers of an example"))
    )
    units_from = forms.ChoiceField(
        choices=[(key, label(title)) for key, title in UNITS_FROM],
        initial="office",
        required=False,
        label=label(text("Units")),
    )
    units = forms.FileField(required=False, label=label(text("Table of units (CSV or Excel)")))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        against: Any = self.fields["against"]
        against.choices = [("", "–"), *_sets()]
        example: Any = self.fields["example"]
        example.choices = [
            ("", "–"),
            *((one.name, one.title) for one in EXAMPLES if one.name != "published"),
        ]

    def clean_period(self) -> str:
        """A period that can be read."""
        written: str = self.cleaned_data["period"]
        try:
            return parse_period(written).written
        except BadInput as refused:
            said = refused.problems[0].expected
            raise forms.ValidationError(label(said), code="period") from None

    def clean(self) -> dict[str, Any]:
        """One of file and example; a table of units where that was chosen."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("answers")) == bool(given.get("example")) and "answers" not in self.errors:
            said = label(text("Give a table of answers or choose an example: one of the two"))
            self.add_error("answers", forms.ValidationError(said, code="one"))
        if given.get("units_from") == "file" and not given.get("units") and not given.get("example"):
            said = label(text("Choose the table of units"))
            self.add_error("units", forms.ValidationError(said, code="units"))
        return given

    def read(self) -> Given:
        """What was given; of an example its own units. Raises BadInput."""
        given = self.cleaned_data
        if given.get("example"):
            name = given["example"]
            answers, units = example_tables(name)
            file = f"{name}.csv"
            return Given(given["against"], given["period"], answers, file, "file", units, f"{name}-units.csv")
        units_file = given.get("units") if given["units_from"] == "file" else None
        return Given(
            given["against"],
            given["period"],
            given["answers"].read(),
            given["answers"].name,
            given["units_from"] or "office",
            units_file.read() if units_file else b"",
            units_file.name if units_file else "",
        )


class TryForm(AnswersForm):
    """What a draft is tried on; the set that it comes from stands first."""

    def __init__(self, draft: Draft, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["against"].initial = draft.origin_words if draft.origin in ("library", "earlier") else ""


def _sets() -> list[tuple[str, Any]]:
    """Sets that can be scored: those in force here first, then the library."""
    frozen = [
        (one.set_key, text("{title} ({name})", title=one.title, name=one.set_key)) for one in frozen_sets()
    ]
    library = [
        (one.key, text("{title} ({name})", title=one.framework.title, name=one.key))
        for one in catalogue()
        if one.framework.completeness != "headings_only"
    ]
    return [*frozen, *library]
