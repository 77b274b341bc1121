"""What a reader of a list looks for, as it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chiso.language import text
from chiso.office.organisation.selectors import Sought, forms_on
from chiso.office.people.models import Person
from chiso.office.tasks.access import meant_for, of_agencies
from chiso.office.tasks.models import Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.tasks.shown import WHOSE
from chiso.office.tasks.states import NAMES, State, as_of, of_state
from chiso.office.ui.fields import DayField, WordsField
from chiso.office.ui.labels import label, options

OPEN_ONES, ALL = "", "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: every open task. `day`: as it stood at the end of that day; None: now."""

    whose: str = ""
    state: str = OPEN_ONES
    words: str = ""
    agency: str = ""
    directive: str = ""
    criterion: str = ""
    due_from: date | None = None
    due_to: date | None = None
    day: date | None = None


class FilterForm(forms.Form):
    """Whose tasks, how they stand, of whom, from where, for which criterion, due when, as of which day."""

    cua = forms.ChoiceField(
        required=False, label=label(text("Whose")), choices=options({"": text("as is usual for me")} | WHOSE)
    )
    tinh_trang = forms.ChoiceField(
        required=False,
        label=label(text("State")),
        choices=options(
            {OPEN_ONES: text("still open"), ALL: text("all")}
            | {one.value: said for one, said in NAMES.items()}
        ),
    )
    tim = WordsField(required=False, max_length=120, label=label(text("Words of the title")))
    co_quan = WordsField(required=False, max_length=120, label=label(text("Name of the agency")))
    nguon = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    tieu_chi = WordsField(
        required=False,
        max_length=240,
        label=label(text("Index, or criterion (set:code)")),
    )
    tu_ngay = DayField(required=False, label=label(text("Due from")))
    den_ngay = DayField(required=False, label=label(text("Due up to")))
    tinh_den = DayField(required=False, label=label(text("As it stood at the end of")))

    def wanted(self, usual: str) -> Wanted:
        """What was chosen; what cannot be read counts as not said."""
        given: Mapping[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if self.is_bound and not self.is_valid():
            given = self.cleaned_data
        day = given.get("tinh_den")
        return Wanted(
            whose=given.get("cua") or usual,
            state=given.get("tinh_trang") or OPEN_ONES,
            words=given.get("tim") or "",
            agency=given.get("co_quan") or "",
            directive=given.get("nguon") or "",
            criterion=given.get("tieu_chi") or "",
            due_from=given.get("tu_ngay"),
            due_to=given.get("den_ngay"),
            day=day if day is not None and day < timezone.localdate() else None,
        )


def narrowed(tasks: QuerySet[Task], wanted: Wanted, today: Any) -> QuerySet[Task]:
    """The tasks that fit, by their last day; those without one last."""
    found: QuerySet[Any] = _fitting(tasks, wanted)
    if wanted.day is not None:
        found = as_of(found, wanted.day)
        if wanted.state == OPEN_ONES:
            found = found.exclude(state_then__in=["done_in_time", "done_late", "withdrawn"])
        elif wanted.state != ALL:
            found = found.filter(state_then=wanted.state)
        found = _due(found, wanted, "last_day_then")
        return found.order_by(F("last_day_then").asc(nulls_last=True), "pk")
    if wanted.state == OPEN_ONES:
        found = found.filter(OPEN)
    elif wanted.state != ALL:
        found = found.filter(of_state(State(wanted.state), today))
    return _due(found, wanted, "last_day").order_by("sorted_day", "pk")


def _due(tasks: QuerySet[Task], wanted: Wanted, field: str) -> QuerySet[Task]:
    if wanted.due_from is not None:
        tasks = tasks.filter(**{f"{field}__gte": wanted.due_from})
    if wanted.due_to is not None:
        tasks = tasks.filter(**{f"{field}__lte": wanted.due_to})
    return tasks


def _fitting(tasks: QuerySet[Task], wanted: Wanted) -> QuerySet[Task]:
    if wanted.words:
        tasks = tasks.filter(title__icontains=wanted.words)
    if wanted.agency:
        named = {form.agency_id for form in forms_on(timezone.localdate(), Sought(words=wanted.agency))}
        tasks = tasks.filter(owner__in=named)
    if wanted.directive:
        tasks = tasks.filter(directive__key=wanted.directive)
    if wanted.criterion:
        tasks = tasks.filter(pk__in=_aiming_at(wanted.criterion))
    return tasks


def _aiming_at(criterion: str) -> QuerySet[Any, Any]:
    """The tasks that aim at an index ("service-quality"), or at a criterion and what is below it."""
    from chiso.office.tasks.models import TaskAim

    framework, _, code = criterion.strip().partition(":")
    aims = TaskAim.objects.filter(framework=framework.strip())
    if code.strip():
        aims = aims.filter(Q(code=code.strip()) | Q(code__startswith=f"{code.strip()}."))
    return aims.values("task")


def of_whom(tasks: QuerySet[Task], whose: str, person: Person, agencies: frozenset[int]) -> QuerySet[Task]:
    """Of what a person may read: what they do or gave themself, what their agencies do, all."""
    if whose == "mine":
        return tasks.filter(meant_for(person, agencies) | Q(given_by=person))
    if whose == "agency":
        return tasks.filter(of_agencies("owner", agencies))
    return tasks
