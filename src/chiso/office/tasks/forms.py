"""What is typed about directives and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from chiso.language import text
from chiso.office.files.citing import DocumentField, DocumentsField, TypedBy
from chiso.office.organisation.models import Agency, Section
from chiso.office.organisation.selectors import agency_named
from chiso.office.people.forms import AgencyChoice
from chiso.office.people.models import Person
from chiso.office.tasks.access import directives_for
from chiso.office.tasks.days import LATEST_DAY, MOST_DAYS, deadline_after
from chiso.office.tasks.inside import people_inside, sections_inside
from chiso.office.tasks.models import Directive
from chiso.office.tasks.services.directives import FACT_NAMES, KIND_NAMES, DirectiveFacts
from chiso.office.tasks.services.giving import Aim, NewTask
from chiso.office.tasks.services.reporting import OutreachGiven
from chiso.office.tasks.shown import PRIORITY_NAMES
from chiso.office.ui.fields import DayField, WholeNumberField, WordsField
from chiso.office.ui.labels import label, options


def _mistake(said: Any) -> forms.ValidationError:
    return forms.ValidationError(said, code="invalid")


class DirectiveForm(TypedBy):
    """A directive as it is cited."""

    kind = forms.ChoiceField(label=label(FACT_NAMES["kind"]), choices=options(KIND_NAMES))
    number = WordsField(
        required=False,
        max_length=60,
        label=label(FACT_NAMES["number"]),
        help_text=label(text("As it stands on the document, such as 17/2019/NQ-HĐND.")),
    )
    issued_on = DayField(required=False, label=label(FACT_NAMES["issued_on"]))
    issuer = WordsField(required=False, max_length=200, label=label(FACT_NAMES["issuer"]))
    title = WordsField(max_length=300, label=label(FACT_NAMES["title"]))
    extract = WordsField(required=False, max_length=4_000, label=label(FACT_NAMES["extract"]))
    document = DocumentField(label=label(FACT_NAMES["document"]))

    def facts(self) -> DirectiveFacts:
        """What was typed."""
        given = self.cleaned_data
        return DirectiveFacts(**{name: given[name] for name in DirectiveFacts.__dataclass_fields__})


class EnterForm(DirectiveForm):
    """A directive, perhaps an example."""

    is_made_up = forms.BooleanField(
        required=False, label=label(text("It is made up (an example, an exercise)"))
    )


class CorrectForm(DirectiveForm):
    """A directive corrected, with the reason."""

    reason = WordsField(max_length=400, label=label(text("Why it is corrected")))


class TaskForm(forms.Form):
    """A task to be given: for the city, or as a part of another."""

    title = WordsField(max_length=300, label=label(text("What is to be done")))
    words = WordsField(required=False, max_length=4_000, label=label(text("In detail")))
    directive = forms.ModelChoiceField(
        Directive.objects.none(), required=False, to_field_name="key", label=label(text("Directive"))
    )
    owner = AgencyChoice(label=label(text("Who does it")))
    collaborators = WordsField(
        required=False,
        max_length=2_000,
        label=label(text("Who helps")),
        help_text=label(text("One agency a line, by its name or code.")),
    )
    deadline = DayField(required=False, latest=LATEST_DAY, label=label(text("Deadline")))
    working_days = WholeNumberField(
        required=False,
        minimum=1,
        maximum=MOST_DAYS,
        label=label(text("Or working days from today")),
        help_text=label(
            text("Today is not counted. A deadline on a day off ends with the next working day.")
        ),
    )
    product = WordsField(required=False, max_length=300, label=label(text("Product")))
    priority = forms.ChoiceField(
        label=label(text("Priority")), choices=options(PRIORITY_NAMES), initial="normal"
    )
    aims = WordsField(
        required=False,
        max_length=2_000,
        label=label(text("Criteria that it is to improve")),
        help_text=label(text("One a line, as set:code, such as service-quality:1.1.")),
    )
    measure = WordsField(required=False, max_length=400, label=label(text("How one sees that it succeeded")))
    is_communication = forms.BooleanField(
        required=False, label=label(text("Communication: reports say channels, reach and products"))
    )

    def __init__(
        self,
        person: Person,
        *given: Any,
        owners: Iterable[Agency] | None = None,
        made_up: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self._is_made_up = made_up
        self._owners = None if owners is None else {one.pk for one in owners}
        choice: Any = self.fields["directive"]
        choice.queryset = directives_for(person)
        offered = list(directives_for(person)[:300])
        # The one that the page came from may be older than those.
        source = self.initial.get("directive")
        if source and source not in {one.key for one in offered}:
            offered += directives_for(person).filter(key=source)
        choice.choices = [("", text("none")), *((one.key, _cited(one)) for one in offered)]
        if owners is not None:
            field: Any = self.fields["owner"]
            field.choices = [(one.key, one.name) for one in owners]

    def clean_owner(self) -> Agency:
        """One of those that are offered. Raises ValidationError."""
        owner: Agency = self.cleaned_data["owner"]
        if self._owners is not None and owner.pk not in self._owners:
            raise _mistake(text("Expected the agency itself or a unit below it."))
        return owner

    def clean_collaborators(self) -> list[Agency]:
        """The agencies. Raises ValidationError."""
        today, found = timezone.localdate(), []
        for line in filter(None, map(str.strip, self.cleaned_data["collaborators"].splitlines())):
            agency = agency_named(line, today)
            if agency is None:
                raise _mistake(text("Expected one agency by name or code; not found: {line}", line=line[:80]))
            found.append(agency)
        return found

    def clean_aims(self) -> list[Aim]:
        """The criteria. Raises ValidationError."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["aims"].splitlines())):
            framework, colon, code = (part.strip() for part in line.partition(":"))
            if not (framework and colon and code):
                raise _mistake(
                    text("Expected set:code, such as service-quality:1.1; found: {line}", line=line[:80])
                )
            found.append(Aim(framework.partition("@")[0], code))
        return found

    def clean(self) -> dict[str, Any]:
        """One deadline, as a day or in working days. Raises ValidationError."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("deadline") and given.get("working_days"):
            self.add_error("working_days", _mistake(text("Give the day or the number of days, not both")))
        elif given.get("working_days"):
            given["deadline"] = deadline_after(timezone.localdate(), given["working_days"])
        return given

    def given(self) -> NewTask:
        """What was typed."""
        said = {name: self.cleaned_data[name] for name in NewTask.__dataclass_fields__ if name in self.fields}
        return NewTask(**said | {"is_made_up": self._is_made_up})


class DistributeForm(forms.Form):
    """Which section and which person of the agency."""

    section = forms.ModelChoiceField(
        Section.objects.none(), required=False, to_field_name="key", label=label(text("Section"))
    )
    officer = forms.ModelChoiceField(
        Person.objects.none(), required=False, to_field_name="key", label=label(text("Person"))
    )

    def __init__(self, agency: Agency, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        sections, people = sections_inside(agency), people_inside(agency)
        for name, rows, titles in (
            ("section", sections, [(one.key, one.name) for one in sections]),
            ("officer", people, [(one.key, one.full_name) for one in people]),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            field.choices = [("", text("none named")), *titles]


class ProgressForm(TypedBy):
    """How far a task is, and what proves it."""

    percent = WholeNumberField(minimum=0, maximum=100, label=label(text("How far, in per cent")))
    words = WordsField(max_length=4_000, label=label(text("What was done")))
    channels = WordsField(required=False, max_length=400, label=label(text("Channels")))
    reach = WholeNumberField(required=False, minimum=0, maximum=10**12, label=label(text("People reached")))
    products = WordsField(required=False, max_length=400, label=label(text("Products of communication")))
    documents = DocumentsField(
        help_text=label(text("Addresses of documents among the evidence of the agency, one a line."))
    )

    def __init__(self, person: Person, *given: Any, is_communication: bool, **named: Any) -> None:
        super().__init__(person, *given, **named)
        if not is_communication:
            for name in ("channels", "reach", "products"):
                del self.fields[name]

    def outreach(self) -> OutreachGiven:
        """Of a communication task: channels, reach, products."""
        given = self.cleaned_data
        return OutreachGiven(given.get("channels", ""), given.get("reach"), given.get("products", ""))


class DoneForm(ProgressForm):
    """That a task is done."""

    parts_left_for = WordsField(
        required=False, max_length=400, label=label(text("Why it is done though parts of it are open"))
    )

    def __init__(self, person: Person, *given: Any, has_open_parts: bool, **named: Any) -> None:
        super().__init__(person, *given, **named)
        del self.fields["percent"]
        if not has_open_parts:
            del self.fields["parts_left_for"]


class NoteForm(forms.Form):
    """A note."""

    words = WordsField(max_length=2_000, label=label(text("Note")))


class TimeForm(forms.Form):
    """A request for more time."""

    new_deadline = DayField(latest=LATEST_DAY, label=label(text("New deadline")))
    reason = WordsField(max_length=400, label=label(text("Why more time is needed")))


class DecisionForm(forms.Form):
    """Confirm or return; grant or refuse. Whoever says no says why."""

    decision = forms.ChoiceField(label=label(text("Decision")))
    reason = WordsField(
        required=False,
        max_length=400,
        label=label(text("Reason")),
        help_text=label(text("The agency reads it. Needed where you say no.")),
    )

    def __init__(self, choices: Any, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field: Any = self.fields["decision"]
        field.choices = choices


class WithdrawForm(forms.Form):
    """Why a task is withdrawn."""

    reason = WordsField(max_length=400, label=label(text("Why it need not be done any more")))


def _cited(directive: Directive) -> str:
    return f"{directive.number} {directive.title}".strip()[:120]
