"""What is typed about the calendar of a campaign, exceptions from it, and copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from chiso.frameworks.model import Framework
from chiso.language import Text, text
from chiso.office.campaigns.calendar.copying import LEFT_OUT, Plan
from chiso.office.campaigns.calendar.exceptions import REOPENED_KINDS
from chiso.office.campaigns.calendar.fields import WorkingDaysField
from chiso.office.campaigns.calendar.setting import Calendar, Times
from chiso.office.campaigns.calendar.working_days import closing_after
from chiso.office.campaigns.forms import frameworks_to_choose
from chiso.office.campaigns.models import ExtensionRequest
from chiso.office.campaigns.phases import LATE_KINDS, NAMES
from chiso.office.organisation.models import Agency
from chiso.office.ui.fields import MomentField, WordsField
from chiso.office.ui.labels import label, options

# Of a set so many levels are offered as places to go.
_DEEPEST = 3
_SUCH_AS = text("Such as 17:00, 15/12/2026.")


class CalendarForm(forms.Form):
    """When each kind of phase opens and closes; one that is left empty is not in the calendar."""

    def __init__(self, calendar: Calendar, *arguments: Any, takes_late: bool, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        self.kinds, self.takes_late = calendar.kinds, takes_late
        for kind in self.kinds:
            title = NAMES[kind]
            self.fields[f"{kind}_opens"] = MomentField(
                required=False, label=label(text("{phase}: opens", phase=title))
            )
            self.fields[f"{kind}_closes"] = MomentField(
                required=False, label=label(text("{phase}: closes", phase=title))
            )
            self.fields[f"{kind}_days"] = WorkingDaysField(
                required=False, label=label(text("{phase}: or working days", phase=title))
            )
            if takes_late and kind in LATE_KINDS:
                self.fields[f"{kind}_late"] = MomentField(
                    required=False, label=label(text("{phase}: late answers until", phase=title))
                )

    def clean(self) -> dict[str, Any]:
        """Of a phase both ends, or neither; a number of working days gives the end where none is typed."""
        given: dict[str, Any] = super().clean() or {}
        for kind in self.kinds:
            opens, closes, days = (f"{kind}_{name}" for name in ("opens", "closes", "days"))
            if any(name in self.errors for name in (opens, closes, days)):
                continue
            if given.get(days) and given.get(opens) and not given.get(closes):
                given[closes] = closing_after(given[opens], given[days])
            named = [name for name in (opens, closes) if given.get(name)]
            if len(named) == 1 or (not named and any(given.get(f"{kind}_{one}") for one in ("days", "late"))):
                lacking = closes if named == [opens] else opens
                said = label(text("Give both times, or neither"))
                self.add_error(lacking, forms.ValidationError(said, code="both"))
        return given

    def read(self) -> dict[str, Times]:
        """The phases that were given."""
        given = self.cleaned_data
        return {
            kind: Times(given[f"{kind}_opens"], given[f"{kind}_closes"], given.get(f"{kind}_late"))
            for kind in self.kinds
            if given[f"{kind}_opens"]
        }

    @property
    def rows(self) -> list[dict[str, Text | forms.BoundField]]:
        """The fields, phase by phase: title, opens, closes, days, late."""
        return [{"title": NAMES[kind], **self._row(kind)} for kind in self.kinds]

    def _row(self, kind: str) -> dict[str, forms.BoundField]:
        names = ("opens", "closes", "days", "late")
        return {name: self[f"{kind}_{name}"] for name in names if f"{kind}_{name}" in self.fields}


def initial_of_calendar(calendar: Calendar) -> dict[str, Any]:
    """What stands, as the form shows it."""
    initial: dict[str, Any] = {}
    for kind, phase in calendar.whole.items():
        initial |= {
            f"{kind}_opens": phase.opens_at,
            f"{kind}_closes": phase.closes_at,
            f"{kind}_late": phase.late_until,
        }
    return initial


def _choices_of(agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    return [("", "–"), *((one.key, one.name) for one in agencies)]


class _WithReason(forms.Form):
    reason = WordsField(
        max_length=2000,
        label=label(text("Reason")),
        help_text=label(text("It stands in the record; the agency reads it.")),
    )


class ExtensionForm(_WithReason):
    """More time for an agency."""

    agency = forms.ChoiceField(label=label(text("Agency")))
    phase = forms.ChoiceField(
        choices=options({kind: NAMES[kind] for kind in LATE_KINDS}), label=label(text("Phase"))
    )
    until = MomentField(label=label(text("Open until")), help_text=label(_SUCH_AS))
    field_order: tuple[str, ...] = ("agency", "phase", "until", "reason")

    def __init__(self, agencies: Iterable[Agency], *arguments: Any, **options_of_form: Any) -> None:
        super().__init__(*arguments, **options_of_form)
        self.fields["agency"].choices = _choices_of(agencies)  # type: ignore[attr-defined]


class ReopenForm(ExtensionForm):
    """One part opened again for an agency."""

    node = WordsField(
        max_length=120,
        label=label(text("Part")),
        help_text=label(text("The code of a criterion, such as 2.1; what is below it is open too.")),
    )
    phase = forms.ChoiceField(
        choices=options({kind: NAMES[kind] for kind in REOPENED_KINDS}), label=label(text("To be done again"))
    )
    field_order = ("agency", "node", "phase", "until", "reason")


class WithdrawForm(_WithReason):
    """Why an exception is taken back."""


class ReopenYearForm(_WithReason):
    """Why, and until when, a published campaign is opened again."""

    until = MomentField(label=label(text("Open until")), help_text=label(_SUCH_AS))
    reason = WordsField(
        max_length=2000,
        label=label(text("Reason")),
        help_text=label(text("What was wrong. The edition that follows says it too.")),
    )
    field_order = ("until", "reason")


class AskForm(forms.Form):
    """An agency asks for more time."""

    phase = forms.ChoiceField(
        choices=options({kind: NAMES[kind] for kind in LATE_KINDS}), label=label(text("Phase"))
    )
    until = MomentField(label=label(text("Until when")), help_text=label(_SUCH_AS))
    words = WordsField(
        max_length=2000,
        label=label(text("Why")),
        help_text=label(text("What is missing, and what you have done about it.")),
    )


class DecideForm(forms.Form):
    """What is answered to a request for more time."""

    until = MomentField(required=False, label=label(text("Grant until")), help_text=label(_SUCH_AS))
    answer = WordsField(
        required=False,
        max_length=2000,
        label=label(text("Answer")),
        help_text=label(text("The agency reads it. Needed where you grant no more time.")),
    )


def initial_of_request(request: ExtensionRequest) -> dict[str, Any]:
    """The time that was asked for, as the form shows it."""
    return {"until": request.until, "answer": ""}


class CopyForm(forms.Form):
    """What the copy of a campaign is to be."""

    title = WordsField(max_length=200, label=label(text("Title")))
    period = WordsField(
        max_length=40,
        label=label(text("Period")),
        help_text=label(text("2026, 2026-H1, 2026-Q2 or 2026-05.")),
    )
    framework = forms.ChoiceField(choices=frameworks_to_choose, label=label(text("Framework")))
    with_phases = forms.BooleanField(
        required=False, label=label(text("Take the phases too, by whole years later, on working days"))
    )

    def add_questions(self, plan: Plan, newer: Framework) -> None:
        """Ask of each part that the newer set does not have where it goes."""
        parts: Sequence[tuple[str, Any]] = [
            ("", "–"),
            (LEFT_OUT, text("leave it out")),
            *((node.code, text("{code} {title}", code=node.code, title=node.title))
              for node, _, depth in newer.walk() if depth <= _DEEPEST),
        ]  # fmt: skip
        for code in plan.asked:
            field = forms.ChoiceField(
                required=False, choices=parts, label=label(text("Part {code} goes to", code=code))
            )
            self.fields[f"move_{code}"] = field

    @property
    def moves(self) -> dict[str, str]:
        """Where parts go, as far as it was said."""
        asked = [name for name in self.fields if name.startswith("move_")]
        return {name.removeprefix("move_"): self.data.get(name, "") for name in asked}

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that ask where a part goes."""
        return [self[name] for name in self.fields if name.startswith("move_")]


class RehearsalForm(forms.Form):
    """What a rehearsal is called, and whether answers go along."""

    title = WordsField(max_length=200, label=label(text("Title")))
    with_answers = forms.BooleanField(
        required=False, label=label(text("Take the answers along as they stand"))
    )
