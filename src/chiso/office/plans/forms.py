"""What is typed about what stands in a plan, and what the optimiser is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chiso.figures import parse_exact
from chiso.frameworks.model import TOTAL
from chiso.language import text
from chiso.office.organisation.models import Agency
from chiso.office.people.forms import AgencyChoice
from chiso.office.plans.basis import Figures
from chiso.office.plans.models import Line, Plan, PlanTarget
from chiso.office.plans.naming import AgencyNames
from chiso.office.plans.questions import Question, Table
from chiso.office.plans.reading_cells import LARGEST_TABLE
from chiso.office.plans.services.given import LineGiven, TargetGiven
from chiso.office.plans.showing import title_of_node
from chiso.office.ui.fields import DayField, FigureField, WordsField
from chiso.office.ui.labels import label, options


class TargetForm(forms.Form):
    """A target."""

    node = forms.ChoiceField(choices=list, label=label(text("Component or criterion")))
    points = FigureField(label=label(text("Target in points")), minimum=0)
    owner = AgencyChoice(
        required=False,
        label=label(text("Owner")),
        help_text=label(text("The agency that answers for reaching it.")),
    )
    source = WordsField(
        required=False,
        max_length=400,
        label=label(text("Source")),
        help_text=label(text("The decision or resolution that sets it.")),
    )

    def __init__(self, plan: Plan, figures: Figures, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.plan = plan
        _set_nodes(self, figures)
        _set_owner(self, plan)

    def read(self) -> TargetGiven:
        """What was typed."""
        given = self.cleaned_data
        owner = self.plan.agency or given.get("owner")
        return TargetGiven(given["node"], given["points"], owner, given["source"])


class LineForm(forms.Form):
    """A line of a plan."""

    node = forms.ChoiceField(choices=list, label=label(text("Criterion that it is to raise")))
    words = WordsField(max_length=300, label=label(text("What is to be done")))
    level = WordsField(required=False, max_length=200, label=label(text("Level expected")))
    points = FigureField(
        required=False,
        minimum=0,
        label=label(text("Points of the criterion once it is done")),
    )
    cost = FigureField(required=False, minimum=0, label=label(text("Cost")))
    effort = FigureField(required=False, minimum=0, label=label(text("Effort in person-days")))
    probability = FigureField(
        required=False,
        minimum=0,
        maximum=1,
        label=label(text("Probability that the points are reached")),
        help_text=label(text("From 0 to 1. Where every line states one, the forecast has a range.")),
    )
    owner = AgencyChoice(required=False, label=label(text("Owner")))
    partners = WordsField(
        required=False,
        max_length=2000,
        label=label(text("With whom")),
        help_text=label(text("One agency a line, by name or code.")),
    )
    quarter = WordsField(
        required=False, max_length=10, label=label(text("Quarter")), help_text=label(text("Such as 2027-Q2."))
    )
    deadline = DayField(required=False, label=label(text("Deadline")))
    product = WordsField(required=False, max_length=300, label=label(text("Product")))
    source = WordsField(
        required=False,
        max_length=400,
        label=label(text("Source")),
        help_text=label(text("What it rests on: a resolution, a programme, a conclusion.")),
    )

    def __init__(self, plan: Plan, figures: Figures, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.plan = plan
        _set_nodes(self, figures)
        _set_owner(self, plan)

    def clean_partners(self) -> tuple[Agency, ...]:
        """The agencies that are named."""
        written = [line.strip() for line in self.cleaned_data["partners"].splitlines() if line.strip()]
        if not written:
            return ()
        names = AgencyNames(timezone.localdate())
        found = {line: names.named(line) for line in written}
        unknown = [line for line, agency in found.items() if agency is None]
        if unknown:
            said = label(text("Expected agencies of the office: {names} is none", names=unknown[0][:80]))
            raise forms.ValidationError(said, code="unknown")
        return tuple(dict.fromkeys(agency for agency in found.values() if agency is not None))

    def read(self, measure: str = "") -> LineGiven:
        """What was typed; `measure` stays as it was."""
        given = dict(self.cleaned_data)
        owner = self.plan.agency or given.pop("owner", None)
        given.pop("owner", None)
        return LineGiven(owner=owner, measure=measure, **given)


class LinesForm(forms.Form):
    """A table of lines."""

    table = forms.FileField(
        label=label(text("Table of lines (CSV or Excel)")),
        help_text=label(
            text(
                "Columns: code, measure; and as far as known level, points, cost, effort, probability,"
                " agency, with, quarter, deadline, product, source."
            )
        ),
    )


class TargetsForm(forms.Form):
    """A table of targets."""

    table = forms.FileField(
        label=label(text("Table of targets (CSV or Excel)")),
        help_text=label(
            text("Columns: code, target, agency; and source. The code “total” stands for the whole.")
        ),
    )


class SolutionsForm(forms.Form):
    """A table of solutions."""

    table = forms.FileField(
        label=label(text("Table of solutions (CSV or Excel)")),
        help_text=label(
            text(
                "Columns: problem, cause, solution, codes. The codes of criteria or groups that a solution"
                " would move stand apart by semicolons."
            )
        ),
    )


RIVALS_WORDS = {
    "standing": text("as they stand in the figures of the plan"),
    "history": text("drawn from how they moved in the earlier years of the plan"),
    "table": text("as a table says"),
}


class QuestionForm(forms.Form):
    """What the optimiser is asked."""

    unit = forms.ChoiceField(choices=list, label=label(text("Whose index")))
    target = WordsField(
        required=False,
        max_length=120,
        label=label(text("Target")),
        help_text=label(
            text(
                "As “score>=43.5”, “rank<=10@0.9”, “class>=CODE” or “above average”; what stands behind @ is"
                " the wished probability."
            )
        ),
    )  # fmt: skip
    budget = FigureField(
        required=False,
        minimum=0,
        label=label(text("Budget")),
        help_text=label(text("In the unit of the column “cost”; without a target: the most points for it.")),
    )
    measures = forms.FileField(
        label=label(text("Table of measures (CSV or Excel)")),
        help_text=label(
            text(
                "Columns: measure, code, points, cost; and level, effort, agency, quarter, requires,"
                " excludes, probability."
            )
        ),
    )  # fmt: skip
    capacity = forms.FileField(
        required=False,
        label=label(text("Table of capacities (CSV or Excel)")),
        help_text=label(text("Columns: agency, quarter, effort. Without it there is no limit.")),
    )

    rivals_from = forms.ChoiceField(
        choices=options(RIVALS_WORDS),
        initial="standing",
        required=False,
        label=label(text("Where the other units will be")),
        help_text=label(
            text("An assumption; it matters for a rank, a class with a quota, an average or a median.")
        ),
    )
    rivals = forms.FileField(
        required=False,
        label=label(text("Table of the others (CSV or Excel)")),
        help_text=label(
            text("Columns: draw, unit, value; one draw or many, as “chiso plan rivals” writes them.")
        ),
    )

    def __init__(self, units: dict[str, str], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field: Any = self.fields["unit"]
        field.choices = list(units.items())
        field.initial = next(iter(units), "")

    def read(self) -> Question:
        """What was asked; no more of a file is read than is taken."""
        given = self.cleaned_data
        files = {
            name: Table(given[name].name, given[name].read(LARGEST_TABLE + 1)) if given.get(name) else None
            for name in ("measures", "capacity", "rivals")
        }
        measures = files["measures"]
        assert measures is not None, "the field is needed"
        return Question(
            given["unit"], given["target"], given["budget"], measures, files["capacity"],
            given["rivals_from"] or "standing", files["rivals"],
        )  # fmt: skip


class PartsForm(forms.Form):
    """Which agencies are asked for sub-plans, until when."""

    agencies = forms.MultipleChoiceField(choices=list, label=label(text("Agencies")))
    due = DayField(label=label(text("To be handed in by")))

    def __init__(self, agencies: list[Agency], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.by_key = {one.key: one for one in agencies}
        field: Any = self.fields["agencies"]
        field.choices = [(one.key, one.name) for one in agencies]

    def chosen(self) -> list[Agency]:
        """The agencies that were chosen."""
        return [self.by_key[key] for key in self.cleaned_data["agencies"]]


class ReasonForm(forms.Form):
    """Why a version is sent back."""

    words = WordsField(max_length=400, label=label(text("What is to be changed, and why")))


def initial_of_target(target: PlanTarget) -> dict[str, Any]:
    """The values as they stand."""
    return {
        "node": target.node,
        "points": parse_exact(target.points),
        "owner": target.owner.key if target.owner else "",
        "source": target.source,
    }


def initial_of_line(line: Line) -> dict[str, Any]:
    """The values as they stand."""
    figures = {name: getattr(line, name) for name in ("points", "cost", "effort", "probability")}
    words = ("node", "words", "level", "quarter", "product", "source")
    return {
        **{name: getattr(line, name) for name in words},
        **{name: parse_exact(value) if value else None for name, value in figures.items()},
        "owner": line.owner.key if line.owner else "",
        "partners": "\n".join(one.name for one in line.partners.all()),
        "deadline": line.deadline,
    }


def _set_nodes(form: forms.Form, figures: Figures) -> None:
    field: Any = form.fields["node"]
    codes = [node.code for node, _, _ in figures.framework.walk()]
    field.choices = [("", "–"), *((code, label(title_of_node(figures, code))) for code in (*codes, TOTAL))]


def _set_owner(form: forms.Form, plan: Plan) -> None:
    """In a sub-plan everything is the agency's own: nothing to choose."""
    if plan.agency is not None:
        del form.fields["owner"]
        return
    field: Any = form.fields["owner"]
    field.empty_label = "–"
