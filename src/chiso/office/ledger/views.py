"""The record for the auditor: entries with filters, export, verification."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, text
from chiso.office.errors import Incomplete
from chiso.office.ledger.access import ERASE, READ, VERIFY
from chiso.office.ledger.erasing import erase_person
from chiso.office.ledger.forms import ErasureForm, FilterForm
from chiso.office.ledger.models import Chain, Entry, Root
from chiso.office.ledger.roots import kept_anchors
from chiso.office.ledger.selectors import COLUMNS, PAGE, Filters, all_lines, as_row, entries_of
from chiso.office.ledger.verbs import titles_of_verbs
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.access import get_person_for
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem

# Beyond this a page would wait too long; the command verifies as much as there is, and can be stopped.
MOST_ON_A_PAGE = 50_000


@needs(READ)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries that fit the filters."""
    form = FilterForm(request.GET)
    before = request.GET.get("before", "")
    lines = entries_of(
        form.filters(), before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    kept = request.GET.copy()
    kept.pop("before", None)
    older = f"?{kept.urlencode()}&before={lines[-1].id}" if len(lines) == PAGE else ""
    return render(
        request,
        "ledger/entries.html.j2",
        {
            "form": form,
            "lines": lines,
            "older": older.replace("?&", "?"),
            "query": kept.urlencode(),
            "chains": Chain.objects.count(),
            "verbs": titles_of_verbs(request.language),  # type: ignore[attr-defined]
        },
    )


@needs(READ)
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that fits, as a table, while it is read."""
    language: Language = request.language  # type: ignore[attr-defined]
    answer = StreamingHttpResponse(
        _rows(FilterForm(request.GET).filters(), language), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="so-cai.csv"'
    return answer


def _rows(filters: Filters, language: Language) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _as_csv(list(COLUMNS))
    for line in all_lines(filters):
        yield _as_csv(as_row(line, language))


def _as_csv(row: list[str]) -> bytes:
    """A row; a cell that a spreadsheet would take for a formula is quoted as text."""
    written = io.StringIO()
    safe = [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row]
    csv.writer(written, lineterminator="\r\n").writerow(safe)
    return written.getvalue().encode()


@needs(VERIFY)
def verification(request: HttpRequest) -> HttpResponse:
    """What the verification says now (by POST), and the last root."""
    count = Entry.objects.count()
    verified = None
    if request.method == "POST" and count <= MOST_ON_A_PAGE:
        verified = verify_ledger(anchors=kept_anchors())
    context = {
        "verified": verified,
        "count": count,
        "too_many": count > MOST_ON_A_PAGE,
        "root": Root.objects.order_by("-pk").first(),
    }
    return render(request, "ledger/verification.html.j2", context)


@needs(ERASE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Erase a person who has left, under the number of a request, after one more question."""
    actor = person_of(request)
    found = get_person_for(actor, key)
    form = ErasureForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        version = expected_version(request)
        try:
            count = erase_person(
                actor=actor,
                person=found,
                request=form.cleaned_data["request_number"],
                expected_version=version,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            said = text("The person is erased; texts of the record emptied: {count}.", count=count)
            flash(request, said, text("Backups keep what they held until they are rotated out."))
            return SeeOther(reverse("people:list"))
    context = {"erased": found, "form": form, "problems": problems}
    return render(request, "ledger/erase.html.j2", context, status=status_of_form(request))
