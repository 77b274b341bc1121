"""What is typed about what follows a visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chiso.inspection.severity import EFFECT_NAMES, KIND_NAMES, SEVERITY_NAMES
from chiso.language import Text, text
from chiso.office.files.citing import DocumentField, DocumentsField, TypedBy
from chiso.office.inspections.following.names import (
    CHECKED_NAMES,
    FINDING_STATES,
    HANDLING_NAMES,
    OBJECTION_NAMES,
)
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services.finding import FindingGiven
from chiso.office.inspections.following.services.recommending import RecommendationGiven
from chiso.office.inspections.models import Finding, Inspection, Seen, Visit
from chiso.office.inspections.rules import checklist_named
from chiso.office.inspections.services.visits import Move
from chiso.office.people.forms import AgencyChoice
from chiso.office.people.models import Person
from chiso.office.tasks.days import LATEST_DAY
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label, options


class WithDocuments(TypedBy):
    """Something that documents of the evidence bear out."""

    documents = DocumentsField()


class AgainForm(forms.Form):
    """Another visit of a place."""

    team = forms.ChoiceField(choices=list, label=label(text("Team that goes")))
    planned_on = DayField(required=False, latest=LATEST_DAY, label=label(text("Day")))
    reason = WordsField(max_length=400, label=label(text("What it is to look at again")))

    def __init__(self, visit: Visit, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        rows = visit.inspection.inspection_teams.select_related("team")
        self._teams = {one.team.key: one.team for one in rows}
        set_choices(self, "team", [(key, team.name) for key, team in self._teams.items()])

    def read(self) -> Move:
        """What was typed."""
        given = self.cleaned_data
        return Move(self._teams[given["team"]], given["planned_on"], given["reason"])


class ReceiveForm(forms.Form):
    """That a record was received, and whether the agency agrees."""

    agrees = forms.BooleanField(
        required=False, label=label(text("The agency has no objection; the term need not be waited for"))
    )


class ObjectForm(WithDocuments):
    """An objection."""

    words = WordsField(max_length=4_000, label=label(text("What the agency does not agree with, and why")))


class AnswerForm(forms.Form):
    """The answer to an objection."""

    decision = forms.ChoiceField(label=label(text("Decision")), choices=options(OBJECTION_NAMES))
    answer = WordsField(
        max_length=2_000,
        label=label(text("Reasons")),
        help_text=label(text("The agency reads them. Findings that fall with it are withdrawn apart.")),
    )


class MoreTimeForm(forms.Form):
    """More time to object."""

    new_last_day = DayField(latest=LATEST_DAY, label=label(text("New last day")))
    reason = WordsField(max_length=400, label=label(text("Why more time is given")))


class FindingForm(WithDocuments):
    """A finding."""

    words = WordsField(
        max_length=4_000,
        label=label(text("What the visit found")),
        help_text=label(text("One finding, one thing: what, where, when. No names of people.")),
    )
    duty = forms.ChoiceField(required=False, choices=list, label=label(text("Duty of the checklist")))
    kind = forms.ChoiceField(required=False, choices=list, label=label(text("Kind of finding")))
    effect = forms.ChoiceField(label=label(text("Effect on people")), choices=options(EFFECT_NAMES))
    article = WordsField(
        required=False,
        max_length=200,
        label=label(text("Article breached")),
        help_text=label(text("Left empty: that of the duty.")),
    )
    position = WordsField(
        required=False,
        max_length=200,
        label=label(text("Position that answers for it")),
        help_text=label(text("A job position, such as head of the one-stop shop; never a name.")),
    )
    severity = forms.ChoiceField(
        required=False,
        choices=list,
        label=label(text("Severity")),
        help_text=label(text("Left as it is: by the rule, from kind, effect and repetition.")),
    )
    severity_reason = WordsField(
        required=False, max_length=400, label=label(text("Why the severity differs from the rule's"))
    )

    def __init__(
        self, person: Person, visit: Visit, *given: Any, language: str, seen: Seen | None = None, **named: Any
    ) -> None:
        super().__init__(person, *given, **named)
        self._seen = seen
        set_choices(self, "duty", [("", text("none of the list")), *duties_of(visit.inspection, language)])
        set_choices(self, "kind", [("", text("that of the duty")), *KIND_NAMES.items()])
        set_choices(self, "severity", [("", text("by the rule")), *SEVERITY_NAMES.items()])

    def read(self) -> FindingGiven:
        """What was typed."""
        return FindingGiven(**self.cleaned_data, seen=self._seen)


class WithdrawFindingForm(forms.Form):
    """Why a finding is withdrawn."""

    reason = WordsField(max_length=400, label=label(text("Why the finding does not stand")))


class ConclusionForm(forms.Form):
    """What is concluded in general."""

    words = WordsField(max_length=8_000, label=label(text("What is concluded: what is good, what is not")))


class RecommendationForm(forms.Form):
    """What is recommended."""

    words = WordsField(max_length=300, label=label(text("What is to be done")))
    owner = AgencyChoice(label=label(text("Who does it")))
    deadline = DayField(latest=LATEST_DAY, label=label(text("Deadline")))
    findings = forms.MultipleChoiceField(choices=list, label=label(text("Findings that it is about")))

    def __init__(self, findings: Sequence[Finding], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._findings = {one.key: one for one in findings}
        set_choices(self, "findings", [(one.key, _cited(one)) for one in findings])

    def read(self) -> RecommendationGiven:
        """What was typed."""
        given = dict(self.cleaned_data)
        return RecommendationGiven(**given | {"findings": [self._findings[key] for key in given["findings"]]})


class DecideForm(forms.Form):
    """Approve a conclusion, or send it back."""

    decision = forms.ChoiceField(
        label=label(text("Decision")),
        choices=options({"approve": text("Approve it as it stands"), "back": text("Send it back")}),
    )
    reason = WordsField(
        required=False, max_length=400, label=label(text("Reason")),
        help_text=label(text("Needed where it is sent back.")),
    )  # fmt: skip


class IssueForm(TypedBy):
    """Number, day and signed file of a conclusion."""

    number = WordsField(max_length=60, label=label(text("Number and sign")))
    issued_on = DayField(label=label(text("Date of the document")))
    document = DocumentField(label=label(text("Its signed file among the evidence")))


class RemedyForm(WithDocuments):
    """What was mended."""

    words = WordsField(max_length=4_000, label=label(text("What was done")))


class CheckForm(forms.Form):
    """What another visit saw."""

    revisit = forms.ChoiceField(choices=list, label=label(text("Visit that looked again")))
    decision = forms.ChoiceField(label=label(text("What it saw")), choices=options(CHECKED_NAMES))
    answer = WordsField(
        required=False,
        max_length=400,
        label=label(text("What is still to be done")),
        help_text=label(text("Needed where it is not mended; the agency reads it.")),
    )

    def __init__(self, revisits: Sequence[Visit], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._revisits = {one.key: one for one in revisits}
        set_choices(self, "revisit", [(one.key, _visited(one)) for one in revisits])

    def clean_revisit(self) -> Visit:
        """The visit."""
        return self._revisits[self.cleaned_data["revisit"]]


class HandlingForm(forms.Form):
    """How a violation was handled."""

    kind = forms.ChoiceField(label=label(text("How it was handled")), choices=options(HANDLING_NAMES))
    decided_on = DayField(label=label(text("Day of the decision")))
    agency = AgencyChoice(label=label(text("Who decided")))
    document_number = WordsField(required=False, max_length=60, label=label(text("Number of the decision")))
    name = WordsField(
        required=False,
        max_length=200,
        label=label(text("Name of the person")),
        help_text=label(
            text("Only where the law demands it. Kept encrypted; each reading of it stands in the record.")
        ),
    )
    more = WordsField(required=False, max_length=200, label=label(text("Their position then")))

    def named(self) -> Named:
        """Who it was."""
        return Named(self.cleaned_data["name"], self.cleaned_data["more"])


class EraseForm(forms.Form):
    """Under which request a name is erased."""

    request = WordsField(max_length=60, label=label(text("Number of the request")))


class FindingsFilter(forms.Form):
    """Which findings a list shows."""

    tinh_trang = forms.ChoiceField(
        required=False,
        label=label(text("State")),
        choices=options({"": text("all"), **FINDING_STATES, "late": text("past the deadline")}),
    )
    muc_do = forms.ChoiceField(
        required=False, label=label(text("Severity")), choices=options({"": text("all"), **SEVERITY_NAMES})
    )


def duties_of(inspection: Inspection, language: str) -> list[tuple[str, str]]:
    """The duties of the checklist of an inspection, as choices."""
    items = checklist_named(inspection.checklist).items
    return [
        (code, f"{code} {item.title.vi if language == 'vi' else item.title.en}")
        for code, item in items.items()
    ]


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """What one chooses from."""
    field: Any = form.fields[name]
    field.choices = choices


def _cited(finding: Finding) -> str:
    return f"{finding.number}. {finding.duty} {finding.words[:100]}".replace("  ", " ")


def _visited(visit: Visit) -> Text:
    return text(
        "{number}, visit of {day}",
        number=visit.inspection.number, day=f"{visit.ended_at:%d/%m/%Y}" if visit.ended_at else "–",
    )  # fmt: skip
