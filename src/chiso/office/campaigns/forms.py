"""What a coordinator may type about campaigns."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from chiso.language import text
from chiso.office.campaigns.calendar.fields import WorkingDaysField
from chiso.office.campaigns.calendar.working_days import closing_after
from chiso.office.campaigns.frameworks import titles_by_key
from chiso.office.campaigns.phases import KINDS, LATENESS, NAMES
from chiso.office.campaigns.services import Settings
from chiso.office.ui.fields import MomentField, WholeNumberField, WordsField
from chiso.office.ui.labels import label, options


def frameworks_to_choose() -> list[tuple[str, Any]]:
    """The sets by title, with the name that reports and tables use."""
    return [
        ("", "–"),
        *((key, text("{title} ({name})", title=title, name=key)) for key, title in titles_by_key()),
    ]


class SettingsForm(forms.Form):
    """The title of a campaign, and how it is held."""

    title = WordsField(max_length=200, label=label(text("Title")))
    lateness = forms.ChoiceField(
        required=False,
        choices=options(LATENESS),
        label=label(text("Late answers are")),
        help_text=label(text("Until when they are taken is said in the calendar, phase by phase.")),
    )
    twice = WholeNumberField(
        required=False,
        minimum=0,
        maximum=100,
        label=label(text("Appraised by two people")),
        help_text=label(
            text("The share of criteria that two appraisers judge without seeing each other; 0: none.")
        ),
    )
    remark = WordsField(
        required=False,
        max_length=400,
        label=label(text("Remark on every page")),
        help_text=label(text("What a reader has to know of this campaign, such as whose set it uses.")),
    )
    is_sample = forms.BooleanField(required=False, label=label(text("The inputs are made up (sample data)")))

    def read(self) -> Settings:
        """How the campaign is to be held."""
        given = self.cleaned_data
        return Settings(
            given["lateness"] or "refused", given["twice"] or 0, given["remark"], given["is_sample"]
        )


class CampaignForm(SettingsForm):
    """A new campaign."""

    kind = forms.ChoiceField(choices=options(KINDS), label=label(text("Kind")))
    period = WordsField(
        max_length=40,
        label=label(text("Period")),
        help_text=label(text("2026, 2026-H1, 2026-Q2 or 2026-05.")),
    )
    framework = forms.ChoiceField(choices=frameworks_to_choose, label=label(text("Framework")))
    field_order = ("title", "kind", "period", "framework", "lateness", "twice", "remark", "is_sample")


class PhaseForm(forms.Form):
    """A phase of a campaign: its end as a time, or as so many working days after its opening."""

    kind = forms.ChoiceField(choices=options(NAMES), label=label(text("Phase")))
    opens_at = MomentField(label=label(text("Opens")), help_text=label(text("Such as 08:00, 01/12/2026.")))
    closes_at = MomentField(
        required=False,
        label=label(text("Closes")),
        help_text=label(text("Such as 17:00, 15/12/2026. From that minute on it is closed.")),
    )
    days = WorkingDaysField(
        required=False,
        label=label(text("Or: lasts so many working days")),
        help_text=label(
            text(
                "Such as 15. It then closes at 17:00 of the last of them; the day of opening is not counted."
            )
        ),
    )
    late_until = MomentField(
        required=False,
        label=label(text("Late answers are taken until")),
        help_text=label(
            text("Only where the campaign takes late answers, and in phases in which agencies write.")
        ),
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

    def clean(self) -> dict[str, Any]:
        """One way to say when it closes."""
        given: dict[str, Any] = super().clean() or {}
        closes, days, opens = given.get("closes_at"), given.get("days"), given.get("opens_at")
        if "closes_at" in self.errors or "days" in self.errors:
            return given
        if (closes is None) == (days is None):
            said = label(text("Give the time at which it closes, or a number of working days"))
            self.add_error("closes_at", forms.ValidationError(said, code="one"))
        elif days is not None and opens is not None:
            given["closes_at"] = closing_after(opens, days)
        return given

    def read(self) -> dict[str, Any]:
        """The phase, as the service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "days"}
