"""Reports in figures: tables by period, agency, field, district; how common a problem is."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.documents.letters import write_docx, write_pdf
from chiso.inspection.checklists import checklist_of
from chiso.inspection.reporting import By
from chiso.language import Language
from chiso.office.errors import NotFound
from chiso.office.inspections.access import FRAME, inspection_for
from chiso.office.inspections.following.access import REPORT
from chiso.office.inspections.following.documents import FORMS
from chiso.office.inspections.following.exporting import report_as_csv, report_as_workbook
from chiso.office.inspections.following.figures import (
    MapShows,
    ReportWanted,
    choices_of,
    prevalence_of,
    report_of,
)
from chiso.office.inspections.following.maps import map_of
from chiso.office.inspections.following.report_document import report_letter
from chiso.office.inspections.following.report_forms import (
    BY_NAMES,
    MAP_NAMES,
    PrevalenceForm,
    ReportFilter,
)
from chiso.office.inspections.following.views.answering import language_of, page
from chiso.office.inspections.models import CHECKLIST, Inspection
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@needs(REPORT)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report: figures by group, duties not met, good examples."""
    form, wanted = _asked(request)
    shown = report_of(wanted, timezone.localdate())
    items = checklist_of(CHECKLIST).items
    language: Language = "vi" if language_of(request) == "vi" else "en"
    titles = {code: one.title.vi if language == "vi" else one.title.en for code, one in items.items()}
    asked = request.GET.copy()
    asked.pop("trang", None)
    context: dict[str, Any] = {
        "form": form, "wanted": wanted, "shown": shown, "titles": titles, "by_names": BY_NAMES,
        "map": map_of(shown, wanted.shows, language), "map_names": MAP_NAMES,
        "asked": f"?{asked.urlencode()}" if asked else "",
        "has_others": Inspection.objects.filter(is_made_up=not wanted.made_up).exists(),
    }  # fmt: skip
    return page(request, "report", context)


@needs(REPORT)
@require_safe
def table(request: HttpRequest, ending: str) -> HttpResponse:
    """The same figures as a file."""
    _, wanted = _asked(request)
    shown = report_of(wanted, timezone.localdate())
    if ending == "csv":
        content = report_as_csv(shown)
    else:
        content = report_as_workbook(shown, "vi" if language_of(request) == "vi" else "en")
    answer = HttpResponse(content, content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-kiem-tra.{ending}"'
    return answer


@needs(REPORT)
@require_safe
def document(request: HttpRequest, ending: str) -> HttpResponse:
    """The report as a document: Word or PDF."""
    if ending not in FORMS:
        raise NotFound
    _, wanted = _asked(request)
    today = timezone.localdate()
    language: Language = "vi" if language_of(request) == "vi" else "en"
    shown = report_of(wanted, today)
    letter = report_letter(shown, wanted, today, language, has_map=ending == "pdf")
    answer = HttpResponse(
        write_docx(letter) if ending == "docx" else write_pdf(letter), content_type=TYPES[ending]
    )
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-kiem-tra.{ending}"'
    return answer


def _asked(request: HttpRequest) -> tuple[ReportFilter, ReportWanted]:
    made_up = request.GET.get("minh_hoa") == "1"
    form = ReportFilter(*choices_of(made_up=made_up), request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    year = given.get("nam") or ""
    return form, ReportWanted(
        year=int(year) if year else None, field=given.get("linh_vuc") or "",
        district=given.get("dia_ban") or "", by=cast("By", given.get("theo") or "agency"), made_up=made_up,
        shows=cast("MapShows", given.get("ban_do") or "share"),
    )  # fmt: skip


@needs(FRAME)
@require_safe
def prevalence(request: HttpRequest, key: str) -> HttpResponse:
    """How common findings are among all places of an inspection, with the error of the estimate."""
    inspection = inspection_for(person_of(request), key)
    if inspection.drawn_at is None:
        raise NotFound
    form = PrevalenceForm(inspection, request.GET or None, language=language_of(request))
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = prevalence_of(inspection, duty=given.get("muc") or "", by=given.get("theo") or "")
    return page(request, "prevalence", {"form": form, "inspection": inspection, "rows": rows})
