"""What is typed about inspections."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from chiso.inspection.kinds import kinds
from chiso.language import text
from chiso.office.files.citing import DocumentField, TypedBy
from chiso.office.inspections.models import CHECKLIST, SEVERITY_RULE, Inspection, Visit
from chiso.office.inspections.rules import rules_to_pick
from chiso.office.inspections.services.preparing import DrawSettings, InspectionFacts
from chiso.office.inspections.services.second_visits import SecondWanted
from chiso.office.inspections.services.visits import Move
from chiso.office.inspections.shown import (
    FACT_NAMES,
    KIND_NAMES,
    SETTING_NAMES,
    STRATA_NAMES,
)
from chiso.office.people.forms import AgencyChoice, PersonField
from chiso.office.people.models import Team
from chiso.office.tasks.days import LATEST_DAY
from chiso.office.ui.fields import DayField, FigureField, WholeNumberField, WordsField
from chiso.office.ui.labels import label, options


class InspectionForm(forms.Form):
    """What an inspection says of itself."""

    kind = forms.ChoiceField(label=label(FACT_NAMES["kind"]), choices=options(KIND_NAMES))
    title = WordsField(max_length=300, label=label(FACT_NAMES["title"]))
    focus = WordsField(
        required=False,
        max_length=2_000,
        label=label(FACT_NAMES["focus"]),
        help_text=label(text("The field and the duties that are looked at first, such as land this year.")),
    )
    opens_on = DayField(latest=LATEST_DAY, label=label(FACT_NAMES["opens_on"]))
    closes_on = DayField(latest=LATEST_DAY, label=label(FACT_NAMES["closes_on"]))
    led_by = AgencyChoice(
        label=label(FACT_NAMES["led_by"]),
        help_text=label(
            text(
                "From {day} on an inspection (thanh tra) is led by bodies of the kind “inspectorate” alone.",
                day=next(one.valid_from for one in kinds()["inspection"].periods if one.inspectorates_only),
            )
        ),
    )
    led_with = AgencyChoice(required=False, label=label(FACT_NAMES["led_with"]))
    basis = WordsField(
        required=False,
        max_length=2_000,
        label=label(FACT_NAMES["basis"]),
        help_text=label(text("One document a line; the decision cites them in this order.")),
    )
    checklist = forms.ChoiceField(label=label(FACT_NAMES["checklist"]), choices=list, initial=CHECKLIST)
    severity_rule = forms.ChoiceField(
        label=label(FACT_NAMES["severity_rule"]), choices=list, initial=SEVERITY_RULE
    )

    def __init__(self, *given: Any, inspection: Inspection | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        if inspection is not None:
            # The number says the kind.
            del self.fields["kind"]
        self._inspection = inspection
        picked: Any = {"checklist": self.fields["checklist"], "severity_rule": self.fields["severity_rule"]}
        picked["checklist"].choices = rules_to_pick("checklist", getattr(inspection, "checklist", ""))
        picked["severity_rule"].choices = rules_to_pick("severity", getattr(inspection, "severity_rule", ""))
        for name, nobody in (("led_by", "–"), ("led_with", text("none"))):
            choice: Any = self.fields[name]
            choice.empty_label = nobody

    def facts(self) -> InspectionFacts:
        """What was typed."""
        given = dict(self.cleaned_data)
        if self._inspection is not None:
            given["kind"] = self._inspection.kind
        return InspectionFacts(**given)


class BeginForm(InspectionForm):
    """A new inspection, perhaps an example."""

    is_made_up = forms.BooleanField(
        required=False, label=label(text("It is made up (an example, an exercise)"))
    )

    def facts(self) -> InspectionFacts:
        """What was typed, without whether it is an example."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "is_made_up"}
        return InspectionFacts(**given)


class SettingsForm(forms.Form):
    """What a draw goes by."""

    visits = WholeNumberField(minimum=1, maximum=50_000, label=label(SETTING_NAMES["visits"]))
    days = FigureField(minimum=0, places=2, label=label(SETTING_NAMES["days"]))
    days_a_visit = FigureField(minimum=0, places=2, label=label(SETTING_NAMES["days_a_visit"]))
    random_share = FigureField(
        minimum=0,
        maximum=1,
        places=4,
        label=label(SETTING_NAMES["random_share"]),
        help_text=label(
            text("Of the visits that are not demanded, from 0 to 1; it alone tells how common a problem is.")
        ),
    )
    strata = forms.MultipleChoiceField(
        required=False,
        choices=options(STRATA_NAMES),
        label=label(SETTING_NAMES["strata"]),
    )
    not_twice_within = WholeNumberField(
        minimum=0, maximum=1_200, label=label(SETTING_NAMES["not_twice_within"])
    )
    most_in_a_district = WholeNumberField(
        required=False,
        minimum=1,
        maximum=50_000,
        label=label(SETTING_NAMES["most_in_a_district"]),
    )
    unannounced_share = FigureField(
        minimum=0,
        maximum=1,
        places=4,
        label=label(SETTING_NAMES["unannounced_share"]),
        help_text=label(text("Of the visits that are not demanded; which ones is drawn too.")),
    )
    voice_notes = forms.BooleanField(
        required=False,
        label=label(SETTING_NAMES["voice_notes"]),
        help_text=label(
            text(
                "A voice is personal data: allow it only where writing does not do. Sound is deleted after a "
                "year, its summary in writing stays."
            )
        ),
    )

    def settings(self) -> DrawSettings:
        """What was typed."""
        given = dict(self.cleaned_data)
        return DrawSettings(**given | {"strata": tuple(given["strata"])})


