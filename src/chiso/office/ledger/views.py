"""The record for the auditor: entries with filters, export, verification."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chiso.language import Language
from chiso.office.ledger.access import READ, VERIFY
from chiso.office.ledger.forms import FilterForm
from chiso.office.ledger.models import Chain, Entry, Root
from chiso.office.ledger.roots import kept_anchors
from chiso.office.ledger.selectors import COLUMNS, PAGE, Filters, all_lines, as_row, entries_of
from chiso.office.ledger.verbs import declared_verbs
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.guard import needs

# Beyond this a page would wait too long; the command verifies as much as there is, and can be stopped.
MOST_ON_A_PAGE = 50_000


@needs(READ)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries that fit the filters."""
    form = FilterForm(request.GET)
    before = request.GET.get("before", "")
    lines = entries_of(form.filters(), before=int(before) if before.isdecimal() else None)
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
            "verbs": sorted(declared_verbs()),
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
