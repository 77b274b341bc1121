"""What is typed about calendars and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.tasks.rules import MOST_DAYS, MOST_RULES, WHOM, Rule
from chiso.office.tasks.shown import WHOSE
from chiso.office.ui.fields import WholeNumberField
from chiso.office.ui.labels import label, options


class CalendarForm(forms.Form):
    """Which tasks a calendar shows."""

    whose = forms.ChoiceField(label=label(text("Which tasks")), choices=options(WHOSE), initial="mine")


class RulesForm(forms.Form):
    """The rules of reminders, a line each; a line without a day is none.

    That nobody is reminded any more is said by a tick of its own: an empty page may be a mistake.
    """

    nobody = forms.BooleanField(required=False, label=label(text("Remind nobody: no rule holds")))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in range(1, MOST_RULES + 1):
            self.fields[f"days_{number}"] = WholeNumberField(
                required=False,
                minimum=-MOST_DAYS,
                maximum=MOST_DAYS,
                label=label(text("Rule {number}: working days from the last day", number=number)),
            )
            self.fields[f"to_{number}"] = forms.MultipleChoiceField(
                required=False,
                choices=options(WHOM),
                label=label(text("Rule {number}: who is told", number=number)),
            )

    def clean(self) -> dict[str, Any]:
        """Rules, or that there are to be none. Raises ValidationError."""
        given: dict[str, Any] = super().clean() or {}
        days = [given.get(f"days_{number}") for number in range(1, MOST_RULES + 1)]
        is_wrong = any(name.startswith("days_") for name in self.errors)
        has_rules = any(day is not None for day in days)
        if given.get("nobody") and has_rules:
            self.add_error("nobody", _mistake(text("Empty the days of all rules, or take this tick away.")))
        elif not given.get("nobody") and not has_rules and not is_wrong:
            mend = text(
                "Expected a rule with a day; to remind nobody any more, tick that nobody is reminded."
            )
            self.add_error("nobody", _mistake(mend))
        return given

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each rule."""
        return [(self[f"days_{number}"], self[f"to_{number}"]) for number in range(1, MOST_RULES + 1)]

    def rules(self) -> list[Rule]:
        """What was typed."""
        given = self.cleaned_data
        return [
            Rule(given[f"days_{number}"], frozenset(given[f"to_{number}"]))
            for number in range(1, MOST_RULES + 1)
            if given[f"days_{number}"] is not None
        ]


def initial_of_rules(rules: Sequence[Rule]) -> dict[str, Any]:
    """The fields of rules as they stand."""
    found: dict[str, Any] = {"nobody": not rules}
    for number, one in enumerate(rules, start=1):
        found |= {f"days_{number}": one.days, f"to_{number}": sorted(one.to)}
    return found


def _mistake(said: Text) -> forms.ValidationError:
    message: Any = said
    return forms.ValidationError(message, code="invalid")
