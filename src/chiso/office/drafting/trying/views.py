"""Pages about trials: those of a draft with the form of the next one, one trial, its ranking as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.drafting.access import DRAFT, READ, draft_for, draft_to_write, where_of
from chiso.office.drafting.models import Trial
from chiso.office.drafting.trying.forms import TryForm
from chiso.office.drafting.trying.selectors import is_stale, trial_of, trials_of
from chiso.office.drafting.trying.services import make_trial, remove_trial
from chiso.office.drafting.trying.showing import (
    PARTS,
    both,
    finding,
    part_asked,
    ranking_rows,
    source_rows,
    weight_rows,
)
from chiso.office.people.guard import needs
from chiso.office.people.rights import may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.office.ui.paging import page_of
from chiso.problems import Problem, Refused
from chiso.tables import write_table

ORDERS = {
    "": text("by new rank"),
    "truoc": text("by rank before"),
    "doi": text("by change of rank"),
    "diem": text("by change of points"),
    "ten": text("by name"),
}
_COLUMNS = ("unit", "name", "rank", "rank_before", "shift", "score", "score_before")


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def trials(request: HttpRequest, key: str) -> HttpResponse:
    """The trials of a draft; try it on a table of answers."""
    person = person_of(request)
    draft = draft_to_write(person, key) if request.method == "POST" else draft_for(person, key)
    form = TryForm(draft, request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = make_trial(actor=person, draft=draft, given=form.read())
        except Refused as refused:
            problems = refused.problems
        else:
            flash(request, text("The draft was tried."), finding(made.results))
            return SeeOther(reverse("drafting:trial", args=[key, made.key]))
    context = {
        "draft": draft,
        "form": form,
        "problems": problems,
        "trials": trials_of(draft),
        "may_draft": may(person, DRAFT, where_of(draft)),
    }
    status = status_of_form(request)
    return render(request, "drafting/trials.html.j2", context, status=status)


@needs(READ)
@require_safe
def trial(request: HttpRequest, key: str, trial: str) -> HttpResponse:
    """One trial, one of its parts at a time."""
    person = person_of(request)
    found = trial_of(person, key, trial)
    part = part_asked(request.GET.get("phan", ""))
    order = request.GET.get("xep", "")
    address = reverse("drafting:trial", args=[key, trial])
    context: dict[str, Any] = {
        "trial": found,
        "draft": found.draft,
        "record": found.results,
        "both": both,
        "finding": finding(found.results),
        "is_stale": is_stale(found),
        "part_here": part,
        "title_of_part": PARTS[part],
        "tabs": [
            {"title": title, "address": f"{address}?phan={name}", "is_here": name == part}
            for name, title in PARTS.items()
        ],
        "order": order,
        "address": address,
        "may_draft": may(person, DRAFT, where_of(found.draft)),
    }
    context |= _of_part(request, found, order)[part]()
    return render(request, "drafting/trial.html.j2", context)


def _of_part(request: HttpRequest, found: Trial, order: str) -> dict[str, Any]:
    """What each part of the page needs beside the record; worked out for the one that is shown."""
    record = found.results
    return {
        "xep-hang": lambda: {
            "pages": page_of(request, ranking_rows(record, order)),
            "orders": ORDERS,
        },
        "thay-doi": dict,
        "tieu-chi": lambda: {"sources": source_rows(record)},
        "trong-so": lambda: {"pages": page_of(request, weight_rows(record, order))},
        "so-lieu": dict,
    }


@needs(READ)
@require_safe
def trial_table(request: HttpRequest, key: str, trial: str) -> HttpResponse:
    """Both rankings as CSV."""
    found = trial_of(person_of(request), key, trial)
    rows = [
        (
            row.code, row.name, _written(row.rank), _written(row.rank_before), _written(row.shift),
            row.score, row.score_before,
        )
        for row in ranking_rows(found.results, "")
    ]  # fmt: skip
    answer = HttpResponse(write_table(_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="xep-hang-thu.csv"'
    return answer


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


@needs(DRAFT)
@require_POST
def remove(request: HttpRequest, key: str, trial: str) -> HttpResponse:
    """Take a trial away."""
    person = person_of(request)
    remove_trial(actor=person, trial=trial_of(person, key, trial))
    flash(request, text("The trial was taken away, its answers with it."))
    return SeeOther(reverse("drafting:trials", args=[key]))