def settings_as_typed(plan: dict[str, Any]) -> dict[str, Any]:
    """What stands in the plan of an inspection, as the form takes it."""
    figures = ("days", "days_a_visit", "random_share", "unannounced_share")
    return plan | {name: Fraction(plan[name]) for name in figures if name in plan}


class RuleFileForm(forms.Form):
    """A checklist or a rule of severity."""

    file = forms.FileField(
        label=label(text("Checklist or rule of severity (YAML)")),
        help_text=label(
            text(
                "The file says its id and version, its source and from when it holds. Once taken in it is "
                "never changed; another version of the same id takes its place for new inspections."
            )
        ),
    )


class JoiningForm(forms.Form):
    """Which estimate of satisfaction is joined to the places."""

    satisfaction = forms.ChoiceField(
        required=False,
        label=label(text("Satisfaction is taken from")),
        help_text=label(text("A finished survey round, or the survey figures of a campaign.")),
    )

    def __init__(self, estimates: Sequence[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field: Any = self.fields["satisfaction"]
        field.choices = [("", label(text("no estimate of satisfaction"))), *estimates]


class FrameForm(JoiningForm):
    """A table of places."""

    table = forms.FileField(
        label=label(text("Table of places (CSV or Excel)")),
        help_text=label(
            text(
                "Columns: place, agency; and as there are: name, counter, field, district, kind, must, risk, "
                "days, last_visit, last_team. Other columns are kept beside them."
            )
        ),
    )


class FromAgenciesForm(JoiningForm):
    """Of which agencies the frame is made."""

    kinds = forms.MultipleChoiceField(required=False, label=label(text("Kinds of agency")))

    def __init__(self, kinds: Any, estimates: Sequence[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(estimates, *given, **named)
        field: Any = self.fields["kinds"]
        field.choices = kinds


class TeamsForm(forms.Form):
    """The days of each team; without days it does not go."""

    def __init__(self, teams: Sequence[Team], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._teams = teams
        for team in teams:
            self.fields[f"days_{team.key}"] = FigureField(
                required=False, minimum=0, maximum=1_000, places=2,
                label=label(text("Days of {team}", team=team.name)),
            )  # fmt: skip

    def teams(self) -> list[tuple[Team, Decimal]]:
        """The teams that go."""
        found = []
        for team in self._teams:
            days: Fraction | None = self.cleaned_data[f"days_{team.key}"]
            if days:
                found.append((team, Decimal(days.numerator) / Decimal(days.denominator)))
        return found


class TieForm(forms.Form):
    """Who is tied to which agency."""

    person = PersonField(max_length=60, label=label(text("User name of the person")))
    agency = AgencyChoice(label=label(text("Agency")))
    place = WordsField(
        required=False,
        max_length=80,
        label=label(text("Only this place of it")),
        help_text=label(text("The code of the place in the frame; empty: the whole agency.")),
    )
    why = WordsField(
        max_length=300,
        label=label(text("How they are tied")),
        help_text=label(
            text("Such as: worked there until 2025, a relative works there. No names of others.")
        ),
    )


class OwnTieForm(TieForm):
    """The same of oneself."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["person"]


class DecisionForm(TypedBy):
    """The decision of inspection as it was signed."""

    number = WordsField(max_length=60, label=label(text("Number and sign of the decision")))
    day = DayField(latest=LATEST_DAY, label=label(text("Day of the decision")))
    document = DocumentField(label=label(text("Its file among the evidence")))


class ReasonForm(forms.Form):
    """Why something is sent back or closed."""

    reason = WordsField(max_length=400, label=label(text("Reason")))


class MoveForm(forms.Form):
    """Who makes a visit and when."""

    planned_on = DayField(required=False, latest=LATEST_DAY, label=label(text("Day of the visit")))
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, to_field_name="key", label=label(text("Inspection team"))
    )
    goes_again = forms.BooleanField(
        required=False, label=label(text("It goes though it was there last; the reason says why"))
    )
    reason = WordsField(
        required=False,
        max_length=400,
        label=label(text("Reason")),
        help_text=label(text("Needed where another team or day stood before.")),
    )

    def __init__(self, visit: Visit, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        rows = Team.objects.filter(
            pk__in=visit.inspection.inspection_teams.order_by().values("team")
        ).order_by("name", "pk")
        field: Any = self.fields["team"]
        field.queryset = rows
        field.choices = [("", text("none named")), *((one.key, one.name) for one in rows)]

    def move(self) -> Move:
        """What was typed."""
        return Move(**self.cleaned_data)


class SecondForm(forms.Form):
    """How many places are visited a second time, drawn within what."""

    visits = WholeNumberField(
        minimum=2, maximum=50_000, label=label(text("How many places are visited again"))
    )
    strata = forms.MultipleChoiceField(
        required=False,
        choices=options(STRATA_NAMES),
        label=label(text("They are drawn within each")),
        help_text=label(text("As the plan of the draw has it, if you choose none.")),
    )

    def wanted(self) -> SecondWanted:
        """What was typed."""
        return SecondWanted(self.cleaned_data["visits"], self.cleaned_data["strata"])
