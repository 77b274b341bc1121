"""What is typed to open a plan: the figures that it starts from, and those of the years before."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.campaigns.models import Edition
from chiso.office.drafting.trying.forms import AnswersForm
from chiso.office.ui.fields import WordsField
from chiso.office.ui.labels import label
from chiso.periods import parse_period
from chiso.problems import BadInput


class PlanForm(forms.Form):
    """What every plan has."""

    title = WordsField(
        max_length=200,
        label=label(text("Title of the plan")),
        help_text=label(text("Such as: Plan to raise the index of administrative reform in 2027.")),
    )
    plan_period = WordsField(
        max_length=40,
        label=label(text("For when it plans")),
        help_text=label(text("A period such as 2027 or 2027-H1.")),
    )

    def clean_plan_period(self) -> str:
        """A period that can be read."""
        try:
            return parse_period(self.cleaned_data["plan_period"]).written
        except BadInput as refused:
            said = refused.problems[0].expected
            raise forms.ValidationError(label(said), code="period") from None


class FromEditionForm(PlanForm):
    """A plan that starts from a published edition."""

    edition = forms.ChoiceField(
        choices=list,
        label=label(text("Published results that it starts from")),
        help_text=label(text("The latest edition of each campaign; what was withdrawn is not among them.")),
    )

    def __init__(self, editions: list[Edition], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        field: Any = self.fields["edition"]
        field.choices = [("", "–"), *((one.key, _title_of(one)) for one in editions)]


class FromTableForm(PlanForm, AnswersForm):
    """A plan that starts from a table of figures that was carried over."""

    unit = WordsField(
        max_length=200,
        label=label(text("Whose index the plan is about")),
        help_text=label(text("Code, alias or name of one unit of the table, such as 01 or Hà Nội.")),
    )
    source = WordsField(
        max_length=400,
        label=label(text("Source of the figures")),
        help_text=label(text("Who published them, where and when; it stands on the plan.")),
    )
    is_made_up = forms.BooleanField(
        required=False, label=label(text("The figures or the plan are made up (an example, an exercise)"))
    )


class YearFromEditionForm(forms.Form):
    """A year before, from a published edition."""

    edition = forms.ChoiceField(choices=list, label=label(text("Published results of an earlier year")))

    def __init__(self, editions: list[Edition], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        field: Any = self.fields["edition"]
        field.choices = [("", "–"), *((one.key, _title_of(one)) for one in editions)]


class YearFromTableForm(AnswersForm):
    """A year before, from a table of figures that was carried over."""

    source = WordsField(
        max_length=400,
        label=label(text("Source of the figures")),
        help_text=label(text("Who published them, where and when; it stands on the plan.")),
    )


def _title_of(edition: Edition) -> Text:
    return text(
        "{campaign} ({period}), edition {number}",
        campaign=edition.campaign.title, period=edition.campaign.period, number=edition.number,
    )  # fmt: skip
