"""Reports in figures: tables by period, agency, field, district."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.documents.letters import write_docx, write_pdf
from chiso.inspection.report_period import usual_periods
from chiso.inspection.reporting import By
from chiso.language import Language
from chiso.office.errors import NotFound
from chiso.office.inspections.access import FRAME
from chiso.office.inspections.following.access import REPORT
from chiso.office.inspections.following.documents import FORMS
from chiso.office.inspections.following.exporting import report_as_csv, report_as_workbook
from chiso.office.inspections.following.figures import (
    MapShows,
    ReportWanted,
    choices_of,
    report_of,
)
from chiso.office.inspections.following.maps import map_of
from chiso.office.inspections.following.names import HANDLING_NAMES, LETTER_NAMES
from chiso.office.inspections.following.report_document import narrowed_to, report_letter
from chiso.office.inspections.following.report_forms import (
    BY_NAMES,
    CHANGE_NAMES,
    COMPARED_AS_IT_STOOD,
    GOOD_IF_MORE,
    HELD_BACK,
    MAP_NAMES,
    OF_FINDINGS,
    ReportFilter,
)
from chiso.office.inspections.following.views.answering import language_of, page
from chiso.office.inspections.models import Inspection
from chiso.office.people.guard import needs
from chiso.office.people.rights import may_somewhere
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
    form = _form(request)
    today = timezone.localdate()
    base: dict[str, Any] = {
        "sees_trend": may_somewhere(person_of(request), FRAME),
        "form": form, "made_up": _is_made_up(request), "by_names": BY_NAMES, "map_names": MAP_NAMES,
        "change_names": CHANGE_NAMES, "good_if_more": GOOD_IF_MORE,
        "compared_as_it_stood": COMPARED_AS_IT_STOOD, "held_back": HELD_BACK, "of_findings": OF_FINDINGS,
        "usual": [(one, _only_period(request, one.written)) for one in usual_periods(today)],
        "has_others": Inspection.objects.filter(is_made_up=not _is_made_up(request)).exists(),
    }  # fmt: skip
    if form.is_bound and not form.is_valid():
        return page(request, "report", base)
    wanted = _wanted(request, form)
    language: Language = "vi" if language_of(request) == "vi" else "en"
    shown = report_of(person_of(request), wanted, today)
    context: dict[str, Any] = {
        "wanted": wanted, "shown": shown, "handling_names": HANDLING_NAMES, "letter_names": LETTER_NAMES,
        "map": map_of(shown, wanted.shows, language),
        "asked": f"?{request.GET.urlencode()}" if request.GET else "", "narrowed": narrowed_to(wanted),
    }  # fmt: skip
    return page(request, "report", base | context)


@needs(REPORT)
@require_safe
def table(request: HttpRequest, ending: str) -> HttpResponse:
    """The same figures as a file."""
    wanted = _valid(request)
    language: Language = "vi" if language_of(request) == "vi" else "en"
    shown = report_of(person_of(request), wanted, timezone.localdate())
    content = report_as_csv(shown) if ending == "csv" else report_as_workbook(shown, language)
    return _as_file(content, wanted, ending)


@needs(REPORT)
@require_safe
def document(request: HttpRequest, ending: str) -> HttpResponse:
    """The report as a document: Word or PDF."""
    if ending not in FORMS:
        raise NotFound
    wanted = _valid(request)
    today = timezone.localdate()
    language: Language = "vi" if language_of(request) == "vi" else "en"
    shown = report_of(person_of(request), wanted, today)
    letter = report_letter(shown, wanted, today, language, has_map=ending == "pdf")
    return _as_file(write_docx(letter) if ending == "docx" else write_pdf(letter), wanted, ending)


def _as_file(content: bytes, wanted: ReportWanted, ending: str) -> HttpResponse:
    """A file whose name says its period."""
    period = f"-{wanted.period.written}" if wanted.period is not None else ""
    answer = HttpResponse(content, content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-kiem-tra{period}.{ending}"'
    return answer


def _is_made_up(request: HttpRequest) -> bool:
    return request.GET.get("minh_hoa") == "1"


def _form(request: HttpRequest) -> ReportFilter:
    choices = choices_of(person_of(request), made_up=_is_made_up(request))
    return ReportFilter(choices, timezone.localdate(), request.GET or None)


def _valid(request: HttpRequest) -> ReportWanted:
    """What a file is to be about. Raises NotFound where it is not valid: never a file of something else."""
    form = _form(request)
    if form.is_bound and not form.is_valid():
        raise NotFound
    return _wanted(request, form)


def _wanted(request: HttpRequest, form: ReportFilter) -> ReportWanted:
    made_up = _is_made_up(request)
    if not form.is_bound:
        return ReportWanted(made_up=made_up)
    given = form.cleaned_data
    return ReportWanted(
        period=form.period(), kind=given["loai"], inspection=given["dot"], field=given["linh_vuc"],
        district=given["dia_ban"], by=cast("By", given["theo"] or "agency"), made_up=made_up,
        shows=cast("MapShows", given["ban_do"] or "share"),
    )  # fmt: skip


def _only_period(request: HttpRequest, written: str) -> str:
    """The address of the same report of another period."""
    asked = request.GET.copy()
    for name in ("tu_ngay", "den_ngay"):
        asked.pop(name, None)
    asked["ky"] = written
    return f"?{asked.urlencode()}"
